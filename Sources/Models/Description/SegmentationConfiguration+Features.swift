package import Torch

extension SegmentationConfiguration {
    /// What follows the convolutions of heads but the predictors.
    package static let headNormalization = NormalizationKind.batchNorm(epsilon: 1e-5)

    /// The backbone's last map, or one before it: its channels, and the distance of its cells in pixels of the network's input.
    package func featureMap(beforeLast index: Int = 0) -> (channels: Int, stride: Int) {
        let maps = backbone.maps.dropLast(index)
        return maps.last.map { ($0.channels, $0.stride) } ?? (0, 1)
    }
}
