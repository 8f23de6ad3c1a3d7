internal import COCO
internal import Geometry

/// Finds what is wrong with one annotation, whatever else the data set holds.
struct AnnotationInspector {
    /// What is wrong with a part of an annotation.
    struct Finding {
        var kind: FaultKind
        /// The part's name, such as `bbox`.
        var field: String
        var message: String
        var isMendable = true
    }

    var options: DatasetCheck.Options
    /// Whether the data set marks pixels, so that an object without is an exception.
    var expectsSegmentations: Bool
    /// How many keypoints each category names, by its id.
    var keypointCounts: [Int: Int] = [:]

    /// What is wrong with an annotation in an image of a size; nil where that is not known.
    func findings(in annotation: Annotation, size: ImageSize?) -> [Finding] {
        let region = MarkedRegion(annotation.segmentation, size: size)
        var findings = segmentationFindings(annotation, region, size) + keypointFindings(annotation, size)
        guard region?.isEmpty != true else { return findings }
        if annotation.hasMask(notOf: size) {
            // Where the mask belongs is not known: nothing can be compared with it, or taken from it.
            findings += (boxFindings(annotation, nil, size) + areaFindings(annotation, nil)).map { finding in
                var finding = finding
                finding.isMendable = false
                return finding
            }
            return findings
        }
        findings += boxFindings(annotation, region, size).map { finding in
            var finding = finding
            // Without a segmentation a box is mended by dropping the object, and labelled keypoints are worth more.
            if region == nil, finding.kind != .boxOverhangs, annotation.keypoints?.labelledCount ?? 0 > 0 {
                finding.isMendable = false
            }
            return finding
        }
        findings += areaFindings(annotation, region)
        let area = region?.outlineArea ?? annotation.box?.area ?? annotation.area ?? .infinity
        if area > 0, area < options.tinyArea, !annotation.isCrowd {
            findings.append(
                Finding(
                    kind: .objectTiny, field: "area", message: "the object has \(words(area, "pixel"))",
                    isMendable: false
                ))
        }
        return findings
    }

    private func segmentationFindings(
        _ annotation: Annotation, _ region: MarkedRegion?, _ size: ImageSize?
    ) -> [Finding] {
        var findings: [Finding] = []
        func add(_ kind: FaultKind, _ message: String, isMendable: Bool = true) {
            findings.append(Finding(kind: kind, field: "segmentation", message: message, isMendable: isMendable))
        }
        switch annotation.segmentation {
        case nil:
            if expectsSegmentations, !annotation.isCrowd, annotation.box != nil {
                add(.segmentationMissing, "there is a box and no segmentation", isMendable: false)
            }
            return findings
        case .polygons(let rings):
            if rings.allSatisfy(\.isEmpty) {
                add(.segmentationEmptyList, "the segmentation is a list of no points")
                return findings
            }
            if annotation.segmentation?.marksSinglePoints ?? false,
                let content = annotation.segmentation?.formlessContent
            {
                add(.polygonMalformed, "the segmentation is \(content)")
            } else if let number = rings.firstIndex(where: { !isWellFormed($0) }) {
                add(.polygonMalformed, malformation(of: rings[number], number: number, of: rings.count))
            }
            guard let region else { return findings }
            if let size, !region.isEmpty {
                let most = rings.filter(isWellFormed).map { overhang(of: $0, size: size) }.max() ?? 0
                if most > options.overhangTolerance {
                    add(.polygonOutside, "a polygon reaches \(words(most, "pixel")) outside the image of \(size)")
                }
            }
            if annotation.isCrowd, !region.isEmpty {
                add(
                    .crowdWithPolygons,
                    "a crowd is marked with \(words(Double(rings.count), "polygon")) instead of run lengths",
                    isMendable: size != nil)
            }
            if region.isEmpty {
                add(
                    .maskEmpty,
                    "no pixel of the image is inside the polygons, whose area is \(words(region.outlineArea, "pixel"))")
            }
        case .runLengths(let mask, _):
            if let size, mask.size != size {
                let turned = ImageSize(width: size.height, height: size.width)
                let isTurned = mask.size == turned && size.width != size.height
                let reason = isTurned ? "; its sides are exchanged (run lengths have [height, width])" : ""
                add(
                    .maskSizeDiffers, "the run lengths are for \(mask.size) pixels, and the image has \(size)\(reason)",
                    isMendable: false)
            }
            if mask.isEmpty { add(.maskEmpty, "the run lengths hold no pixel") }
        }
        return findings
    }

    private func malformation(of ring: [Double], number: Int, of count: Int) -> String {
        let name = count == 1 ? "the polygon" : "polygon \(number + 1) of \(count)"
        if let wrong = ring.first(where: { !isCoordinate($0) }) { return "\(name) has the coordinate \(wrong)" }
        if ring.count < 6 {
            return "\(name) has \(words(Double(ring.count), "number")); three points, the fewest, have 6"
        }
        return "\(name) has \(ring.count) numbers, an odd count; each point has two"
    }

    private func boxFindings(_ annotation: Annotation, _ region: MarkedRegion?, _ size: ImageSize?) -> [Finding] {
        guard let box = annotation.box else {
            let message = region == nil ? "there is no box and no usable segmentation" : "there is no box"
            return [Finding(kind: .boxMissing, field: "bbox", message: message)]
        }
        let numbers = "[\(words(box.x)), \(words(box.y)), \(words(box.width)), \(words(box.height))]"
        let values = [box.x, box.y, box.width, box.height]
        guard values.allSatisfy(isCoordinate), box.width > 0, box.height > 0 else {
            return [
                Finding(
                    kind: .boxDegenerate, field: "bbox", message: "the box \(numbers) should have sides above 0")
            ]
        }
        let edges = MarkedRegion.Extents(
            left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height)
        let inside = edges.clipped(to: size)
        if let size {
            guard inside.width > 0, inside.height > 0 else {
                return [
                    Finding(
                        kind: .boxOutside, field: "bbox",
                        message: "the box \(numbers) lies outside the image of \(size)")
                ]
            }
            let most = max(
                inside.left - edges.left, inside.top - edges.top, edges.right - inside.right,
                edges.bottom - inside.bottom)
            if most > options.overhangTolerance {
                return [
                    Finding(
                        kind: .boxOverhangs, field: "bbox",
                        message: "the box \(numbers) reaches \(words(most, "pixel")) outside the image of \(size)")
                ]
            }
        }
        guard let region, let extents = region.extents else { return [] }
        let most = max(
            abs(extents.left - inside.left), abs(extents.top - inside.top), abs(extents.right - inside.right),
            abs(extents.bottom - inside.bottom))
        let tolerance = max(options.boxTolerance, options.boxToleranceShare * max(extents.width, extents.height))
        guard most > tolerance else { return [] }
        let right = extents.box
        let expected = "[\(words(right.x)), \(words(right.y)), \(words(right.width)), \(words(right.height))]"
        return [
            Finding(
                kind: .boxDisagrees, field: "bbox",
                message:
                    "the box \(numbers) is up to \(words(most, "pixel")) off that of the segmentation, \(expected)",
                isMendable: region.box != nil)
        ]
    }

    private func areaFindings(_ annotation: Annotation, _ region: MarkedRegion?) -> [Finding] {
        func finding(_ kind: FaultKind, _ message: String) -> [Finding] {
            let box = annotation.box?.area ?? 0
            return [
                Finding(
                    kind: kind, field: "area", message: message,
                    isMendable: region != nil || box > 0 && box.isFinite)
            ]
        }
        guard let area = annotation.area else { return finding(.areaMissing, "there is no area") }
        guard area.isFinite, area > 0 else {
            return finding(.areaInvalid, "the area is \(words(area)), and should be above 0")
        }
        guard let region else {
            guard let box = annotation.box, box.width > 0, box.height > 0, box.area.isFinite,
                area > box.area * (1 + options.areaToleranceShare) + 2
            else { return [] }
            return finding(
                .areaDisagrees, "the area is \(words(area)), more than the \(words(box.area, "pixel")) of the box")
        }
        // Crowds' areas decide nothing but whether they are counted, and COCO's own differ more.
        let share = options.areaToleranceShare * (annotation.isCrowd ? 2 : 1)
        if isNear(area, region.outlineArea, share, region) { return [] }
        let pixels = region.pixelArea
        if isNear(area, pixels, share, region) { return [] }
        return finding(
            .areaDisagrees,
            "the area is \(words(area)), and that of the segmentation \(words(pixels))\(consequence(area, pixels))")
    }

    private func isNear(_ area: Double, _ expected: Double, _ share: Double, _ region: MarkedRegion) -> Bool {
        abs(area - expected) <= max(share * expected, region.outlineLength / 2 + 2)
    }

    private func consequence(_ area: Double, _ expected: Double) -> String {
        func size(_ area: Double) -> String { area < 1024 ? "small" : area < 9216 ? "medium" : "large" }
        return size(area) == size(expected) ? "" : ": it counts as \(size(area)) instead of \(size(expected))"
    }
}

extension Annotation {
    /// Whether the run lengths are for an image of another size.
    func hasMask(notOf size: ImageSize?) -> Bool {
        if case .runLengths(let mask, _) = segmentation, let size { return mask.size != size }
        return false
    }
}
