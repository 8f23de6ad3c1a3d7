import COCO
import ClassMaps
import MaskRCNN
import Torch
import Zoo

/// The model for semantic segmentation that the options ask for, with every file found and read, but nothing loaded.
struct SegmenterRequest: PredictRequest {
    /// The checkpoint's path.
    let path: String
    let options: SegmenterOptions
    /// The classes of its maps, and their colours.
    let palette: ClassPalette

    private let configuration: SegmentationConfiguration
    /// What the checkpoint calls its classes.
    private let ownNames: [String]

    /// - Parameters:
    ///   - key: What `--weights-key` says, by which the checkpoint was opened.
    ///   - labels: A file that names the classes, from class 0 on; nil for the checkpoint's names.
    ///   - computing: Sets where and how it computes.
    /// - Throws: ``CommandFailure`` where the checkpoint is of no such network, or the names are not those of its classes.
    init(
        _ checkpoint: Checkpoint, key: String?, labels: String?, resizing: ResizingOptions,
        computing: (inout SegmenterOptions) -> Void
    ) throws(CommandFailure) {
        path = checkpoint.path
        var options = SegmenterOptions()
        computing(&options)
        options.weightsKey = key
        options.resizing = resizing.resizing
        do throws(MaskRCNNError) {
            guard let found = try SegmentationConfiguration.detected(in: checkpoint) else {
                try ModelTask.require(.segmentation, of: checkpoint)
                throw MaskRCNNError.metadata(
                    file: checkpoint.path, reason: "it is of no network for semantic segmentation")
            }
            try found.validate()
            configuration = found
            ownNames = try Categories.ofSegmentation(in: checkpoint, classCount: found.classCount)
        } catch {
            throw CommandFailure(loading: error, from: checkpoint.path)
        }
        do throws(ClassMapError) {
            palette =
                if let labels { try ClassPalette(contentsOfFile: labels) } else { try ClassPalette(names: ownNames) }
        } catch {
            throw CommandFailure(error)
        }
        guard palette.count == configuration.classCount else {
            throw CommandFailure(
                .badData,
                "\(labels ?? path): expected names for the \(configuration.classCount) classes of \(configuration.name), "
                    + "found \(palette.count)",
                hint: "A class a line, from class 0 on: a background is a class and has a line.")
        }
        options.categories = Dictionary(uniqueKeysWithValues: palette.names.enumerated().map { ($0, $1) })
        self.options = options
    }

    /// Makes sure that no class is called what the checkpoint calls another one.
    /// - Parameter labels: The file of the names.
    func requireOwnOrder(labels: String) throws(CommandFailure) {
        for (index, name) in palette.names.enumerated() {
            guard let own = ownNames.firstIndex(of: name), own != index else { continue }
            throw CommandFailure(
                .badData, "\(labels): class \(index) is called \"\(name)\", which is class \(own) of \(path)")
        }
    }

    /// The checkpoint of weights as typed, where it is of a network for semantic segmentation; nil for any other, and where there
    /// is none that can be read.
    static func checkpoint(_ weights: String, key: String?) -> Checkpoint? {
        guard let path = try? PublishedWeights.path(of: weights),
            let checkpoint = try? Checkpoint(contentsOfFile: path, key: key),
            (try? ModelTask.of(checkpoint)) == .segmentation
        else { return nil }
        return checkpoint
    }

    func pictureMemory(drawnBytes: Int) throws(CommandFailure) -> PictureMemory {
        try PictureMemory(
            SegmentationMemory(configuration, options: options), weights: path, batch: 1, drawnBytes: drawnBytes)
    }

    func loadingNotes() async throws(CommandFailure) -> [String] { try await load().notes }

    /// Loads the model.
    func load() async throws(CommandFailure) -> Segmenter {
        do {
            return try await Segmenter(weights: path, options: options)
        } catch {
            throw CommandFailure(loading: error, from: path)
        }
    }
}

extension ComputingOptions {
    /// Sets what a segmenter is to do about them.
    func set(in options: inout SegmenterOptions) {
        options.device = device.device
        options.engine = engine.engine
        options.threads = threads
    }
}
