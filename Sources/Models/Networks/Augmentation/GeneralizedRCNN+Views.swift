internal import Geometry
package import Imaging
package import Torch

extension GeneralizedRCNN {
    /// What one view of a batch shows.
    private struct Seen {
        let view: AugmentedView
        /// What the heads look at; nothing where there are no heads but the boxes'.
        let features: [FeatureMap]
        /// The size of each image in the view, before padding.
        let sizes: [ImageSize]
        /// What the box head found in each image, in pixels of the image as the model's own rule resizes it.
        let found: [ScoredBoxes]
    }

    /// Images of any sizes to what is in each, seen in several views.
    ///
    /// Boxes of all views are merged, and the other heads look at the merged ones in each view. Between views boxes have the pixels that
    /// images get by the model's own rule, so that one view which is the image itself gives what no augmentation gives, to the last bit.
    package func callAsFunction(
        _ images: [Image], in augmentation: TestTimeAugmentation, classes: Set<Int>? = nil,
        observe: StageObserver? = nil, clock: StageClock? = nil
    ) throws(TorchError) -> [[RawDetection]] {
        let originals = images.map(\.size)
        let usual = originals.map(transform.resizedSize)
        let enlargements = originals.map(transform.enlargement)
        var seen: [Seen] = []
        for view in augmentation.views {
            let batch = try transform(
                images.map(view.applied), sizes: originals.map { view.inputSize(of: $0, transform) }, dtype: dtype,
                device: device)
            let (features, found) = try look(
                at: ImageBatch(
                    images: batch.images, sizes: batch.sizes, originalSizes: originals, enlargements: enlargements),
                classes, observe, clock)
            var restored: [ScoredBoxes] = []
            for (index, boxes) in found.enumerated() {
                restored.append(
                    ScoredBoxes(
                        boxes: try view.flipped(boxes.boxes, from: batch.sizes[index], to: usual[index]),
                        labels: boxes.labels, scores: boxes.scores))
            }
            seen.append(
                Seen(
                    view: view, features: mask == nil && keypoints == nil ? [] : features, sizes: batch.sizes,
                    found: restored))
        }

        var merged: [ScoredBoxes] = []
        for index in images.indices {
            merged.append(
                try merge(
                    seen.map { $0.found[index] }, by: augmentation.fusion,
                    limit: detectionLimit(enlargement: enlargements[index])))
        }
        try clock?.end(.box)
        let masks = try mean(of: seen, merged, at: usual) { seen, placed throws(TorchError) in
            try segment(seen.features, placed, observe).map { (cells) throws(TorchError) in
                try seen.view.flipped(cells: cells)
            }
        }
        try clock?.end(.mask)
        let maps = try mean(of: seen, merged, at: usual) { seen, placed throws(TorchError) in
            try heatMaps(seen.features, placed, observe).map { (maps) throws(TorchError) in
                try seen.view.flipped(heatMaps: maps, of: keypoints?.configuration.names ?? [])
            }
        }
        let points = try maps.map { (maps) throws(TorchError) in
            try places(in: maps, merged)
        }
        if keypoints != nil { try clock?.end(.keypoints) }
        return try paste(merged, masks, points, sizes: usual, originals: originals)
    }

    /// The mean over the views of what a head says of the merged boxes; nil where it says nothing.
    private func mean(
        of seen: [Seen], _ merged: [ScoredBoxes], at usual: [ImageSize],
        _ head: (Seen, [ScoredBoxes]) throws(TorchError) -> Tensor?
    ) throws(TorchError) -> Tensor? {
        var sum: Tensor?
        for view in seen {
            var placed: [ScoredBoxes] = []
            for (index, boxes) in merged.enumerated() {
                placed.append(
                    ScoredBoxes(
                        boxes: try view.view.placed(boxes.boxes, from: usual[index], to: view.sizes[index]),
                        labels: boxes.labels, scores: boxes.scores))
            }
            guard let values = try head(view, placed) else { return nil }
            sum = if let sum { try sum + values } else { values }
        }
        return try sum.map { (sum) throws(TorchError) in try sum / Double(seen.count) }
    }

    /// The objects of one image, of which several views show boxes.
    private func merge(
        _ found: [ScoredBoxes], by fusion: TestTimeAugmentation.Fusion, limit: Int
    ) throws(TorchError) -> ScoredBoxes {
        let box = configuration.boxHead
        let all = ScoredBoxes(
            boxes: try .concatenated(found.map(\.boxes), along: 0),
            labels: try .concatenated(found.map(\.labels), along: 0),
            scores: try .concatenated(found.map(\.scores), along: 0))
        let candidates =
            if case .weightedBoxes(let overlap) = fusion {
                try fused(all, overlap: overlap, viewCount: found.count)
            } else {
                all
            }
        // What was fused class by class may still be one object of two classes.
        let isOfAllClasses = box.suppression.scope == .acrossClasses
        if case .weightedBoxes = fusion, !isOfAllClasses {
            let count = min(candidates.count, limit)
            return ScoredBoxes(
                boxes: try candidates.boxes.narrowed(0, to: 0..<count),
                labels: try candidates.labels.narrowed(0, to: 0..<count),
                scores: try candidates.scores.narrowed(0, to: 0..<count))
        }
        let kept = try BoxOperations.suppressed(
            candidates.boxes, scores: candidates.scores,
            groups: isOfAllClasses ? .zeros(candidates.labels.shape, dtype: .int64) : candidates.labels,
            iouThreshold: box.nmsThreshold, limit: limit, configuration.conventions.boxes)
        return try candidates.gathered(kept)
    }

    /// Weighted boxes, the best first, of those that still score enough.
    private func fused(
        _ found: ScoredBoxes, overlap: Double, viewCount: Int
    ) throws(TorchError) -> ScoredBoxes {
        let corners = try found.boxes.elements(as: Double.self)
        let labels = try found.labels.elements(as: Int64.self)
        let scores = try found.scores.elements(as: Double.self)
        let boxes = BoxFusion(overlap: overlap, viewCount: viewCount)(
            labels.indices.map { index in
                BoxFusion.Candidate(
                    corners: Array(corners[4 * index..<4 * index + 4]), label: Int(labels[index]), score: scores[index])
            }
        ).filter { $0.score > configuration.boxHead.leastScore(ofClass: $0.label) }
        let type = found.boxes.dtype
        return ScoredBoxes(
            boxes: try Tensor(boxes.flatMap(\.corners), shape: [boxes.count, 4]).to(type),
            labels: try Tensor(boxes.map { Int64($0.label) }, shape: [boxes.count]),
            scores: try Tensor(boxes.map(\.score), shape: [boxes.count]).to(type))
    }
}
