internal import Models
internal import Torch

/// The maps that proposals and heads are made from, from fine to coarse.
struct FeatureLevels {
    /// Those that the heads look at.
    let ofHeads: [FeatureMap]
    /// A coarser one for proposals alone.
    let extra: FeatureMap?

    var all: [FeatureMap] { ofHeads + (extra.map { [$0] } ?? []) }
}

extension NetworkBuilder {
    /// From images to the maps that proposals and heads are made from. Source: `Models/Backbones/FeatureExtractor.swift`.
    func features(_ images: Value, _ configuration: Configuration) throws(ExportError) -> FeatureLevels {
        let maps =
            switch configuration.backbone {
            case .resNet(let network): try resNet(images, "backbone.body", network)
            case .mobileNetV3(let network): try mobileNetV3(images, "backbone.body", network)
            }
        guard let pyramid = configuration.pyramid else { return FeatureLevels(ofHeads: maps.suffix(1), extra: nil) }
        return try featurePyramid(maps, pyramid, sizeDivisor: configuration.transform.sizeDivisor)
    }

    /// - Parameter sizeDivisor: What the sides of images are multiples of.
    private func featurePyramid(
        _ maps: [FeatureMap], _ pyramid: Configuration.Pyramid, sizeDivisor: Int
    ) throws(ExportError) -> FeatureLevels {
        func layer(_ name: String, _ index: Int, _ inputs: Int, kernel: Int) -> Convolution {
            Convolution(
                name: "backbone.fpn.\(name).\(index).0", norm: "backbone.fpn.\(name).\(index).1", inputs: inputs,
                outputs: pyramid.channels, kernel: kernel, kind: pyramid.normalization, activation: .none)
        }
        var levels: [FeatureMap] = []
        var above: (value: Value, stride: Int)?
        for (index, map) in maps.enumerated().reversed() {
            let residual = above.map { above in
                graph.within("backbone.fpn") { enlarged(above, to: map, sizeDivisor: sizeDivisor) }
            }
            let merged = try apply(
                layer("inner_blocks", index, map.channels, kernel: 1), to: map.value, adding: residual)
            above = (merged, map.stride)
            let level = try apply(layer("layer_blocks", index, pyramid.channels, kernel: 3), to: merged)
            levels.insert(FeatureMap(value: level, channels: pyramid.channels, stride: map.stride), at: 0)
        }
        switch pyramid.extraLevel {
        case .none: return FeatureLevels(ofHeads: levels, extra: nil)
        case .maxPool:
            let coarsest = levels[levels.count - 1]
            let pooled = graph.within("backbone.fpn") { coarsest.value.maxPooled(kernel: 1, stride: 2) }
            return FeatureLevels(
                ofHeads: levels,
                extra: FeatureMap(value: pooled, channels: coarsest.channels, stride: 2 * coarsest.stride))
        }
    }

    /// A map at the size of a finer one. Where sides are multiples of the coarser map's stride, it is as large already or exactly half.
    private func enlarged(_ above: (value: Value, stride: Int), to map: FeatureMap, sizeDivisor: Int) -> Value {
        if above.stride == map.stride { return above.value }
        if sizeDivisor % above.stride == 0, above.stride == 2 * map.stride { return above.value.doubled() }
        return above.value.resizedToNearest(to: map.value.sizes(2..<4))
    }
}
