import MaskRCNN
import Torch

extension Configuration {
    /// The network's parts, each in a line.
    var parts: [(name: String, text: String)] {
        var parts = [("input", inputText), ("backbone", backbone.text)]
        if let pyramid {
            parts.append(("pyramid", "\(pyramid.channels) channels\(pyramid.normalization.text)"))
        }
        let sizes = proposals.anchorSizes.map { $0.map(String.init).joined(separator: " ") }.joined(separator: ", ")
        let ratios = proposals.aspectRatios.joined().map { Quantity.decimal($0, places: 2) }
        parts.append(
            (
                "proposals",
                "anchors of \(sizes) px, height over width \(ratios.joined(separator: ", ")); \(proposals.countBeforeNMS) a level before and \(proposals.countAfterNMS) after suppression above \(proposals.nmsThreshold)"
            ))
        parts.append(("box head", boxText))
        if let maskHead { parts.append(("mask head", text(of: maskHead))) }
        if let keypointHead {
            parts.append(
                (
                    "keypoint head",
                    "\(keypointHead.names.count) keypoints, \(keypointHead.channels.count) convolutions, boxes of \(cells(keypointHead.resolution, keypointHead.samplingRatio, conventions.alignsKeypoints))"
                ))
        }
        return parts
    }

    private var inputText: String {
        func list(_ values: [Double]) -> String { values.map { "\($0)" }.joined(separator: ", ") }
        let order = conventions.channelOrder == .bgr ? "blue, green, red" : "red, green, blue"
        let white = conventions.valueRange == .byte ? "255" : "1"
        return
            "short side \(transform.minimumSide), long at most \(transform.maximumSide), \(order) from 0 to \(white), "
            + "mean \(list(transform.mean)), deviation \(list(transform.standardDeviation))"
    }

    private var boxText: String {
        let layers =
            boxHead.isLastStage
            ? "the backbone's last stage"
            : (boxHead.convolutionCount > 0
                ? "\(boxHead.convolutionCount) convolutions\(boxHead.normalization.text), " : "")
                + "\(boxHead.linearCount) linear layers of \(boxHead.features)"
        return "\(layers), boxes of \(cells(boxHead.resolution, boxHead.samplingRatio, conventions.alignsBoxes)); "
            + "\(classCount - 1) classes\(boxHead.isClassAgnostic ? ", one box for all" : ""), score above "
            + "\(boxHead.scoreThreshold), suppression above \(boxHead.nmsThreshold), at most \(boxHead.maximumDetections)"
    }

    private func text(of head: MaskHead) -> String {
        let layers =
            boxHead.isLastStage
            ? "after the box head's stage"
            : "\(head.channels.count) convolutions\(head.normalization.text), boxes of \(cells(head.resolution, head.samplingRatio, conventions.alignsMasks))"
        return layers + (head.isClassAgnostic ? "; one mask for all classes" : "")
    }

    private func cells(_ side: Int, _ samples: Int, _ isAligned: Bool) -> String {
        let count = samples == 0 ? "as many samples as pixels" : "\(samples)×\(samples) samples a cell"
        return "\(side)×\(side) cells, \(count)\(isAligned ? ", aligned" : "")"
    }
}

extension Configuration.Backbone {
    /// In a line.
    fileprivate var text: String {
        guard let resNet else { return "MobileNetV3" }
        let kind =
            resNet.groups > 1
            ? "ResNeXt-\(resNet.depth) \(resNet.groups)×\(resNet.groupWidth)d" : "ResNet-\(resNet.depth)"
        let dilation = resNet.dilatedStageCount > 0 ? ", the last \(resNet.dilatedStageCount) spread" : ""
        let stride = resNet.stridePlace == .oneByOne ? "first 1×1" : "3×3"
        return
            "\(kind), \(resNet.stageCount) stages\(dilation), stride in the \(stride) convolution\(normalization.text)"
    }
}

extension NormalizationKind {
    /// What follows a convolution, after a comma; "" for nothing.
    fileprivate var text: String {
        switch self {
        case .none: ""
        case .frozenBatchNorm(let epsilon): ", frozen batch norms with ε \(epsilon)"
        case .batchNorm(let epsilon): ", batch norms with ε \(epsilon)"
        case .groupNorm(let groups, let epsilon): ", group norms of \(groups) groups with ε \(epsilon)"
        }
    }
}
