public import Torch
public import Zoo

/// What a user may choose about a segmenter; nil leaves a choice to the checkpoint or to torchvision's default.
public struct SegmenterOptions: Sendable {
    /// The network; nil tells it from the checkpoint. The number of classes is always the checkpoint's.
    public var model: SegmentationConfiguration?
    /// Which tensors of a file are taken that has several networks: the key of a dictionary in a PyTorch file, such as `model_ema`, or what
    /// names begin with; nil takes what training itself used. Source: `Checkpoint.init(contentsOfFile:key:)`.
    public var weightsKey: String?
    /// Where it runs.
    public var device: Device = .cpu
    /// How large images are made for the network; nil for the model's own rule, a short side of 520. With a longest side alone the short
    /// side is the model's, or less. Source: `resize_size`.
    public var resizing: InputResizing?
    /// Whether results have the probability of each pixel's class, which takes four bytes a pixel.
    public var givesProbabilities = false
    /// The names of the classes by label, the background's (0) among them; nil takes those in the checkpoint, or VOC's for 21 classes.
    public var categories: [Int: String]?
    /// The number of threads; nil takes `OMP_NUM_THREADS`, else one for each processor.
    public var threads: Int?
    /// What computes the layers.
    public var engine: DetectorOptions.Engine = .winograd4
    /// The precision, float32 or float64, which is for comparing with other implementations.
    public var dtype: DType = .float32
    /// Whether weights of a published name that are not on this machine are an error, rather than fetched. `MASKRCNN_OFFLINE=1` in the
    /// environment says the same for every one.
    public var isOffline = false
    /// Is told how far it is while weights are fetched: the bytes that are here, and those in all.
    public var fetchProgress: FetchProgress?
    /// What is published, and where; nil for torchvision.
    package var weightsSource: WeightsSource?
    /// Whether the auxiliary head, which is for training, is loaded and computed as well, for comparing.
    package var computesAuxiliaryHead = false

    /// Leaves every choice to the default.
    public init() {}

    /// On what and by what it computes.
    var computing: ComputingChoices { ComputingChoices(device: device, dtype: dtype, engine: engine, threads: threads) }
}
