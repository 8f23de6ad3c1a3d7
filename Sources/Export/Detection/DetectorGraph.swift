internal import Models

/// A graph of a whole network.
struct NetworkGraph {
    let input: ONNXValueInfo
    let outputs: [ONNXValueInfo]
    let nodes: [ONNXNode]

    /// - Parameter results: What the graph gives, and what each is.
    init(_ builder: GraphBuilder, input: ONNXValueInfo, results: [(info: ONNXValueInfo, value: Value)]) {
        self.input = input
        outputs = results.map(\.info)
        nodes = builder.nodes(for: results.map { ($0.info.name, $0.value) })
    }

    /// What every graph takes.
    static func images(_ note: String) -> ONNXValueInfo {
        ONNXValueInfo("images", .float, ["batch", 3, "height", "width"], note: note)
    }
}

extension NetworkBuilder {
    /// The graph of a detector. Source: `Models/Networks/GeneralizedRCNN.swift`.
    func detectorGraph(_ configuration: Configuration, isRaw: Bool) throws(ExportError) -> NetworkGraph {
        let info = NetworkGraph.images("Photographs of one size: red, green, blue, from 0 to 1")
        let input = imageInput(graph.input(info.name), configuration.transform)
        let levels = try features(input.images, configuration)
        let proposals = try proposals(levels, input, configuration)
        let (boxes, images) = graph.within("proposals") { listed(proposals) }
        let predictions = try boxHead(levels.ofHeads, boxes: boxes, images: images, configuration)
        let found = detections(predictions, proposals, input, configuration)

        // From pixels of the resized image to those of the image that came, by the ratio of the sides in single precision.
        let scale = graph.within("detections") {
            graph.limits(input.originalSize).cast(to: .float) / graph.limits(input.size).cast(to: .float)
        }
        var results = isRaw ? rawResults(predictions, proposals, input, configuration) : []
        if !isRaw || configuration.hasMasks || configuration.hasKeypoints {
            results += detectionResults(found, scale)
        }
        if let head = configuration.maskHead {
            let masks = try masks(levels.ofHeads, found, head, configuration, isRaw: isRaw)
            let side = 2 * head.resolution
            results.append(
                (
                    ONNXValueInfo(
                        isRaw ? "mask_logits" : "masks", .float,
                        ["detections", .fixed(isRaw ? configuration.maskOutputs : 1), .fixed(side), .fixed(side)],
                        note: isRaw ? "Logits of every class, over the box" : "Probabilities of the pixels of the box"),
                    masks
                ))
        }
        if let head = configuration.keypointHead {
            let maps = try heatMaps(levels.ofHeads, found, head, channels: configuration.featureChannels)
            results.append(keypointResult(maps, found, head, scale, isRaw: isRaw))
        }
        return NetworkGraph(graph, input: info, results: results)
    }

    /// Proposals of all images in one list, and the number of each one's image.
    private func listed(_ proposals: Proposals) -> (boxes: Value, images: Value) {
        let boxes = proposals.boxes.reshaped([-1, 4])
        let count = proposals.logits.sizes(1..<2)
        return (boxes, graph.range(below: boxes.sizes(0..<1).squeezed(0)) / count)
    }

    private func detectionResults(_ found: Detections, _ scale: Value) -> [(info: ONNXValueInfo, value: Value)] {
        [
            (
                ONNXValueInfo(
                    "boxes", .float, ["detections", 4], note: "x1, y1, x2, y2 in pixels of the photograph"),
                graph.within("detections") { found.boxes * scale }
            ),
            (ONNXValueInfo("labels", .int64, ["detections"], note: "Classes, from 1"), found.labels),
            (ONNXValueInfo("scores", .float, ["detections"], note: "Probabilities"), found.scores),
            (
                ONNXValueInfo("image_indices", .int64, ["detections"], note: "Which photograph of the batch, from 0"),
                found.images
            ),
        ]
    }

    private func rawResults(
        _ predictions: BoxPredictions, _ proposals: Proposals, _ input: ImageInput, _ configuration: Configuration
    ) -> [(info: ONNXValueInfo, value: Value)] {
        let classes = configuration.classCount
        let deltas = configuration.boxHead.isClassAgnostic ? 4 : 4 * classes
        let each = graph.concatenated([proposals.logits.sizes(), graph.constant([-1])], axis: 0)
        return [
            (
                ONNXValueInfo(
                    "proposals", .float, ["batch", "proposals", 4],
                    note: "x1, y1, x2, y2 in pixels of the resized photograph"), proposals.boxes
            ),
            (
                ONNXValueInfo(
                    "proposal_logits", .float, ["batch", "proposals"],
                    note: "Of being an object; below -1e38 what is there only because another photograph has more"),
                proposals.logits
            ),
            (
                ONNXValueInfo(
                    "class_logits", .float, ["batch", "proposals", .fixed(classes)],
                    note: "Before softmax, the background first"),
                predictions.logits.reshaped(to: each)
            ),
            (
                ONNXValueInfo(
                    "box_deltas", .float, ["batch", "proposals", .fixed(deltas)],
                    note: "dx, dy, dw, dh, times the coder's weights"),
                predictions.deltas.reshaped(to: each)
            ),
            (
                ONNXValueInfo("resized_size", .int64, [2], note: "Height and width of the resized photographs"),
                input.size
            ),
        ]
    }

    private func keypointResult(
        _ maps: Value, _ found: Detections, _ head: Configuration.KeypointHead, _ scale: Value, isRaw: Bool
    ) -> (info: ONNXValueInfo, value: Value) {
        let (count, side) = (head.names.count, 4 * head.resolution)
        if isRaw {
            return (
                ONNXValueInfo(
                    "heat_maps", .float, ["detections", .fixed(count), .fixed(side), .fixed(side)],
                    note: "Of each keypoint, over the box"), maps
            )
        }
        let points = keypoints(maps, found.boxes, head)
        let ofPhotograph = graph.within("keypoints") {
            points * graph.concatenated([scale.gathered(at: [0, 1]), graph.constant([1] as [Float])], axis: 0)
        }
        return (
            ONNXValueInfo(
                "keypoints", .float, ["detections", .fixed(count), 3],
                note: "x, y in pixels of the photograph, and the height of the heat map"), ofPhotograph
        )
    }

    /// The graph of a network that gives every pixel a class.
    func segmentationGraph(_ configuration: SegmentationConfiguration, isRaw: Bool) throws(ExportError) -> NetworkGraph
    {
        let info = NetworkGraph.images("Photographs of one size: red, green, blue, from 0 to 1")
        let images = graph.input(info.name)
        let input = segmentationInput(images, configuration.transform)
        let coarse = try segmentationLogits(input, configuration)
        let logits = graph.within("logits") { coarse.resizedBilinearly(to: input.sizes(2..<4)) }
        let classes = configuration.classCount
        if isRaw {
            let result = ONNXValueInfo(
                "logits", .float, ["batch", .fixed(classes), "input_height", "input_width"],
                note: "Of every class, before softmax, for the pixels of the resized photograph")
            return NetworkGraph(graph, input: info, results: [(result, logits)])
        }
        let map = graph.within("classes") {
            let full =
                configuration.transform.shortSide == nil ? logits : logits.resizedBilinearly(to: images.sizes(2..<4))
            return full.placeOfLargest(axis: 1).cast(to: .uint8)
        }
        let result = ONNXValueInfo(
            "classes", .uint8, ["batch", "height", "width"], note: "The class of each pixel of the photograph")
        return NetworkGraph(graph, input: info, results: [(result, map)])
    }
}
