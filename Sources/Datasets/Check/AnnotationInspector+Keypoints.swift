internal import COCO
internal import Geometry

extension AnnotationInspector {
    /// What is wrong with an annotation's keypoints in an image of a size; nil where that is not known.
    func keypointFindings(_ annotation: Annotation, _ size: ImageSize?) -> [Finding] {
        guard let keypoints = annotation.keypoints else { return [] }
        var findings: [Finding] = []
        if let count = keypointCounts[annotation.categoryID], keypoints.count != count {
            findings.append(
                Finding(
                    kind: .keypointCountDiffers, field: "keypoints",
                    message:
                        "there are \(words(Double(keypoints.count), "keypoint")), and the category names \(count)",
                    isMendable: false))
        }
        if let fault = placeFault(keypoints, size) { findings.append(fault) }
        let placed = keypoints.indices.filter { index in
            !keypoints[index].isLabelled && (keypoints[index].x != 0 || keypoints[index].y != 0)
        }
        if let first = placed.first {
            findings.append(
                Finding(
                    kind: .unlabelledKeypointPlaced, field: "keypoints[\(3 * first)]",
                    message: "keypoint \(first + 1)\(others(placed)) has a place, "
                        + "\(words(keypoints[first].x)), \(words(keypoints[first].y)), and counts as not labelled (v is 0)",
                    isMendable: false))
        }
        let labelled = keypoints.labelledCount
        if annotation.labelledKeypointCount != labelled {
            let found = annotation.labelledKeypointCount.map { "num_keypoints is \($0)" } ?? "there is no num_keypoints"
            findings.append(
                Finding(
                    kind: .labelledKeypointsMiscounted, field: "num_keypoints",
                    message:
                        "\(found), and \(words(Double(labelled), "keypoint")) \(labelled == 1 ? "is" : "are") labelled")
            )
        }
        return findings
    }

    /// The labelled keypoint that lies farthest outside the image.
    private func placeFault(_ keypoints: [Keypoint], _ size: ImageSize?) -> Finding? {
        guard let size else { return nil }
        func overhang(_ keypoint: Keypoint) -> Double {
            guard keypoint.isLabelled else { return 0 }
            return max(
                -keypoint.x, -keypoint.y, keypoint.x - Double(size.width), keypoint.y - Double(size.height))
        }
        let outside = keypoints.indices.filter { overhang(keypoints[$0]) > options.overhangTolerance }
        guard let worst = outside.max(by: { overhang(keypoints[$0]) < overhang(keypoints[$1]) }) else { return nil }
        let keypoint = keypoints[worst]
        return Finding(
            kind: .keypointOutside, field: "keypoints[\(3 * worst)]",
            message: "keypoint \(worst + 1)\(others(outside)) at \(words(keypoint.x)), \(words(keypoint.y)) lies "
                + "\(words(overhang(keypoint), "pixel")) outside the image of \(size)",
            isMendable: false)
    }

    private func others(_ places: [Int]) -> String {
        places.count > 1 ? " (of \(places.count) such)" : ""
    }
}

extension Dataset {
    /// How many keypoints each category names that names any, by the category's id; of records of one id the first counts.
    var keypointCounts: [Int: Int] {
        let first = firstPlaces(categories, id: \.id)
        return first.mapValues { categories[$0].keypoints.count }.filter { $0.value > 0 }
    }
}
