internal import Datasets
internal import Imaging
public import MaskRCNN
public import TrainingData

/// All that says how a network is trained, apart from the data and where results go. The defaults are torchvision's
/// recipe for fine-tuning on a small batch.
public struct TrainingConfiguration: Sendable, Equatable {
    /// The network that finds objects. Its number of classes is that of the data, whatever stands here.
    public var network = Configuration.maskRCNNResNet50FPN
    /// The network for class maps that is trained in place of ``network``, and how; nil where objects are found. ``sampling`` and
    /// ``lossWeights`` are not looked at then.
    public var segmentation: Segmentation?
    /// Which part of the network is trained, and how its norms compute.
    public var training = Trained()
    /// How images are changed before the network sees them.
    public var augmentation = Augmentation.flip
    /// How the predictions that losses are computed from are chosen.
    public var sampling = TargetSampling()
    /// How much each loss counts in their sum.
    public var lossWeights = LossWeights()
    /// How data are read.
    public var data = DataLoading()
    /// How parameters follow their gradients.
    public var optimizer = Optimization()
    /// How the learning rate changes.
    public var schedule = Schedule()
    /// When the network is evaluated, and when training ends for it.
    public var evaluation = Evaluating()
    /// The state for resuming is also saved after every so many steps; 0 saves it after each epoch alone.
    public var saveEverySteps = 0
    /// What all chance is drawn from.
    public var seed: UInt64 = 0

    /// Creates the defaults.
    public init() {}

    /// Which part of the network is trained.
    public struct Trained: Codable, Sendable, Equatable {
        /// How many of the backbone's stages, from the top, are trained; nil is 3 with weights to start from and all, 5 of a ResNet's
        /// and 6 of a MobileNet's, without, and for class maps. Source: `trainable_backbone_layers`.
        public var trainableLayers: Int?
        /// What batch norms compute with; it does not concern networks with frozen ones.
        public var normalization = Normalization.live
        /// What the loss of each class of a proposal is multiplied by, from the background (0) on; empty for all alike. A rare class
        /// with a larger weight is missed less and guessed more. Source: `weight` of PyTorch's `cross_entropy`.
        public var classWeights: [Double] = []
        /// The precision of what gains from a lower one.
        public var precision = Precision.float32

        /// What batch norms compute with.
        public enum Normalization: String, Codable, Sendable, CaseIterable {
            /// The statistics of each process' batch, as PyTorch does.
            case live
            /// Those of the batches of all processes together.
            case synchronized
            /// The stored statistics, which stay as they are, as do the norms' weights: for small batches.
            case frozen
        }

        /// In what the network computes.
        public enum Precision: String, Codable, Sendable, CaseIterable {
            /// 32 bits.
            case float32
            /// 16 bits (8 of them the exponent) where that suffices; parameters keep 32.
            case bfloat16
        }
    }

    /// How data are read.
    public struct DataLoading: Codable, Sendable, Equatable {
        /// Images of a step and a micro-batch, over all processes.
        public var batchSize = 2
        /// Threads that read and augment images, in each process.
        public var workers = 2
        /// Whether images of a batch have similar aspect ratios, which saves padding.
        public var groupsByAspectRatio = true
        /// Images with classes that less than this share of the images have are seen more often (Gupta et al. 2019); nil
        /// for none.
        public var repeatThreshold: Double?
        /// What is done where an image turns out to be missing or broken.
        public var brokenImages = FaultPolicy.stop
        /// What is done about annotations that cannot be learnt from.
        public var faultyAnnotations = FaultPolicy.skip
        /// Whether images without objects are learnt from.
        public var keepsImagesWithoutObjects = true
        /// Whether regions marked as crowds are no background either; else they are as if not there, as in torchvision.
        public var ignoresCrowds = true
        /// Which values of pictures are black and white: `full`, `percentile`, or two numbers with a comma between.
        public var range = "full"
        /// Whether pictures whose size does not tell the way round that they are annotated are read so as the others of
        /// their data set are, and turned as EXIF data say where there are none; else as they are stored.
        public var appliesOrientation = true
        /// Whether file names of data sets, and links, may lead out of the folder of their images.
        public var allowsOutside = false
        /// Decoded images are kept in memory up to so many MB, in each process.
        public var cacheMegabytes = 1024

        /// A data set whose pictures are found and read so.
        public func reading(_ source: TrainingSet.Source) -> TrainingSet.Source {
            var source = source
            source.reading = PictureReading(
                range: ValueRange(range) ?? .full, appliesOrientation: appliesOrientation ? nil : false)
            source.allowsOutside = allowsOutside
            return source
        }
    }

    /// How parameters follow their gradients.
    public struct Optimization: Codable, Sendable, Equatable {
        /// The rule.
        public var method = Method.sgd
        /// The learning rate; nil is 0.02 for every 16 images of a batch with SGD, 0.01 for class maps, and 0.0001 with AdamW.
        public var rate: Double?
        /// SGD's momentum,
        public var momentum = 0.9
        /// and whether it is Nesterov's.
        public var nesterov = false
        /// AdamW's decay of the averaged gradient,
        public var beta1 = 0.9
        /// and of its square.
        public var beta2 = 0.999
        /// The weight decay of weights.
        public var weightDecay = 1e-4
        /// The weight decay of norms and biases.
        public var normWeightDecay = 0.0
        /// What the learning rate is multiplied by for the backbone.
        public var backboneRateFactor = 1.0
        /// Gradients are scaled down to this norm; nil leaves them.
        public var gradientClip: Double?
        /// So many batches make a step.
        public var accumulation = 1
        /// The share of itself that the running average of the weights keeps in a step; nil for no average.
        public var averageDecay: Double?

        /// A rule.
        public enum Method: String, Codable, Sendable, CaseIterable {
            /// Stochastic gradient descent with momentum.
            case sgd
            /// Adam with weight decay apart from the gradient.
            case adamw
        }
    }

    /// When the network is evaluated.
    public struct Evaluating: Codable, Sendable, Equatable {
        /// Whether weights with classes that a run starts from are evaluated before its first step.
        public var atStart = true
        /// After so many epochs each; 0 for the last alone.
        public var everyEpochs = 1
        /// How many detections of an image count: the last of COCO's three numbers.
        public var maximumDetections = 100
        /// Images that are predicted together.
        public var batchSize = 1
        /// Training ends where the figure that the run is judged by did not rise in so many evaluations; nil goes on to the end.
        public var patience: Int?
        /// How far each keypoint may be off, as a share of the root of the object's area; empty takes COCO's for 17 keypoints, else the
        /// mean of COCO's for each. Source: pycocotools' `kpt_oks_sigmas`.
        public var keypointSigmas: [Double] = []
        /// How many pictures of predictions are drawn.
        public var pictures = 4
    }

    /// The learning rate where none was chosen. Source: torchvision's references for detection and for segmentation.
    public var rate: Double {
        if let rate = optimizer.rate { return rate }
        switch optimizer.method {
        case .sgd:
            return (segmentation == nil ? 0.02 : 0.01) * Double(data.batchSize * optimizer.accumulation) / 16
        case .adamw: return 1e-4
        }
    }
}

extension TrainingConfiguration {
    /// How many of the backbone's stages are trained. Source: `_validate_trainable_layers`.
    package func trainedLayers(startsFromWeights: Bool) -> Int {
        if let layers = training.trainableLayers { return layers }
        // torchvision's references train all of a network for class maps.
        if let segmentation { return segmentation.network.backbone.trainableStageCount }
        return startsFromWeights ? 3 : network.backbone.trainableStageCount
    }
}
