internal import Models

/// What was found: R detections of all images, image after image, the best of each first.
struct Detections {
    /// (R, 4) in pixels of the resized image.
    let boxes: Value
    /// (R), from 1.
    let labels: Value
    /// (R) probabilities.
    let scores: Value
    /// (R), the number of each one's image.
    let images: Value
}

extension NetworkBuilder {
    /// From the box head's predictions to detections. Source: `Models/Networks/DetectionSelection.swift`.
    func detections(
        _ predictions: BoxPredictions, _ proposals: Proposals, _ input: ImageInput, _ configuration: Configuration
    ) -> Detections {
        let head = configuration.boxHead
        // Without the background.
        let classes = configuration.classCount - 1
        return graph.within("detections") {
            let counts = proposals.logits.sizes()
            // Images, proposals, and what is left.
            let each = graph.concatenated([counts, graph.constant([-1])], axis: 0)
            let probabilities = graph.node("Softmax", [predictions.logits], [.int("axis", 1)])
                .reshaped(to: each).dropping(first: 1, axis: 2)
            let boxes = refinedBoxes(predictions.deltas, proposals, counts, input, configuration)

            var isWanted = (proposals.logits > Suppression.leastLogit).unsqueezed(2)
            isWanted = boxes.areAtLeast(head.minimumSide, axis: 3) && isWanted
            if !head.classScoreThresholds.isEmpty {
                let thresholds = (1...classes).map { Float(head.leastScore(ofClass: $0)) }
                isWanted = probabilities > graph.constant(thresholds) && isWanted
            }
            let scores = isWanted.choosing(probabilities, else: Suppression.none)
            let kept = graph.within("nms") { keptCandidates(boxes, scores, counts, configuration) }
            let all = graph.concatenated([counts.gathered(at: [0]), graph.constant([-1])], axis: 0)
            let best = Suppression.best(kept, of: scores.reshaped(to: all), limit: head.maximumDetections)
            return chosen(best, boxes, classes: classes, configuration)
        }
    }

    /// (N, P, C, 4): each proposal's box for each class, or (N, P, 1, 4) for all classes together.
    private func refinedBoxes(
        _ deltas: Value, _ proposals: Proposals, _ counts: Value, _ input: ImageInput, _ configuration: Configuration
    ) -> Value {
        graph.within("decode") {
            let isShared = configuration.boxHead.isClassAgnostic
            let shape = graph.concatenated(
                [counts, graph.constant([isShared ? 1 : configuration.classCount, 4])], axis: 0)
            let ofAll = deltas.reshaped(to: shape)
            return proposals.boxes.unsqueezed(2)
                .moved(
                    by: isShared ? ofAll : ofAll.dropping(first: 1, axis: 2),
                    weights: configuration.boxHead.coderWeights, axis: 3
                )
                .clipped(to: graph.limits(input.size).cast(to: .float))
        }
    }

    /// (M, 2): numbers of image, and of proposal times classes plus class, of the candidates that no better one suppresses.
    ///
    /// - Parameters:
    ///   - boxes: (N, P, C, 4) or (N, P, 1, 4).
    ///   - scores: (N, P, C).
    private func keptCandidates(_ boxes: Value, _ scores: Value, _ counts: Value, _ configuration: Configuration)
        -> Value
    {
        let head = configuration.boxHead
        let classes = configuration.classCount - 1
        let suppression = Suppression(
            limit: head.maximumDetections, overlap: head.nmsThreshold, scoresAbove: Float(head.leastScore))
        func columns(_ kept: Value) -> [Value] { kept.split([1, 1, 1], axis: 1, into: ["image", "class", "box"]) }

        if head.suppression.scope == .acrossClasses {
            // Every candidate of an image is compared with every other one.
            var boxes = boxes
            if head.isClassAgnostic {
                boxes = boxes.expanded(to: graph.concatenated([scores.sizes(), graph.constant([4])], axis: 0))
            }
            let images = counts.gathered(at: [0])
            func ofImages(_ value: Value, _ sizes: [Int]) -> Value {
                value.reshaped(to: graph.concatenated([images, graph.constant(sizes)], axis: 0))
            }
            return suppression.kept(boxes: ofImages(boxes, [-1, 4]), scores: ofImages(scores, [1, -1]))
                .gathered(at: [0, 2], axis: 1)
        }
        let byClass = scores.transposed([0, 2, 1])
        if head.isClassAgnostic {
            let found = columns(suppression.kept(boxes: boxes.squeezed(2), scores: byClass))
            return graph.concatenated([found[0], found[2] * classes + found[1]], axis: 1)
        }
        // Each class has boxes of its own: classes are what the operator calls images.
        let proposals = counts.gathered(at: [1])
        func ofClasses(_ value: Value, _ sizes: [Value]) -> Value {
            value.reshaped(to: graph.concatenated([graph.constant([-1])] + sizes, axis: 0))
        }
        let found = columns(
            suppression.kept(
                boxes: ofClasses(boxes.transposed([0, 2, 1, 3]), [proposals, graph.constant([4])]),
                scores: ofClasses(byClass, [graph.constant([1]), proposals])))
        return graph.concatenated(
            [found[0] / classes, found[2] * classes + found[0] % classes], axis: 1)
    }

    /// The detections among the best candidates, of which there may be none.
    private func chosen(
        _ best: (scores: Value, places: Value), _ boxes: Value, classes: Int, _ configuration: Configuration
    ) -> Detections {
        let found = (best.scores > Suppression.leastLogit).placesOfTrue()
        let coordinates = found.transposed([1, 0])
        let images = found.element(0)
        let places = best.places.gathered(atCoordinates: coordinates)
        let isShared = configuration.boxHead.isClassAgnostic
        // (N, candidates, 4)
        let candidates = boxes.reshaped(
            to: graph.concatenated([boxes.sizes(0..<1), graph.constant([-1, 4])], axis: 0))
        let rows = graph.concatenated(
            [images.unsqueezed(1), (isShared ? places / classes : places).unsqueezed(1)], axis: 1)
        return Detections(
            boxes: candidates.gathered(atCoordinates: rows), labels: places % classes + 1,
            scores: best.scores.gathered(atCoordinates: coordinates), images: images)
    }
}
