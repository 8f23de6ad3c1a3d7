internal import Torch

/// What makes logits of the backbone's last map.
enum SegmentationHead {
    case fcn(FullyConvolutionalHead)
    case deepLabV3(DeepLabHead)

    init(_ scope: Scope, _ configuration: SegmentationConfiguration) throws(TorchError) {
        let (channels, classCount) = (configuration.featureMap().channels, configuration.classCount)
        switch configuration.head {
        case .fcn(let head):
            self = .fcn(try FullyConvolutionalHead(scope, channels: channels, classCount: classCount, head))
        case .deepLabV3(let head):
            self = .deepLabV3(try DeepLabHead(scope, channels: channels, classCount: classCount, head))
        }
    }

    func callAsFunction(
        _ features: Tensor, dropping generator: RandomGenerator?, observe: StageObserver?
    ) throws(TorchError) -> Tensor {
        switch self {
        case .fcn(let head): try head(features, dropping: generator)
        case .deepLabV3(let head): try head(features, dropping: generator, observe: observe)
        }
    }
}
