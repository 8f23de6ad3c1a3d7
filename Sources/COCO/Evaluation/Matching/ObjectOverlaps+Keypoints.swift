extension ObjectOverlaps {
    /// The pairs whose object keypoint similarity is at least the bar.
    mutating func findFromKeypoints(
        _ pairs: inout [OverlapPair], _ bar: Double, image: Int, results: ArraySlice<Int32>,
        annotations: ArraySlice<Int32>
    ) throws(COCOError) {
        let variances = objects.options.keypointSigmas.map { ($0 * 2) * ($0 * 2) }
        var targets: [KeypointTarget] = []
        for annotation in annotations {
            let index = Int(annotation)
            targets.append(
                try KeypointTarget(
                    objects.groundTruth.annotations[index].keypoints ?? [], count: variances.count,
                    area: objects.annotationAreas[index]
                ) { () throws(COCOError) in try objects.box(ofAnnotation: index, image: image) })
        }
        for (row, result) in results.enumerated() {
            let keypoints = objects.results[Int(result)].keypoints ?? []
            for (column, target) in targets.enumerated() {
                let similarity = target.similarity(keypoints, variances: variances, terms: &terms)
                guard similarity >= bar, similarity > 0 || bar <= 0 else { continue }
                try add(
                    OverlapPair(row: Int32(row), column: Int32(column), overlap: similarity), to: &pairs, image: image)
            }
        }
    }
}
