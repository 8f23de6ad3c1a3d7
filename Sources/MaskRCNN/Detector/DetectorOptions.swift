public import Torch
public import Zoo

/// What a user may choose about a detector; nil leaves a choice to the checkpoint or to torchvision's default.
public struct DetectorOptions: Sendable {
    /// The network; nil tells it from the checkpoint. The number of classes is always the checkpoint's.
    public var model: Configuration?
    /// Whether weights under mmdetection's names are of a model of Caffe's backbones (`-caffe` in its name): blue first, colours not divided,
    /// the stride in the first 1×1 convolution. Tensors do not tell it, and the other style is usual.
    public var isCaffeStyle = false
    /// Which tensors of a file are taken that has several networks: the key of a dictionary in a PyTorch file, such as `model_ema`, or what
    /// names begin with; nil takes what training itself used. Source: `Checkpoint.init(contentsOfFile:key:)`.
    public var weightsKey: String?
    /// Where it runs.
    public var device: Device = .cpu
    /// Detections of every class score strictly above this; nil for the model's, which is 0.05. Source: `box_score_thresh`.
    public var scoreThreshold: Double?
    /// A pixel belongs to an instance where its probability is strictly above this; nil for the model's, which is 0.5.
    /// Lower makes masks larger, higher smaller; boxes, scores and time stay. ``Detection/probabilities`` allows any afterwards.
    /// Source: torchvision leaves it to who uses `masks`.
    public var maskThreshold: Double?
    /// The most detections an image keeps; nil for the model's, which is 100, and more for images that ``resizing`` makes
    /// larger than the model would. Source: `box_detections_per_img`.
    public var maximumDetections: Int?
    /// What the model's own limit on detections is raised to where it is lower; nil leaves it.
    public var leastMaximumDetections: Int?
    /// How large images are made for the network; nil for the model's own rule. Source: `min_size`, `max_size`.
    public var resizing: InputResizing?
    /// In which views each image is seen, whose results become one; nil sees it once, as it is. It takes so many times as long as there are
    /// views.
    public var augmentation: TestTimeAugmentation?
    /// The labels that are wanted; nil for all. The others are dropped before the limit on detections counts.
    public var classes: Set<Int>?
    /// The names of the classes by label; nil takes those in the checkpoint, or COCO's for 91 classes.
    public var categories: [Int: String]?
    /// ε of frozen batch norms; nil takes 0 for torchvision's published v1 COCO checkpoint and else 1e-5. It changes
    /// nothing for models without frozen norms. Source: `overwrite_eps`.
    public var frozenNormEpsilon: Double?
    /// The number of threads; nil takes `OMP_NUM_THREADS`, else one for each processor.
    public var threads: Int?
    /// What computes the layers.
    public var engine: Engine = .winograd4
    /// The precision, float32 or float64, which is for comparing with other implementations.
    public var dtype: DType = .float32
    /// Whether weights of a published name that are not on this machine are an error, rather than fetched. `MASKRCNN_OFFLINE=1` in the
    /// environment says the same for every one.
    public var isOffline = false
    /// Is told how far it is while weights are fetched: the bytes that are here, and those in all.
    public var fetchProgress: FetchProgress?
    /// What is published, and where; nil for torchvision.
    package var weightsSource: WeightsSource?

    /// What computes the layers of a network.
    public enum Engine: String, Sendable, CaseIterable {
        /// The package's kernels, with Winograd's F(4×4, 3×3): as exact as direct convolutions. It is for float32 on the
        /// CPU; elsewhere it means LibTorch.
        case winograd4
        /// The same with F(6×6, 3×3), which rounds coarser.
        case winograd6
        /// LibTorch's layers.
        case libTorch = "libtorch"
    }

    /// Leaves every choice to the default.
    public init() {}
}
