internal import Torch

/// A feature pyramid network (Lin et al. 2017): torchvision's `FeaturePyramidNetwork` with `LastLevelMaxPool`.
///
/// Shapes: maps (N, Cᵢ, Hᵢ, Wᵢ) from fine to coarse give as many (N, channels, Hᵢ, Wᵢ), and an extra level, where there is one, of
/// half the coarsest's sides, rounded up.
struct FeaturePyramid {
    private let lateral: [ConvolutionBlock]
    private let output: [ConvolutionBlock]
    private let extraLevel: Configuration.Pyramid.ExtraLevel

    init(_ scope: Scope, _ inputs: [Int], _ configuration: Configuration.Pyramid) throws(TorchError) {
        func blocks(_ name: String, kernel: Int, _ inputs: [Int]) throws(TorchError) -> [ConvolutionBlock] {
            var blocks: [ConvolutionBlock] = []
            for (index, count) in inputs.enumerated() {
                let block = scope / name / index
                blocks.append(
                    try ConvolutionBlock(
                        convolution: block / 0, normalization: block / 1, count, configuration.channels,
                        kernel: kernel, kind: configuration.normalization, rectified: false,
                        initializer: .kaimingUniform(a: 1)))
            }
            return blocks
        }
        lateral = try blocks("inner_blocks", kernel: 1, inputs)
        output = try blocks("layer_blocks", kernel: 3, inputs.map { _ in configuration.channels })
        extraLevel = configuration.extraLevel
    }

    /// Takes the maps so that each can go as soon as it has been met: the finest is most of them.
    func callAsFunction(_ maps: consuming [FeatureMap]) throws(TorchError) -> FeatureLevels {
        var levels: [FeatureMap] = []
        var above: Tensor?
        while let map = maps.popLast() {
            let stride = map.stride
            let merged = try lateral[maps.count]((consume map).tensor, adding: above)
            above = merged
            levels.insert(FeatureMap(try output[maps.count](merged), stride: stride), at: 0)
        }
        switch extraLevel {
        case .none: return FeatureLevels(ofHeads: levels, extra: nil)
        case .maxPool:
            let coarsest = levels[levels.count - 1]
            return FeatureLevels(
                ofHeads: levels,
                extra: FeatureMap(try coarsest.tensor.maxPooled(kernel: 1, stride: 2), stride: 2 * coarsest.stride))
        }
    }
}
