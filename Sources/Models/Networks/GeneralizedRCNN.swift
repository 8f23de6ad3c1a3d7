internal import Geometry
package import Imaging
package import Torch

// Glossary. A *level* is one map of the feature pyramid. *Anchors* are reference boxes on a level; *deltas* say how a box
// differs from a reference; *proposals* are the boxes in which the heads look. *Logits* are scores before softmax or
// sigmoid, *probabilities* after. Boxes are x1, y1, x2, y2 in continuous pixels: of the *resized* image inside the
// network, of the *original* image outside it.

/// Faster R-CNN (Ren et al. 2015), Mask R-CNN and Keypoint R-CNN (He et al. 2017) as torchvision computes them: the network.
package struct GeneralizedRCNN {
    package let configuration: Configuration
    let dtype: DType
    package let device: Device
    package let transform: ImageTransform
    let features: FeatureExtractor
    let proposalNetwork: RegionProposalNetwork
    let boxAlign: MultiScaleRoIAlign
    let boxHead: BoxHead
    let mask: MaskBranch?
    let keypoints: KeypointBranch?
    /// Whether an image that is enlarged may have more detections than the configuration says.
    package let detectionsFollowSize: Bool

    /// What says which pixels of a box are the object's.
    struct MaskBranch {
        let align: MultiScaleRoIAlign
        let head: MaskHead
        package let configuration: Configuration.MaskHead
    }

    /// What finds the keypoints of what is in a box.
    struct KeypointBranch {
        let align: MultiScaleRoIAlign
        let head: KeypointHead
        package let configuration: Configuration.KeypointHead
    }

    /// Builds the network; its parameters come from the store, in the order of torchvision's state dictionary.
    package init(
        _ configuration: Configuration, _ store: ParameterStore, resizing: InputResizing? = nil,
        detectionsFollowSize: Bool = true
    ) throws(TorchError) {
        self.configuration = configuration
        self.detectionsFollowSize = detectionsFollowSize
        dtype = store.dtype
        device = store.device
        let root = store.root
        transform = ImageTransform(configuration, resizing: resizing)
        features = try FeatureExtractor(root / "backbone", configuration)
        proposalNetwork = try RegionProposalNetwork(root.part(.proposals) / "rpn", configuration)
        let heads = root.part(.head) / "roi_heads"
        let conventions = configuration.conventions
        func align(_ resolution: Int, _ samplingRatio: Int, _ isAligned: Bool) -> MultiScaleRoIAlign {
            MultiScaleRoIAlign(
                resolution: resolution, samplingRatio: samplingRatio, isAligned: isAligned, conventions: conventions,
                plan: store.plan)
        }
        let box = configuration.boxHead
        boxAlign = align(box.resolution, box.samplingRatio, conventions.alignsBoxes)
        boxHead = try BoxHead(heads, configuration)
        mask = try configuration.maskHead.map { (mask) throws(TorchError) in
            MaskBranch(
                align: align(mask.resolution, mask.samplingRatio, conventions.alignsMasks),
                head: try MaskHead(
                    heads, channels: configuration.maskChannels, classCount: configuration.classCount, mask),
                configuration: mask)
        }
        keypoints = try configuration.keypointHead.map { (keypoints) throws(TorchError) in
            KeypointBranch(
                align: align(keypoints.resolution, keypoints.samplingRatio, conventions.alignsKeypoints),
                head: try KeypointHead(heads, channels: configuration.featureChannels, keypoints),
                configuration: keypoints)
        }
    }

    /// Images of any sizes to what is in each: transform → features → proposals → heads → paste.
    package func callAsFunction(
        _ images: [Image], classes: Set<Int>? = nil, observe: StageObserver? = nil, clock: StageClock? = nil
    ) throws(TorchError) -> [[RawDetection]] {
        let batch = try transform(images, dtype: dtype, device: device)
        let (features, found) = try look(at: batch, classes, observe, clock)
        let masks = try segment(features, found, observe)
        try clock?.end(.mask)
        let points = try heatMaps(features, found, observe).map { (maps) throws(TorchError) in
            try places(in: maps, found)
        }
        if keypoints != nil { try clock?.end(.keypoints) }
        return try paste(found, masks, points, sizes: batch.sizes, originals: batch.originalSizes)
    }

    /// A batch to its features and what the box head finds in each image: features → proposals → boxes.
    func look(
        at batch: ImageBatch, _ classes: Set<Int>?, _ observe: StageObserver?, _ clock: StageClock?
    ) throws(TorchError) -> (features: [FeatureMap], found: [ScoredBoxes]) {
        observe?("transform.images", batch.images)
        try clock?.end(.transform)
        let levels = try features(batch.images, observe: observe, clock: clock)
        let predictions = try proposalNetwork.predictions(levels.all)
        let anchors = try proposalNetwork.anchors(for: predictions, batch)
        let proposals = try proposalNetwork.proposals(predictions, batch, anchors: anchors)
        observe?.report("rpn.logits.", predictions.map(\.logits))
        observe?.report("rpn.deltas.", predictions.map(\.deltas))
        observe?.report("proposals.", proposals)
        try clock?.end(.rpn)

        let found = try detect(levels.ofHeads, proposals, batch, classes, observe)
        try clock?.end(.box)
        return (levels.ofHeads, found)
    }

    /// Classifies the proposals: what is found in each image.
    private func detect(
        _ features: [FeatureMap], _ proposals: [Tensor], _ batch: ImageBatch, _ classes: Set<Int>?,
        _ observe: StageObserver?
    ) throws(TorchError) -> [ScoredBoxes] {
        let predictions = try classify(features, proposals, observe)
        observe?("box.class_logits", predictions.logits)
        observe?("box.deltas", predictions.deltas)

        let logits = try predictions.logits.to(.cpu)
        let deltas = try predictions.deltas.to(.cpu)
        let selection = DetectionSelection(
            configuration: configuration.boxHead, convention: configuration.conventions.boxes, classes: classes)
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

    /// What the box head says of all proposals: logits and deltas.
    private func classify(
        _ features: [FeatureMap], _ proposals: [Tensor], _ observe: StageObserver?
    ) throws(TorchError) -> (logits: Tensor, deltas: Tensor) {
        guard boxHead.stage != nil else {
            let aligned = try boxAlign(features, proposals)
            observe?("box.features", aligned)
            return try boxHead(aligned)
        }
        // A stage keeps megabytes of each box: some at a time.
        var logits: [Tensor] = []
        var deltas: [Tensor] = []
        for (image, boxes) in proposals.enumerated() {
            let none = try boxes.narrowed(0, to: 0..<0)
            for first in stride(from: 0, to: max(boxes.size(0), 1), by: Self.boxesAtATime) {
                let some = try boxes.narrowed(0, to: first..<min(first + Self.boxesAtATime, boxes.size(0)))
                let predictions = try boxHead(boxAlign(features, proposals.indices.map { $0 == image ? some : none }))
                logits.append(predictions.logits)
                deltas.append(predictions.deltas)
            }
        }
        return (try .concatenated(logits, along: 0), try .concatenated(deltas, along: 0))
    }

    /// How many boxes a stage of the backbone looks at together.
    package static let boxesAtATime = 100

    /// How many detections an image keeps.
    func detectionLimit(enlargement: Double) -> Int {
        configuration.boxHead.detectionLimit(enlargement: detectionsFollowSize ? enlargement : 1)
    }

    /// (R, 28, 28) mask probabilities of all detections of a batch, each of its own class, on the CPU.
    func segment(
        _ features: [FeatureMap], _ found: [ScoredBoxes], _ observe: StageObserver?
    ) throws(TorchError) -> Tensor? {
        guard let mask, found.contains(where: { $0.count > 0 }) else { return nil }
        let cut = try mask.align(features, found.map(\.boxes))
        let aligned = try boxHead.stage?(cut) ?? cut
        let labels = try Tensor.concatenated(found.map(\.labels), along: 0)
        let probabilities = try mask.head(aligned, labels: labels).sigmoid().to(.cpu)
        observe?("mask.features", aligned)
        observe?("mask.probabilities", probabilities)
        return probabilities
    }

    /// (R, K, 56, 56) heat maps of the keypoints of all detections of a batch, on the CPU.
    func heatMaps(
        _ features: [FeatureMap], _ found: [ScoredBoxes], _ observe: StageObserver?
    ) throws(TorchError) -> Tensor? {
        guard let keypoints, found.contains(where: { $0.count > 0 }) else { return nil }
        let aligned = try keypoints.align(features, found.map(\.boxes))
        let maps = try keypoints.head(aligned).to(.cpu)
        observe?("keypoints.features", aligned)
        observe?("keypoints.maps", maps)
        return maps
    }

    /// (R, K, 3) x, y in pixels of the boxes and score of the keypoints that heat maps show.
    func places(in maps: Tensor, _ found: [ScoredBoxes]) throws(TorchError) -> Tensor {
        let points = try DetectionKernels.keypoints(maps, boxes: .concatenated(found.map(\.boxes), along: 0))
        return configuration.conventions.keypointScores == .detectron2 ? try points.withSoftmaxScores(of: maps) : points
    }

    /// Back to the images as they came.
    ///
    /// - Parameters:
    ///   - masks: (R, 28, 28) probabilities.
    ///   - keypoints: (R, K, 3) x, y and height.
    ///   - sizes: The size of each image in whose pixels boxes and keypoints are.
    ///   - originals: The size of each as it came.
    func paste(
        _ found: [ScoredBoxes], _ masks: Tensor?, _ keypoints: Tensor?, sizes: [ImageSize], originals: [ImageSize]
    ) throws(TorchError) -> [[RawDetection]] {
        var results: [[RawDetection]] = []
        var first = 0
        for (index, detections) in found.enumerated() {
            let rows = first..<first + detections.count
            first = rows.upperBound
            let original = originals[index]
            var detections = detections
            var boxes = try BoxOperations.resize(detections.boxes, from: sizes[index], to: original)
            var kept: Tensor?
            if configuration.conventions.boxes == .detectron2 {
                // What has no area in the image is no detection there.
                boxes = try BoxOperations.clip(boxes, to: original)
                let areas = try BoxOperations.areAtLeast(0, boxes, .detectron2).trueIndices()
                (boxes, detections, kept) = (
                    try boxes.gathered(0, at: areas), try detections.gathered(areas), areas
                )
            }
            /// What the heads found in this image, of the boxes that are left.
            func own(_ all: Tensor) throws(TorchError) -> Tensor {
                let rows = try all.narrowed(0, to: rows)
                return try kept.map { (kept) throws(TorchError) in try rows.gathered(0, at: kept) } ?? rows
            }
            let pasted =
                if let mask, let masks, detections.count > 0 {
                    try RawMask.pasted(
                        own(masks), at: boxes, in: original, threshold: mask.configuration.threshold,
                        configuration.conventions.paste)
                } else {
                    [RawMask]()
                }
            let points = try keypoints.map { (all) throws(TorchError) in
                try RawKeypoints.scaled(own(all), from: sizes[index], to: original)
            }
            let corners = try boxes.elements(as: Float.self)
            let labels = try detections.labels.elements(as: Int64.self)
            let scores = try detections.scores.elements(as: Float.self)
            results.append(
                labels.indices.map { i in
                    RawDetection(
                        box: Box(
                            x1: corners[4 * i], y1: corners[4 * i + 1], x2: corners[4 * i + 2],
                            y2: corners[4 * i + 3]),
                        label: Int(labels[i]), score: scores[i], mask: pasted.isEmpty ? nil : pasted[i],
                        keypoints: points?[i])
                })
        }
        return results
    }
}

/// Is shown the tensors of each stage by name, for comparing them with another implementation's.
package struct StageObserver {
    private let body: (String, Tensor) -> Void

    package init(_ body: @escaping (String, Tensor) -> Void) { self.body = body }

    package func callAsFunction(_ name: String, _ tensor: Tensor) {
        body(name, tensor)
    }

    func report(_ prefix: String, _ tensors: [Tensor], from first: Int = 0) {
        for (index, tensor) in tensors.enumerated() {
            body("\(prefix)\(index + first)", tensor)
        }
    }
}
