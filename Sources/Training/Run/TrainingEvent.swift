/// What a run tells while it goes on.
public enum TrainingEvent: Sendable {
    /// The run begins, anew or where an earlier one stopped.
    case started(TrainingStart)
    /// A step is done.
    case step(StepReport)
    /// An evaluation goes on: so many images of all are predicted.
    case evaluating(done: Int, of: Int)
    /// An evaluation is done.
    case evaluated(EvaluationReport)
    /// Something that the user should know and that stops nothing.
    case warning(String)

    /// How a run begins.
    public struct TrainingStart: Sendable {
        /// The network, in one line.
        public var model: String
        /// Numbers of parameters, and of those that are trained.
        public var parameterCount: Int
        /// Of these, how many are trained.
        public var trainedCount: Int
        /// Images to learn from, and their objects.
        public var imageCount: Int
        /// The objects in them; nil where every pixel has a class.
        public var objectCount: Int?
        /// The names of the classes, by label: of class maps from 0 on.
        public var categories: [Int: String]
        /// What was taken from the weights to start from, line by line.
        public var notes: [String]
        /// Steps of an epoch.
        public var stepsPerEpoch: Int
        /// Steps of the whole run.
        public var stepCount: Int
        /// Steps that were done before.
        public var firstStep: Int
    }

    /// What a step gave.
    public struct StepReport: Sendable {
        /// Steps done, this one included.
        public var step: Int
        /// Steps of the whole run.
        public var stepCount: Int
        /// Epochs done, with a fraction.
        public var epoch: Double
        /// The losses by torchvision's names.
        public var losses: [String: Double]
        /// Their sum.
        public var total: Double
        /// The learning rate.
        public var rate: Double
        /// The norm of the gradients, before they were clipped.
        public var gradientNorm: Double
        /// What the step took.
        public var seconds: Double
        /// Of that, waiting for data.
        public var dataSeconds: Double
        /// Images of a step, over all processes.
        public var imageCount: Int
        /// Seconds until the end, where that can be told.
        public var secondsLeft: Double?
    }

    /// What an evaluation gave.
    public struct EvaluationReport: Sendable {
        /// Steps done.
        public var step: Int
        /// Epochs done.
        public var epoch: Double
        /// COCO's figures by their names, such as `segm/AP50`, or those of class maps, such as `semantic/mIoU`.
        public var figures: [String: Double]
        /// Whether the figure that the run is judged by is the best so far, that of the starting weights included.
        public var isBest: Bool
        /// That figure of the starting weights; nil where they were not evaluated.
        public var startAP: Double?
        /// What it took.
        public var seconds: Double

        /// Whether these are the figures of the weights that the run starts from.
        public var isStart: Bool { step == 0 }
    }
}
