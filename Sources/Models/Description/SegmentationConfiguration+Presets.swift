extension SegmentationConfiguration {
    /// torchvision's `fcn_resnet50` (Long et al. 2015): 35,322,218 parameters with 21 classes and the auxiliary head.
    public static let fcnResNet50 = SegmentationConfiguration()

    /// torchvision's `fcn_resnet101`: 54,314,346 parameters with 21 classes and the auxiliary head.
    public static let fcnResNet101: SegmentationConfiguration = {
        var configuration = fcnResNet50
        configuration.name = "fcn_resnet101"
        configuration.backbone.resNet?.depth = 101
        return configuration
    }()

    /// torchvision's `deeplabv3_resnet50` (Chen et al. 2017): 42,004,074 parameters with 21 classes and the auxiliary head.
    public static let deepLabV3ResNet50: SegmentationConfiguration = {
        var configuration = fcnResNet50
        configuration.name = "deeplabv3_resnet50"
        configuration.head = .deepLabV3(DeepLabV3())
        return configuration
    }()

    /// torchvision's `deeplabv3_resnet101`: 60,996,202 parameters with 21 classes and the auxiliary head.
    public static let deepLabV3ResNet101: SegmentationConfiguration = {
        var configuration = deepLabV3ResNet50
        configuration.name = "deeplabv3_resnet101"
        configuration.backbone.resNet?.depth = 101
        return configuration
    }()

    /// Every preset.
    public static let presets = [fcnResNet50, fcnResNet101, deepLabV3ResNet50, deepLabV3ResNet101]

    /// The preset of this name, as ``presetNames`` has it; nil where there is none.
    public static func named(_ name: String) -> SegmentationConfiguration? {
        presets.first { $0.name == name }
    }

    /// The names of the presets.
    public static let presetNames = presets.map(\.name)
}
