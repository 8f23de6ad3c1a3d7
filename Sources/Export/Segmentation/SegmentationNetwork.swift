internal import Models
internal import Torch

extension NetworkBuilder {
    /// Logits of every class, (N, classes, h, w), at the size of the backbone's last map. Source: `Models/Networks/SegmentationNetwork.swift`.
    func segmentationLogits(_ images: Value, _ configuration: SegmentationConfiguration) throws(ExportError) -> Value {
        guard case .resNet(let network) = configuration.backbone,
            let map = try resNet(images, "backbone", network).last
        else { throw .unsupported(setting: "backbone", reason: "networks for segmentation have a ResNet") }
        switch configuration.head {
        case .fcn(let head):
            let features = try apply(
                headLayer("classifier.0", "classifier.1", map.channels, head.channels, kernel: 3), to: map.value)
            return try predictor(features, head.channels, configuration.classCount)
        case .deepLabV3(let head):
            let joined = try atrousPyramid(map, head)
            let features = try apply(
                headLayer("classifier.1", "classifier.2", head.channels, head.channels, kernel: 3), to: joined)
            return try predictor(features, head.channels, configuration.classCount)
        }
    }

    private func headLayer(
        _ name: String, _ norm: String, _ inputs: Int, _ outputs: Int, kernel: Int, dilation: Int = 1
    ) -> Convolution {
        Convolution(
            name: name, norm: norm, inputs: inputs, outputs: outputs, kernel: kernel, dilation: dilation,
            kind: SegmentationConfiguration.headNormalization)
    }

    private func predictor(_ features: Value, _ channels: Int, _ classes: Int) throws(ExportError) -> Value {
        try apply(
            Convolution(
                name: "classifier.4", norm: "", inputs: channels, outputs: classes, kernel: 1, kind: .none,
                activation: .none), to: features)
    }

    /// Source: `Models/Heads/DeepLabHead.swift`.
    private func atrousPyramid(
        _ map: FeatureMap, _ head: SegmentationConfiguration.DeepLabV3
    ) throws(ExportError) -> Value {
        func layer(_ name: String, from first: Int = 0, _ inputs: Int, kernel: Int = 1, dilation: Int = 1)
            -> Convolution
        {
            headLayer(
                "classifier.0.\(name).\(first)", "classifier.0.\(name).\(first + 1)", inputs, head.channels,
                kernel: kernel, dilation: dilation)
        }
        var branches = [try apply(layer("convs.0", map.channels), to: map.value)]
        for (index, rate) in head.atrousRates.enumerated() {
            branches.append(
                try apply(layer("convs.\(index + 1)", map.channels, kernel: 3, dilation: rate), to: map.value))
        }
        let place = "convs.\(branches.count)"
        let mean = graph.within("classifier.0.\(place)") { graph.node("GlobalAveragePool", [map.value]) }
        let pooled = try apply(layer(place, from: 1, map.channels), to: mean)
        branches.append(graph.within("classifier.0") { pooled.expanded(to: branches[0].sizes()) })
        let joined = graph.within("classifier.0") { graph.concatenated(branches, axis: 1) }
        return try apply(layer("project", branches.count * head.channels), to: joined)
    }
}
