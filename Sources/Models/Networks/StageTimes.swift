package import Torch

/// The stages of an inference, in the order in which they run.
public enum InferenceStage: String, CaseIterable, Sendable, Codable {
    /// From images to the network's input: normalised, resized, padded.
    case transform
    /// The backbone's maps.
    case backbone
    /// The feature pyramid.
    case fpn
    /// The region proposal network, to the proposals.
    case rpn
    /// The box head: features of the proposals, scores, boxes, and the choice of what is found.
    case box
    /// The mask head: features of what is found, and mask probabilities.
    case mask
    /// The keypoint head: features of what is found, heat maps, and where they are highest.
    case keypoints
    /// Masks at the size of the images, as run lengths, and names.
    case paste
    /// The head of a network for semantic segmentation: logits at the size of the features.
    case head
    /// The class of every pixel, at the size of the image.
    case classes
}

/// How long the stages of one inference took.
///
/// A stage begins where the one before it ends, so that together they are the whole inference. On a GPU each stage waits for
/// what it computes, which costs the overlap that an inference without times has.
public struct StageTimes: Sendable, Hashable {
    private var durations: [InferenceStage: Duration] = [:]
    /// The additions and multiplications of each stage's packed layers, as their products of matrices count them; none
    /// where LibTorch computes the layers.
    public internal(set) var operations: [InferenceStage: Int] = [:]

    /// Creates times that are all zero.
    init() {}

    /// The time of a stage; next to none where there was nothing to do, as for the masks where nothing is found.
    public internal(set) subscript(stage: InferenceStage) -> Duration {
        get { durations[stage] ?? .zero }
        set { durations[stage] = newValue }
    }

    /// The additions and multiplications a second of the stage that does most; zero where LibTorch computes the layers.
    public var highestRate: Double {
        operations.map { stage, count in count == 0 ? 0 : Double(count) / (self[stage] / .seconds(1)) }.max() ?? 0
    }

    /// The time of all stages together.
    public var total: Duration {
        durations.values.reduce(.zero, +)
    }
}

/// Is told when a stage of one inference ends, and counts the time since the one before.
package final class StageClock {
    /// What it counted so far.
    package private(set) var times = StageTimes()
    private let device: Device
    private let plan: InferencePlan?
    private var last = ContinuousClock.now
    private var lastOperationCount: Int

    /// Starts to count; `device` is where the network runs, `plan` what its layers are packed in.
    package init(device: Device, plan: InferencePlan?) {
        self.device = device
        self.plan = plan
        lastOperationCount = plan?.operationCount ?? 0
    }

    /// The stage is over, once the device has computed all of it.
    package func end(_ stage: InferenceStage) throws(TorchError) {
        try device.synchronize()
        let now = ContinuousClock.now
        times[stage] += now - last
        last = now
        guard let plan else { return }
        let count = plan.operationCount
        times.operations[stage, default: 0] += count - lastOperationCount
        lastOperationCount = count
    }
}
