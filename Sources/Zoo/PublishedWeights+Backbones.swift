extension PublishedWeights {
    /// Classifiers of ImageNet, whose layers but the last ones are backbones to start from.
    ///
    /// The name of a builder alone is that of the first training, which torchvision's detectors start from; `_v2` is the later one.
    ///
    /// Source: `torchvision.models.ResNet50_Weights` and the like.
    static let backbones: [PublishedWeights] = [
        backbone("resnet18", "ResNet18", 1, "resnet18-f37072fd.pth", 44.661, 69.758),
        backbone("resnet34", "ResNet34", 1, "resnet34-b627a593.pth", 83.275, 73.314),
        backbone("resnet50", "ResNet50", 1, "resnet50-0676ba61.pth", 97.781, 76.13),
        backbone("resnet50", "ResNet50", 2, "resnet50-11ad3fa6.pth", 97.79, 80.858),
        backbone("resnet101", "ResNet101", 1, "resnet101-63fe2227.pth", 170.511, 77.374),
        backbone("resnet101", "ResNet101", 2, "resnet101-cd907fc2.pth", 170.53, 81.886),
        backbone("resnet152", "ResNet152", 1, "resnet152-394f9c45.pth", 230.434, 78.312),
        backbone("resnet152", "ResNet152", 2, "resnet152-f82ba261.pth", 230.474, 82.284),
        backbone("resnext50_32x4d", "ResNeXt50_32X4D", 1, "resnext50_32x4d-7cdf4587.pth", 95.789, 77.618),
        backbone("resnext50_32x4d", "ResNeXt50_32X4D", 2, "resnext50_32x4d-1a0047aa.pth", 95.833, 81.198),
        backbone("resnext101_32x8d", "ResNeXt101_32X8D", 1, "resnext101_32x8d-8ba56ff5.pth", 339.586, 79.312),
        backbone("resnext101_32x8d", "ResNeXt101_32X8D", 2, "resnext101_32x8d-110c445d.pth", 339.673, 82.834),
        backbone("resnext101_64x4d", "ResNeXt101_64X4D", 1, "resnext101_64x4d-173b62eb.pth", 319.318, 83.246),
        backbone("wide_resnet50_2", "Wide_ResNet50_2", 1, "wide_resnet50_2-95faca4d.pth", 131.82, 78.468),
        backbone("wide_resnet50_2", "Wide_ResNet50_2", 2, "wide_resnet50_2-9ba9bcbe.pth", 263.124, 81.602),
        backbone("wide_resnet101_2", "Wide_ResNet101_2", 1, "wide_resnet101_2-32ee1156.pth", 242.896, 78.848),
        backbone("wide_resnet101_2", "Wide_ResNet101_2", 2, "wide_resnet101_2-d733dc28.pth", 484.747, 82.51),
        backbone("mobilenet_v3_large", "MobileNet_V3_Large", 1, "mobilenet_v3_large-8738ca79.pth", 21.114, 74.042),
        backbone("mobilenet_v3_large", "MobileNet_V3_Large", 2, "mobilenet_v3_large-5c1a4163.pth", 21.107, 75.274),
        backbone("mobilenet_v3_small", "MobileNet_V3_Small", 1, "mobilenet_v3_small-047dcff4.pth", 9.829, 67.668),
    ]

    /// - Parameters:
    ///   - name: The builder.
    ///   - family: What its weights' names begin with.
    ///   - version: Which of the trainings.
    ///   - accuracy: How often the class that it is surest of is the right one on ImageNet, in hundredths.
    private static func backbone(
        _ name: String, _ family: String, _ version: Int, _ file: String, _ mebibytes: Double, _ accuracy: Double
    ) -> PublishedWeights {
        PublishedWeights(
            name: version == 1 ? name : "\(name)_v\(version)",
            torchvisionName: "\(family)_Weights.IMAGENET1K_V\(version)", fileName: file, mebibytes: mebibytes,
            what: "a backbone to start from, ImageNet: \(accuracy) % top 1")
    }
}
