internal import Torch

extension Configuration {
    /// torchvision's `maskrcnn_resnet50_fpn` (He et al. 2017): 44,401,393 parameters with 91 classes.
    public static let maskRCNNResNet50FPN = Configuration()

    /// torchvision's `maskrcnn_resnet50_fpn_v2` (Li et al. 2021): 46,359,409 parameters with 91 classes.
    public static let maskRCNNResNet50FPNv2: Configuration = {
        var configuration = fasterRCNNResNet50FPNv2
        configuration.name = "maskrcnn_resnet50_fpn_v2"
        configuration.maskHead = MaskHead()
        configuration.maskHead?.normalization = .batchNorm(epsilon: 1e-5)
        return configuration
    }()

    /// torchvision's `fasterrcnn_resnet50_fpn` (Ren et al. 2015): 41,755,286 parameters with 91 classes.
    public static let fasterRCNNResNet50FPN: Configuration = {
        var configuration = Configuration()
        configuration.name = "fasterrcnn_resnet50_fpn"
        configuration.maskHead = nil
        return configuration
    }()

    /// torchvision's `fasterrcnn_resnet50_fpn_v2` (Li et al. 2021): 43,712,278 parameters with 91 classes.
    public static let fasterRCNNResNet50FPNv2: Configuration = {
        var configuration = fasterRCNNResNet50FPN
        configuration.name = "fasterrcnn_resnet50_fpn_v2"
        configuration.backbone.normalization = .batchNorm(epsilon: 1e-5)
        configuration.pyramid?.normalization = .batchNorm(epsilon: 1e-5)
        configuration.proposals.convolutionCount = 2
        configuration.boxHead.convolutionCount = 4
        configuration.boxHead.normalization = .batchNorm(epsilon: 1e-5)
        configuration.boxHead.linearCount = 1
        return configuration
    }()

    /// torchvision's `fasterrcnn_mobilenet_v3_large_fpn`: 19,386,354 parameters with 91 classes.
    public static let fasterRCNNMobileNetV3LargeFPN: Configuration = {
        var configuration = fasterRCNNResNet50FPN
        configuration.name = "fasterrcnn_mobilenet_v3_large_fpn"
        configuration.backbone = .mobileNetV3(Backbone.MobileNetV3())
        configuration.proposals.anchorSizes = Array(repeating: [32, 64, 128, 256, 512], count: 3)
        configuration.proposals.scoreThreshold = 0.05
        return configuration
    }()

    /// torchvision's `fasterrcnn_mobilenet_v3_large_320_fpn`: the same at a short side of 320, with fewer proposals.
    public static let fasterRCNNMobileNetV3Large320FPN: Configuration = {
        var configuration = fasterRCNNMobileNetV3LargeFPN
        configuration.name = "fasterrcnn_mobilenet_v3_large_320_fpn"
        configuration.transform.minimumSide = 320
        configuration.transform.maximumSide = 640
        configuration.proposals.countBeforeNMS = 150
        configuration.proposals.countAfterNMS = 150
        return configuration
    }()

    /// A small network for small machines: ResNet-18, a pyramid of 64 channels, narrow heads, a short side of 320.
    public static let small: Configuration = {
        var configuration = Configuration()
        configuration.name = "small"
        configuration.transform.minimumSide = 320
        configuration.transform.maximumSide = 640
        configuration.backbone.resNet?.depth = 18
        configuration.backbone.normalization = .batchNorm(epsilon: 1e-5)
        configuration.pyramid?.channels = 64
        configuration.proposals.anchorSizes = [[16], [32], [64], [128], [256]]
        configuration.proposals.countBeforeNMS = 300
        configuration.proposals.countAfterNMS = 300
        configuration.boxHead.features = 256
        configuration.maskHead?.channels = [64, 64, 64, 64]
        configuration.maskHead?.predictorChannels = 64
        return configuration
    }()

    /// A network for many small objects, to train from scratch on a small machine: a ResNet-18 of half the width, norms
    /// everywhere, small anchors, a short side of 512.
    public static let tiny: Configuration = {
        var configuration = small
        configuration.name = "tiny"
        configuration.transform.minimumSide = 512
        configuration.transform.maximumSide = 1024
        configuration.backbone.resNet?.width = 32
        configuration.pyramid?.normalization = .batchNorm(epsilon: 1e-5)
        configuration.proposals.anchorSizes = [[8], [16], [32], [64], [128]]
        configuration.proposals.countBeforeNMS = 1000
        configuration.proposals.countAfterNMS = 1000
        configuration.boxHead.maximumDetections = 500
        configuration.maskHead?.normalization = .batchNorm(epsilon: 1e-5)
        return configuration
    }()

    /// Every preset.
    public static let presets = [
        maskRCNNResNet50FPN, maskRCNNResNet50FPNv2, fasterRCNNResNet50FPN, fasterRCNNResNet50FPNv2,
        fasterRCNNMobileNetV3LargeFPN, fasterRCNNMobileNetV3Large320FPN, keypointRCNNResNet50FPN, small, tiny,
    ]

    /// The preset of this name, as ``presetNames`` has it; nil where there is none.
    public static func named(_ name: String) -> Configuration? {
        presets.first { $0.name == name }
    }

    /// The names of the presets.
    public static let presetNames = presets.map(\.name)
}
