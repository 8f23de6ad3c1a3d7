public import Torch

extension Configuration {
    /// The feature extractor.
    ///
    /// In files it is the name of its kind with its settings, `{"resNet": {"depth": 50, …}}`; settings alone, as in files of the first
    /// version, are a ResNet's.
    public enum Backbone: Sendable, Hashable {
        /// A residual network.
        case resNet(ResNet)
        /// A network for small machines.
        case mobileNetV3(MobileNetV3)

        /// A MobileNetV3 (Howard et al. 2019): a quarter of a ResNet-50's time, and less accurate.
        ///
        /// Source: `torchvision.models.mobilenetv3.MobileNetV3`, `mobilenet_backbone`.
        public struct MobileNetV3: Sendable, Hashable {
            /// Which of the paper's two networks it is.
            public var size = Size.large
            /// What follows each convolution. For detection torchvision takes ε 1e-5, for classification 1e-3.
            public var normalization = NormalizationKind.frozenBatchNorm(epsilon: 1e-5)

            /// Creates torchvision's for detection.
            public init() {}

            /// Which of the paper's two networks it is.
            public enum Size: String, CaseIterable, Codable, Sendable, Hashable {
                /// 15 blocks.
                case large
                /// 11 blocks.
                case small
            }
        }

        /// A residual network (He et al. 2015), its relatives ResNeXt (Xie et al. 2017) and Wide ResNet (Zagoruyko & Komodakis 2016)
        /// among them.
        ///
        /// Source: `torchvision.models.resnet.ResNet`, `resnet_fpn_backbone`.
        public struct ResNet: Sendable, Hashable {
            /// 18, 34, 50, 101 or 152 layers.
            public var depth = 50
            /// How many of the four stages there are: 3 end with the map that is called C4, of stride 16. Fewer stages see less of
            /// an image and are quicker.
            public var stageCount = 4
            /// Channels of the first convolution, from which all others follow; the paper's networks have 64.
            public var width = 64
            /// Into how many groups the 3×3 convolutions of bottlenecks are divided: 32 in torchvision's ResNeXts.
            public var groups = 1
            /// Channels of a group where ``width`` is 64: 4 in a ResNeXt 32×4d, 128 in a Wide ResNet.
            public var groupWidth = 64
            /// Which convolution of a bottleneck halves a map.
            public var stridePlace = StridePlace.threeByThree
            /// How many of the last stages spread their 3×3 convolutions instead of halving the map, 0 to 2: with 2 the last map has
            /// stride 8, as networks for segmentation have it. Source: `replace_stride_with_dilation`.
            public var dilatedStageCount = 0
            /// Whether the first block of a stage that dilates does so as well, as in detectron2; in torchvision it is spread as the stage
            /// before.
            public var dilatesFirstBlock = false
            /// What follows each convolution. In torchvision's published COCO v1 checkpoints ε is 0, else 1e-5.
            public var normalization = NormalizationKind.frozenBatchNorm(epsilon: 1e-5)

            /// Creates torchvision's ResNet-50.
            public init() {}

            /// Which convolution of a bottleneck halves a map.
            public enum StridePlace: String, CaseIterable, Codable, Sendable, Hashable {
                /// The 3×3 one, as in torchvision.
                case threeByThree
                /// The first 1×1 one, as in the paper and in detectron2's models from MSRA.
                case oneByOne
            }
        }

        /// Creates torchvision's ResNet-50.
        public init() { self = .resNet(ResNet()) }

        /// The settings of a ResNet; nil where it is none.
        public var resNet: ResNet? {
            get {
                if case .resNet(let network) = self { network } else { nil }
            }
            set {
                if let newValue { self = .resNet(newValue) }
            }
        }

        /// The settings of a MobileNetV3; nil where it is none.
        public var mobileNetV3: MobileNetV3? {
            get {
                if case .mobileNetV3(let network) = self { network } else { nil }
            }
            set {
                if let newValue { self = .mobileNetV3(newValue) }
            }
        }

        /// What follows each convolution.
        public var normalization: NormalizationKind {
            get {
                switch self {
                case .resNet(let network): network.normalization
                case .mobileNetV3(let network): network.normalization
                }
            }
            set {
                switch self {
                case .resNet(var network):
                    network.normalization = newValue
                    self = .resNet(network)
                case .mobileNetV3(var network):
                    network.normalization = newValue
                    self = .mobileNetV3(network)
                }
            }
        }
    }
}

// MARK: Files

extension Configuration.Backbone: Codable {
    package enum Kind: String, CodingKey, CaseIterable {
        case resNet, mobileNetV3

        /// A backbone of this kind with its defaults.
        package var usual: Configuration.Backbone {
            switch self {
            case .resNet: .resNet(ResNet())
            case .mobileNetV3: .mobileNetV3(MobileNetV3())
            }
        }
    }

    /// Reads one; what is missing has its default.
    public init(from decoder: any Decoder) throws {
        let kinds = try decoder.container(keyedBy: Kind.self)
        if kinds.contains(.mobileNetV3) {
            self = .mobileNetV3(try kinds.decode(MobileNetV3.self, forKey: .mobileNetV3))
        } else {
            self = .resNet(
                kinds.contains(.resNet) ? try kinds.decode(ResNet.self, forKey: .resNet) : try ResNet(from: decoder))
        }
    }

    /// Writes it under the name of its kind.
    public func encode(to encoder: any Encoder) throws {
        var kinds = encoder.container(keyedBy: Kind.self)
        switch self {
        case .resNet(let network): try kinds.encode(network, forKey: .resNet)
        case .mobileNetV3(let network): try kinds.encode(network, forKey: .mobileNetV3)
        }
    }
}

extension Configuration.Backbone.ResNet: Codable {
    private enum CodingKeys: String, CodingKey {
        case depth, stageCount, width, groups, groupWidth, stridePlace, dilatedStageCount, dilatesFirstBlock,
            normalization
    }

    /// Reads one; what is missing has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let usual = Self()
        depth = try values.value(.depth, or: usual.depth)
        stageCount = try values.value(.stageCount, or: usual.stageCount)
        width = try values.value(.width, or: usual.width)
        groups = try values.value(.groups, or: usual.groups)
        groupWidth = try values.value(.groupWidth, or: usual.groupWidth)
        stridePlace = try values.value(.stridePlace, or: usual.stridePlace)
        dilatedStageCount = try values.value(.dilatedStageCount, or: usual.dilatedStageCount)
        dilatesFirstBlock = try values.value(.dilatesFirstBlock, or: usual.dilatesFirstBlock)
        normalization = try values.value(.normalization, or: usual.normalization)
    }

    /// Writes it, dilated stages where there are some: programs of before do not know of them.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(depth, forKey: .depth)
        try values.encode(stageCount, forKey: .stageCount)
        try values.encode(width, forKey: .width)
        try values.encode(groups, forKey: .groups)
        try values.encode(groupWidth, forKey: .groupWidth)
        try values.encode(stridePlace, forKey: .stridePlace)
        if dilatedStageCount != 0 { try values.encode(dilatedStageCount, forKey: .dilatedStageCount) }
        if dilatesFirstBlock { try values.encode(dilatesFirstBlock, forKey: .dilatesFirstBlock) }
        try values.encode(normalization, forKey: .normalization)
    }
}

extension Configuration.Backbone.MobileNetV3: Codable {
    /// Reads one; what is missing has its default.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        size = try values.decodeIfPresent(Size.self, forKey: .size) ?? .large
        normalization =
            try values.decodeIfPresent(NormalizationKind.self, forKey: .normalization) ?? Self().normalization
    }
}

// MARK: Shape

extension Configuration.Backbone {
    /// The channels of the maps that it gives, from fine to coarse, and the distance of their neighbouring cells in pixels.
    package var maps: [(channels: Int, stride: Int)] {
        switch self {
        case .resNet(let network):
            network.stageIndices.map { (network.outputChannels(stage: $0), network.stride(stage: $0)) }
        case .mobileNetV3(let network): network.mapChannels.map { ($0, 32) }
        }
    }

    /// How many stages there are that can be trained or not, the first convolution among them.
    public var trainableStageCount: Int {
        switch self {
        case .resNet: 5
        case .mobileNetV3(let network): network.stageStarts.count
        }
    }
}

extension Configuration.Backbone.MobileNetV3 {
    /// Channels of the first block of stride 32, and of the last convolution.
    var mapChannels: [Int] {
        let first = blocks.last { $0.stride > 1 }?.outputs ?? 0
        return [first, lastChannels.outputs]
    }
}

extension Configuration.Backbone.ResNet {
    /// The blocks of each of the four stages, and whether they are bottlenecks; nil for a depth that is not one of the paper's.
    static func stages(depth: Int) -> (blocks: [Int], bottleneck: Bool)? {
        switch depth {
        case 18: ([2, 2, 2, 2], false)
        case 34: ([3, 4, 6, 3], false)
        case 50: ([3, 4, 6, 3], true)
        case 101: ([3, 4, 23, 3], true)
        case 152: ([3, 8, 36, 3], true)
        default: nil
        }
    }

    /// The depths of the paper's networks.
    static let depths = [18, 34, 50, 101, 152]

    /// Whether it consists of bottlenecks, and the blocks of each stage that there is; nil for a depth that is none of the paper's.
    package var stages: (blocks: [Int], bottleneck: Bool)? {
        Self.stages(depth: depth).map { (Array($0.blocks.prefix(stageCount)), $0.bottleneck) }
    }

    /// The stages that there are, from 0; none for a depth that is none of the paper's.
    package var stageIndices: Range<Int> { 0..<(stages?.blocks.count ?? 0) }

    /// Channels of the 3×3 convolution, or of both, in the blocks of a stage, from 0.
    package func innerChannels(stage: Int) -> Int {
        let planes = width << stage
        // Basic blocks know no groups.
        guard let stages, stages.bottleneck else { return planes }
        return planes * groupWidth / 64 * groups
    }

    /// Whether a stage, from 0, begins with a step that halves the map.
    package func halves(stage: Int) -> Bool { stage > 0 && stage < stageCount - dilatedStageCount }

    /// The distance of neighbouring cells of a stage's map in pixels of the network's input.
    package func stride(stage: Int) -> Int { 4 << max(0, min(stage, stageCount - dilatedStageCount - 1)) }

    /// The distance of neighbouring cells of the 3×3 convolution of a stage's block, both from 0: twice that of the stage before where
    /// a stage does not halve the map, but for its first block, unless that dilates as well.
    package func dilation(stage: Int, block: Int) -> Int {
        1 << max(0, (block == 0 && !dilatesFirstBlock ? stage - 1 : stage) - (stageCount - dilatedStageCount) + 1)
    }

    /// The network with the stage after its last one, which looks at boxes in place of a head.
    package var withLastStage: Self {
        var network = self
        network.stageCount += 1
        return network
    }

    /// Channels that a stage gives.
    package func outputChannels(stage: Int) -> Int { (width << stage) * (stages?.bottleneck == true ? 4 : 1) }
}
