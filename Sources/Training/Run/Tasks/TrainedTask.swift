internal import Imaging
internal import MaskRCNN
internal import Torch
internal import TrainingData

/// What a run trains and evaluates: the part of it that networks that find objects and those for class maps do each in their way.
///
/// It belongs to the run's thread.
protocol TrainedTask: AnyObject {
    /// All parameters and buffers by name.
    var state: [(name: String, tensor: Tensor)] { get }
    /// The parameters that are trained.
    var parameters: [TrainedParameter] { get }
    /// What was taken over from the weights that it starts from.
    var start: TaskStart { get }
    /// The data to evaluate on; nil for none.
    var evaluated: EvaluatedData? { get }

    /// The losses of this process's part of a batch, recorded for gradients.
    ///
    /// - Parameters:
    ///   - seeds: What is drawn for each sample is drawn from.
    ///   - mean: Numbers as their means over all processes.
    func losses(
        _ samples: [TrainingSample], seeds: [UInt64], mean: ([Double]) throws(TorchError) -> [Double]
    ) throws(TrainingError) -> TaskLosses

    /// Begins to evaluate weights: the present ones, or others such as a running average.
    func evaluation(_ state: [String: Tensor]?) throws(TrainingError) -> any TaskEvaluation

    /// Writes weights to a file that says what they are.
    func write(
        _ entries: [Checkpoint.Entry], categories: [Int: String], notes: [String: String], to path: String
    ) throws(CheckpointError)
}

/// What a network was started from.
struct TaskStart {
    /// What was taken over, line by line.
    var notes: [String] = []
    /// Whether the weights have classes, so that there is something to evaluate before the first step.
    var hasClasses = false
}

/// The data that a network is evaluated on.
struct EvaluatedData {
    /// What messages call them.
    var name: String
    /// How many images there are.
    var imageCount: Int
    /// What the reader of the figures should know.
    var warnings: [String]
}

/// The losses of a batch.
struct TaskLosses {
    /// The sum that is learnt from, recorded for gradients.
    var total: Tensor
    /// Each loss by torchvision's name, such as `loss_mask`.
    var numbers: [String: Double]
}

/// An evaluation on its way.
protocol TaskEvaluation {
    /// Predicts some images of the data, by their places.
    mutating func predict(_ places: [Int]) throws(TrainingError)
    /// What was found, for other processes.
    func encoded() throws(TrainingError) -> [UInt8]
    /// Takes what all processes found in place of what this one did.
    mutating func take(_ parts: [[UInt8]]) throws(TrainingError)
    /// The figures of all that was found, by names such as `segm/AP50`.
    func figures() throws(TrainingError) -> [String: Double]
    /// The first images, what is right beside what was found.
    func pictures() throws(TrainingError) -> [Image]
}
