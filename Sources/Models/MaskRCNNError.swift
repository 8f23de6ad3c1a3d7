public import Files
public import Geometry
public import Torch
public import Zoo

/// Why a model could not be made or an image not be segmented.
public enum MaskRCNNError: Error, Sendable, Equatable {
    /// LibTorch refused an operation.
    case torch(TorchError)
    /// A checkpoint could not be read or written.
    case checkpoint(CheckpointError)
    /// A field of a configuration has a value that makes no sense.
    case configuration(key: String, expected: String)
    /// A checkpoint does not fit the model.
    case weights(file: String, model: String, ParameterStore.Mismatch)
    /// What a checkpoint says of its model cannot be understood.
    case metadata(file: String, reason: String)
    /// A checkpoint's tensors are those of several networks, and it does not say which it is.
    case ambiguousWeights(file: String, models: [String])
    /// A checkpoint is of a network for another task than the one that it is asked for.
    case otherTask(file: String, model: String, task: ModelTask)
    /// A checkpoint was said to be of mmdetection in Caffe's style, and its names are not mmdetection's, or it says itself what it is.
    case notCaffeStyle(file: String)
    /// Neither a file nor a published checkpoint that is on this machine.
    case weightsNotFound(WeightsNotFound)
    /// The classes of an image's pixels, which are to be learnt from, make no sense.
    case labels(size: ImageSize, reason: String)
    /// An image has no pixel.
    case emptyImage
    /// An image would have more pixels at the network's input than any memory is for.
    case inputTooLarge(image: ImageSize, input: ImageSize, most: Int)
    /// The network, or an image for it, needs more memory than the budget has; nothing of it was allocated.
    case memory(MemoryShortage)
}

extension MaskRCNNError: CustomStringConvertible {
    /// One message for a person; for a checkpoint that does not fit, all kinds of differences with some of each.
    public var description: String {
        switch self {
        case .torch(let error): error.description
        case .checkpoint(let error): error.description
        case .configuration(let field, let expected): "configuration: \(field) must be \(expected)"
        case .weights(let path, let model, let mismatch):
            MismatchReport(path: path, model: model, mismatch).lines.joined(separator: "\n  ")
        case .metadata(let path, let problem): "\(path): what it says of its model cannot be understood: \(problem)"
        case .ambiguousWeights(let path, let models):
            "\(path): its tensors are those of \(models.joined(separator: " and of ")), and it does not say which it is; "
                + "--model (DetectorOptions.model, SegmenterOptions.model) chooses"
        case .otherTask(let path, let model, let task): "\(path): it is of \(model), \(task.advice)"
        case .notCaffeStyle(let path):
            "\(path): Caffe's style is for mmdetection's weights, and these are not under mmdetection's names"
        case .weightsNotFound(let error): error.description
        case .memory(let shortage): shortage.description
        case .labels(let size, let problem): "a class map of \(size) pixels: \(problem)"
        case .emptyImage: "an image must have at least one pixel"
        case .inputTooLarge(let image, let input, let most):
            "an image of \(image) pixels would have \(input) at the network's input, more than \(most) in all; "
                + "a smaller scale fits"
        }
    }
}

/// Runs what may throw a ``TorchError`` and passes that on as a ``MaskRCNNError``.
package func torch<Result>(_ body: () throws(TorchError) -> Result) throws(MaskRCNNError) -> Result {
    do {
        return try body()
    } catch {
        throw .torch(error)
    }
}

/// Runs what may throw a ``CheckpointError`` and passes that on as a ``MaskRCNNError``.
package func checkpoint<Result>(_ body: () throws(CheckpointError) -> Result) throws(MaskRCNNError) -> Result {
    do {
        return try body()
    } catch {
        throw .checkpoint(error)
    }
}

/// Makes sure that the budget has memory.
/// - Throws: ``MaskRCNNError/memory(_:)``.
package func checkMemory(_ needed: Int, for purpose: String, of subject: String) throws(MaskRCNNError) {
    do {
        try MemoryBudget.process.check(needed, for: purpose, of: subject)
    } catch {
        throw .memory(error)
    }
}

extension MaskRCNNError {
    /// The description by lines. A name in it may have ends of lines of its own, by which it cannot be split.
    package var lines: [String] {
        guard case .weights(let path, let model, let mismatch) = self else { return [description] }
        return MismatchReport(path: path, model: model, mismatch).lines
    }
}
