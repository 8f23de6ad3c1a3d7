internal import Files
internal import Torch

extension NetworkShape {
    /// A network of this shape with a framework's usual values for all that leaves no trace in tensors; nil where nothing is known of its
    /// backbone or its anchors.
    func configuration(of framework: WeightsFramework) -> Configuration? {
        guard case .resNet(let body) = backbone, proposalConvolutions > 0 else { return nil }
        var configuration = Configuration.usual(of: framework, hasPyramid: pyramid != nil)
        guard anchors == configuration.anchorsPerCell, pyramid == nil || body.stageCount == 4 else { return nil }
        var network = body.settings
        // ResNeXts and networks with group norms were trained with the stride in the 3×3 convolution.
        network.stridePlace = network.groups > 1 || framework == .mmdetection ? .threeByThree : .oneByOne
        if pyramid == nil, body.stageCount == 4 {
            network.dilatedStageCount = 1
            network.dilatesFirstBlock = true
        }
        network.normalization = .frozenBatchNorm(epsilon: framework.frozenNormEpsilon)
        if framework == .detectron2, network.groups > 1 {
            configuration.transform.standardDeviation = Configuration.detectron2Deviation
        }
        configuration.backbone = .resNet(network)
        let kind = [mask == nil ? nil : "mask", keypoints == nil ? nil : "keypoint"].compactMap(\.self).joined(
            separator: "_")
        let end = pyramid != nil ? "FPN" : body.stageCount == 3 ? "C4" : "DC5"
        configuration.name =
            "\(kind.isEmpty ? "faster" : kind)_rcnn_\(network.groups > 1 ? "X" : "R")_\(body.depth)_\(end)"
        let norm = NormalizationKind.batchNorm(epsilon: 1e-5)
        if let pyramid {
            configuration.pyramid?.channels = pyramid.channels
            configuration.pyramid?.normalization = pyramid.hasNorms ? norm : .none
        }
        configuration.proposals.convolutionCount = proposalConvolutions
        if box.linearLayers == 0, box.convolutions == 0 {
            guard body.stageCount == 3 else { return nil }
            configuration.boxHead.isLastStage = true
        } else {
            configuration.boxHead.isLastStage = false
            configuration.boxHead.resolution = box.resolution
            configuration.boxHead.convolutionCount = box.convolutions
            configuration.boxHead.normalization = box.hasNorms ? norm : .none
            configuration.boxHead.linearCount = box.linearLayers
            configuration.boxHead.features = box.features
            configuration.boxHead.linearNormalization = box.linearNormalization
            configuration.boxHead.convolutionChannels =
                box.convolutions > 0 && box.channels != configuration.featureChannels ? box.channels : nil
        }
        configuration.boxHead.isClassAgnostic = box.isClassAgnostic
        if let mask {
            configuration.maskHead?.channels = mask.channels
            configuration.maskHead?.normalization = mask.hasNorms ? norm : .none
            configuration.maskHead?.predictorChannels = mask.predictorChannels
            configuration.maskHead?.isClassAgnostic = mask.isClassAgnostic
        } else {
            configuration.maskHead = nil
        }
        configuration.keypointHead = keypoints.map { keypoints in
            var head = keypoints.configuration
            head.samplingRatio = configuration.boxHead.samplingRatio
            return head
        }
        return configuration
    }
}

extension WeightsFramework {
    /// ε of its frozen norms.
    package var frozenNormEpsilon: Double {
        switch self {
        case .detectron2, .mmdetection: 1e-5
        case .maskrcnnBenchmark, .caffe2: 0
        }
    }
}

extension Configuration {
    /// The deviation of colours on ImageNet in blue, green, red, by which detectron2's ResNeXts divide.
    package static let detectron2Deviation = [57.375, 57.120, 58.395]

    /// A network as a framework's own configurations describe it.
    ///
    /// - Parameter hasPyramid: Whether there is a feature pyramid; without one a single map has anchors of all sizes.
    package static func usual(of framework: WeightsFramework, hasPyramid: Bool) -> Configuration {
        var configuration = Configuration()
        configuration.conventions = framework.conventions
        switch framework {
        case .detectron2: configuration.transform.mean = [103.530, 116.280, 123.675]
        case .maskrcnnBenchmark, .caffe2: configuration.transform.mean = [102.9801, 115.9465, 122.7717]
        case .mmdetection: configuration.transform.mean = [123.675, 116.28, 103.53]
        }
        configuration.transform.standardDeviation = framework == .mmdetection ? [58.395, 57.12, 57.375] : [1, 1, 1]
        configuration.transform.sizeDivisor = hasPyramid || framework == .mmdetection ? 32 : 1
        configuration.proposals.minimumSide = 0
        configuration.boxHead.minimumSide = 0
        let ratio = hasPyramid && framework.conventions.boxes == .maskrcnnBenchmark ? 2 : 0
        configuration.boxHead.samplingRatio = ratio
        configuration.maskHead?.samplingRatio = ratio
        if !hasPyramid {
            configuration.pyramid = nil
            configuration.proposals.anchorSizes = [[32, 64, 128, 256, 512]]
            configuration.proposals.countBeforeNMS = 6000
            configuration.boxHead.resolution = 14
        }
        return configuration
    }
    /// Makes it one of mmdetection's models of Caffe's backbones (`-caffe` in their names): colours from blue to red that are not divided,
    /// and the stride in the first 1×1 convolution.
    mutating func takeCaffeStyle() {
        backbone.resNet?.stridePlace = .oneByOne
        conventions.channelOrder = .bgr
        transform.mean = [103.530, 116.280, 123.675]
        transform.standardDeviation = [1, 1, 1]
    }
}
