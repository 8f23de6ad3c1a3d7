internal import Geometry
package import Imaging
internal import Torch

extension GeneralizedRCNN {
    /// What was found in each image with the names of classes and keypoints, without what a better one's mask covers.
    package func named(
        _ raw: [[RawDetection]], in images: [Image], _ categories: [Int: String]
    ) throws(MaskRCNNError) -> [[Detection]] {
        let rule = configuration.boxHead.suppression
        var results: [[Detection]] = []
        for (image, found) in zip(images, raw) {
            var detections: [Detection] = []
            for detection in found {
                detections.append(
                    try detection.named(categories, keypoints: configuration.keypointHead, size: image.size))
            }
            if let threshold = rule.maskThreshold {
                detections = try Self.suppressed(detections, above: threshold, scope: rule.scope)
            }
            results.append(detections)
        }
        return results
    }

    /// Detections, the best first, without those whose mask overlaps that of a better one by more than a threshold.
    private static func suppressed(
        _ detections: [Detection], above threshold: Double, scope: Configuration.Suppression.Scope
    ) throws(MaskRCNNError) -> [Detection] {
        var kept: [Detection] = []
        for detection in detections {
            let rivals = kept.filter { better in
                (scope == .acrossClasses || better.label == detection.label)
                    && better.box.intersectionArea(with: detection.box) > 0
            }.compactMap(\.mask)
            var isCovered = false
            if let mask = detection.mask {
                do {
                    isCovered = try RunLengthMask.iou([mask], with: rivals).contains { $0 > threshold }
                } catch {
                    throw .torch(.operation("maskNMS", message: "\(error)"))
                }
            }
            if !isCovered { kept.append(detection) }
        }
        return kept
    }
}
