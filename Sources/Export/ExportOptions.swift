public import Models

/// What a user may choose about an ONNX file.
public struct ExportOptions: Sendable {
    /// The network; nil tells it from the checkpoint. The number of classes is always the checkpoint's.
    public var model: NetworkDescription?
    /// The version of ONNX' operators.
    public var opset = 17
    /// What the graph gives.
    public var outputs = Outputs.finished
    /// Whether the weights go to a file of their own beside the graph's. Above 2 GiB they always do: a file of ONNX holds no more.
    public var hasExternalWeights = false
    /// Whether a weights' file that is there already may be written over; that the weights need one may be known only when they are large.
    public var replacesWeights = true
    /// Detections of every class score strictly above this; nil for the model's.
    public var scoreThreshold: Double?
    /// The most detections an image keeps; nil for the model's.
    public var maximumDetections: Int?
    /// ε of frozen batch norms, as in `DetectorOptions`.
    public var frozenNormEpsilon: Double?
    /// The names of the classes by label; nil takes those in the checkpoint.
    public var categories: [Int: String]?
    /// What the file calls the version of the program that wrote it; empty for none.
    public var producerVersion = ""

    /// The versions of ONNX' operators that graphs are written in: up to that of ONNX Runtime 1.31.
    public static let opsets = 17...26
    /// The last version in which ONNX Runtime 1.31 has RoIAlign: for version 22 it has none, whatever it says of its versions.
    static let newestRoIAlignOpset = 21

    /// Leaves every choice to the default.
    public init() {}

    /// What a graph gives.
    public enum Outputs: String, Sendable, CaseIterable {
        /// Boxes, labels, scores, masks and keypoints; of a network for segmentation, the class of each pixel.
        case finished
        /// What the heads say before softmax, sigmoid and selection; of a network for segmentation, the logits.
        case raw
    }
}
