internal import COCO
internal import Geometry

/// Mends one annotation, whatever else the data set holds.
struct AnnotationMender {
    /// Something that was done.
    struct Step {
        var kind: FaultKind
        var action: RepairAction
    }

    let inspector: AnnotationInspector

    /// An annotation without its mendable faults, nil where nothing of it is left; and what was done.
    func mended(_ annotation: Annotation, size: ImageSize?) -> (annotation: Annotation?, steps: [Step]) {
        var annotation = annotation
        var steps: [Step] = []
        // One repair can bring up the next: a clipped polygon needs another box, and that another area.
        for _ in 0..<12 {
            guard let fault = inspector.findings(in: annotation, size: size).first(where: \.isMendable) else { break }
            guard let action = mend(fault.kind, in: &annotation, size: size) else {
                steps.append(Step(kind: fault.kind, action: .removedAnnotation))
                return (nil, steps)
            }
            steps.append(Step(kind: fault.kind, action: action))
        }
        return (annotation, steps)
    }

    /// Mends one fault; gives nil where the annotation is to be taken out.
    private func mend(_ kind: FaultKind, in annotation: inout Annotation, size: ImageSize?) -> RepairAction? {
        switch kind {
        case .segmentationEmptyList:
            annotation.segmentation = nil
            return .removedSegmentation
        case .polygonMalformed:
            guard case .polygons(let rings) = annotation.segmentation else { return nil }
            if annotation.segmentation?.marksSinglePoints ?? false {
                annotation.segmentation = .polygons([rings.flatMap(\.self)])
                return .joinedPoints
            }
            let kept = rings.filter(isWellFormed)
            annotation.segmentation = kept.isEmpty ? nil : .polygons(kept)
            return kept.isEmpty ? .removedSegmentation : .removedPolygons
        case .polygonOutside:
            guard case .polygons(let rings) = annotation.segmentation, let size else { return nil }
            annotation.segmentation = .polygons(rings.compactMap { clipped($0, to: size) })
            return .clippedPolygons
        case .crowdWithPolygons:
            guard let mask = MarkedRegion(annotation.segmentation, size: size)?.mask else { return nil }
            annotation.segmentation = .runLengths(mask, isCompressed: false)
            return .convertedToRunLengths
        case .boxMissing, .boxDegenerate, .boxOutside, .boxDisagrees:
            guard let box = MarkedRegion(annotation.segmentation, size: size)?.box else { return nil }
            annotation.box = box
            return .setBox
        case .boxOverhangs:
            guard let box = annotation.box, let size else { return nil }
            annotation.box =
                MarkedRegion.Extents(
                    left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height
                ).clipped(to: size).box
            return .clippedBox
        case .areaMissing, .areaInvalid, .areaDisagrees:
            let region = MarkedRegion(annotation.segmentation, size: size)
            guard let area = region?.pixelArea ?? annotation.box?.area, area > 0 else { return nil }
            annotation.area = area
            return .setArea
        case .labelledKeypointsMiscounted:
            annotation.labelledKeypointCount = annotation.keypoints?.labelledCount
            return .setKeypointCount
        default:
            return nil
        }
    }
}
