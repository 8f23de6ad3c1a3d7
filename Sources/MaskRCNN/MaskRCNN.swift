internal import Geometry
internal import Imaging
internal import Torch

// Glossary. A *level* is one map of the feature pyramid. *Anchors* are reference boxes on a level; *deltas* say how a box
// differs from a reference; *proposals* are the boxes in which the heads look. *Logits* are scores before softmax or
// sigmoid, *probabilities* after. Boxes are x1, y1, x2, y2 in continuous pixels: of the *resized* image inside the
// network, of the *original* image outside it.

/// Mask R-CNN (He et al. 2017) as torchvision computes it: the network.
struct MaskRCNNModel {
    let configuration: Configuration
    let dtype: DType
    let device: Device
    let transform: ImageTransform
    let backbone: ResNet
    let pyramid: FeaturePyramid
    let proposalNetwork: RegionProposalNetwork
    let boxAlign: MultiScaleRoIAlign
    let boxHead: BoxHead
    let maskAlign: MultiScaleRoIAlign
    let maskHead: MaskHead
    /// Whether an image that is enlarged may have more detections than the configuration says.
    let detectionsFollowSize: Bool

    /// Builds the network; its parameters come from the store, in the order of torchvision's state dictionary.
    init(
        _ configuration: Configuration, _ store: ParameterStore, resizing: InputResizing? = nil,
        detectionsFollowSize: Bool = true
    ) throws(TorchError) {
        self.configuration = configuration
        self.detectionsFollowSize = detectionsFollowSize
        dtype = store.dtype
        device = store.device
        let root = store.root
        let channels = configuration.pyramid.channels
        transform = ImageTransform(configuration: configuration.transform, resizing: resizing)
        backbone = try ResNet(root / "backbone" / "body", configuration.backbone)
        pyramid = try FeaturePyramid(root / "backbone" / "fpn", backbone.channels, configuration.pyramid)
        proposalNetwork = try RegionProposalNetwork(root / "rpn", channels: channels, configuration.proposals)
        let heads = root / "roi_heads"
        boxAlign = MultiScaleRoIAlign(
            resolution: configuration.boxHead.resolution, samplingRatio: configuration.boxHead.samplingRatio,
            plan: store.plan)
        boxHead = try BoxHead(
            heads, channels: channels, classCount: configuration.classCount, configuration.boxHead)
        maskAlign = MultiScaleRoIAlign(
            resolution: configuration.maskHead.resolution, samplingRatio: configuration.maskHead.samplingRatio,
            plan: store.plan)
        maskHead = try MaskHead(
            heads, channels: channels, classCount: configuration.classCount, configuration.maskHead)
    }

    /// Images of any sizes to what is in each: transform → backbone → proposals → heads → paste.
    func callAsFunction(
        _ images: [Image], classes: Set<Int>? = nil, observe: StageObserver? = nil, clock: StageClock? = nil
    ) throws(TorchError) -> [[RawDetection]] {
        let batch = try transform(images, dtype: dtype, device: device)
        observe?("transform.images", batch.images)
        try clock?.end(.transform)

        let maps = try backbone(batch.images)
        observe?.report("backbone.layer", maps, from: 1)
        try clock?.end(.backbone)
        let levels = try pyramid(consume maps)
        observe?.report("fpn.", levels)
        try clock?.end(.fpn)

        let predictions = try proposalNetwork.predictions(levels)
        let anchors = try proposalNetwork.anchors(for: predictions, batch)
        let proposals = try proposalNetwork.proposals(predictions, batch, anchors: anchors)
        observe?.report("rpn.logits.", predictions.map(\.logits))
        observe?.report("rpn.deltas.", predictions.map(\.deltas))
        observe?.report("proposals.", proposals)
        try clock?.end(.rpn)

        // The last level is for proposals alone.
        let features = Array(levels.dropLast())
        let found = try detect(features, proposals, batch, classes, observe)
        try clock?.end(.box)
        let masks = try segment(features, found, observe)
        try clock?.end(.mask)
        return try paste(found, masks, batch)
    }

    /// Classifies the proposals: what is found in each image.
    private func detect(
        _ features: [Tensor], _ proposals: [Tensor], _ batch: ImageBatch, _ classes: Set<Int>?,
        _ observe: StageObserver?
    ) throws(TorchError) -> [ScoredBoxes] {
        let aligned = try boxAlign(features, proposals)
        let predictions = try boxHead(aligned)
        observe?("box.features", aligned)
        observe?("box.class_logits", predictions.logits)
        observe?("box.deltas", predictions.deltas)

        let logits = try predictions.logits.to(.cpu)
        let deltas = try predictions.deltas.to(.cpu)
        let selection = DetectionSelection(configuration: configuration.boxHead, classes: classes)
        var found: [ScoredBoxes] = []
        var first = 0
        for (index, boxes) in proposals.enumerated() {
            let rows = first..<first + boxes.size(0)
            first = rows.upperBound
            found.append(
                try selection(
                    logits: logits.narrowed(0, to: rows), deltas: deltas.narrowed(0, to: rows), proposals: boxes,
                    size: batch.sizes[index], limit: detectionLimit(enlargement: batch.enlargements[index])))
        }
        return found
    }

    /// How many detections an image keeps.
    private func detectionLimit(enlargement: Double) -> Int {
        configuration.boxHead.detectionLimit(enlargement: detectionsFollowSize ? enlargement : 1)
    }

    /// (R, 28, 28) mask probabilities of all detections of a batch, each of its own class, on the CPU.
    private func segment(
        _ features: [Tensor], _ found: [ScoredBoxes], _ observe: StageObserver?
    ) throws(TorchError) -> Tensor? {
        guard found.contains(where: { $0.count > 0 }) else { return nil }
        let aligned = try maskAlign(features, found.map(\.boxes))
        let labels = try Tensor.concatenated(found.map(\.labels), along: 0)
        let probabilities = try maskHead(aligned, labels: labels).sigmoid().to(.cpu)
        observe?("mask.features", aligned)
        observe?("mask.probabilities", probabilities)
        return probabilities
    }

    /// Back to the images as they came.
    private func paste(
        _ found: [ScoredBoxes], _ masks: Tensor?, _ batch: ImageBatch
    ) throws(TorchError) -> [[RawDetection]] {
        var results: [[RawDetection]] = []
        var first = 0
        for (index, detections) in found.enumerated() {
            guard let masks, detections.count > 0 else {
                results.append([])
                continue
            }
            let rows = first..<first + detections.count
            first = rows.upperBound
            let original = batch.originalSizes[index]
            let boxes = try BoxOperations.resize(detections.boxes, from: batch.sizes[index], to: original)
            let runs = try DetectionKernels.pasteMasks(
                masks.narrowed(0, to: rows), boxes: boxes, height: original.height, width: original.width,
                threshold: configuration.maskHead.threshold)
            let cells = try masks.narrowed(0, to: rows).to(.float32).elements(as: Float.self)
            let side = masks.size(1)
            let corners = try boxes.elements(as: Float.self)
            let labels = try detections.labels.elements(as: Int64.self)
            let scores = try detections.scores.elements(as: Float.self)
            results.append(
                labels.indices.map { i in
                    RawDetection(
                        box: Box(
                            x1: corners[4 * i], y1: corners[4 * i + 1], x2: corners[4 * i + 2],
                            y2: corners[4 * i + 3]),
                        label: Int(labels[i]), score: scores[i], runs: runs[i], side: side,
                        probabilities: Array(cells[i * side * side..<(i + 1) * side * side]))
                })
        }
        return results
    }
}

/// A detection before its class has a name.
struct RawDetection {
    let box: Box
    let label: Int
    let score: Float
    let runs: [UInt32]
    /// Cells a side of the probabilities.
    let side: Int
    let probabilities: [Float]

    /// The detection with the name of its class, in an image of this size.
    func named(_ categories: [Int: String], size: ImageSize) throws(MaskRCNNError) -> Detection {
        do {
            return Detection(
                box: box, label: label, category: categories[label] ?? "class \(label)", score: score,
                mask: try RunLengthMask(size: size, counts: runs),
                probabilities: MaskProbabilities(side: side, values: probabilities, box: box, size: size))
        } catch {
            throw .torch(.operation("paste", message: "\(error)"))
        }
    }
}

/// Is shown the tensors of each stage by name, for comparing them with another implementation's.
struct StageObserver {
    let body: (String, Tensor) -> Void

    func callAsFunction(_ name: String, _ tensor: Tensor) {
        body(name, tensor)
    }

    func report(_ prefix: String, _ tensors: [Tensor], from first: Int = 0) {
        for (index, tensor) in tensors.enumerated() {
            body("\(prefix)\(index + first)", tensor)
        }
    }
}
