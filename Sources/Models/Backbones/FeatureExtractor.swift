internal import Torch

/// From images to the maps that proposals and heads are made from: a backbone, and a pyramid where there is one.
struct FeatureExtractor {
    private enum Backbone {
        case resNet(ResNet)
        case mobileNetV3(MobileNetV3)

        func callAsFunction(_ images: Tensor) throws(TorchError) -> [FeatureMap] {
            switch self {
            case .resNet(let network): try network(images)
            case .mobileNetV3(let network): try network(images)
            }
        }
    }

    private let backbone: Backbone
    private let pyramid: FeaturePyramid?

    init(_ scope: Scope, _ configuration: Configuration) throws(TorchError) {
        backbone =
            switch configuration.backbone {
            case .resNet(let network): .resNet(try ResNet(scope / "body", network))
            case .mobileNetV3(let network): .mobileNetV3(try MobileNetV3(scope / "body", network))
            }
        let channels = configuration.backbone.maps.map(\.channels)
        pyramid = try configuration.pyramid.map { (pyramid) throws(TorchError) in
            try FeaturePyramid(scope.part(.neck) / "fpn", channels, pyramid)
        }
    }

    func callAsFunction(
        _ images: Tensor, observe: StageObserver? = nil, clock: StageClock? = nil
    ) throws(TorchError) -> FeatureLevels {
        let maps = try backbone(images)
        observe?.report("backbone.layer", maps.map(\.tensor), from: 1)
        try clock?.end(.backbone)
        let levels: FeatureLevels
        if let pyramid {
            levels = try pyramid(consume maps)
        } else {
            levels = FeatureLevels(ofHeads: Array(maps.suffix(1)), extra: nil)
        }
        observe?.report("fpn.", levels.all.map(\.tensor))
        try clock?.end(.fpn)
        return levels
    }
}
