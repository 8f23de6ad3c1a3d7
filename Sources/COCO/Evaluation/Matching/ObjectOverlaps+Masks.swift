import Geometry

/// An object's pixels, not looked at before something comes near them.
struct LazyRegion {
    /// A box that holds all pixels.
    var left: Double, top: Double, right: Double, bottom: Double
    /// The mask's place in the arena; nil before it is drawn.
    var mask: Int?
    /// The place in the arena of what lies near the mask's boundary; nil before it is needed.
    var boundary: Int?

    func mayOverlap(_ other: LazyRegion) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}

extension ObjectOverlaps {
    mutating func findFromMasks(
        _ pairs: inout [OverlapPair], _ bar: Double, image: Int, results: ArraySlice<Int32>,
        annotations: ArraySlice<Int32>
    ) throws(COCOError) {
        arena.removeAll()
        resultRegions.removeAll(keepingCapacity: true)
        annotationRegions.removeAll(keepingCapacity: true)
        for annotation in annotations {
            let segmentation = try objects.segmentation(ofAnnotation: Int(annotation))
            annotationRegions.append(region(of: segmentation))
        }
        for result in results {
            let segmentation = try objects.segmentation(ofResult: Int(result))
            resultRegions.append(region(of: segmentation))
        }
        for (row, result) in results.enumerated() {
            for (column, annotation) in annotations.enumerated() {
                var iou = 0.0
                if resultRegions[row].mayOverlap(annotationRegions[column]) {
                    iou = try maskIoU(
                        row: row, column: column, result: Int(result), annotation: Int(annotation), image: image)
                }
                guard iou >= bar, iou > 0 || bar <= 0 else { continue }
                try add(OverlapPair(row: Int32(row), column: Int32(column), overlap: iou), to: &pairs, image: image)
            }
        }
    }

    private mutating func region(of segmentation: Segmentation) -> LazyRegion {
        switch segmentation {
        case .runLengths(let mask, _):
            let place = arena.add(mask)
            let entry = arena.entries[place]
            return LazyRegion(
                left: Double(entry.left), top: Double(entry.top), right: Double(entry.right),
                bottom: Double(entry.bottom), mask: place)
        case .polygons(let rings):
            var region = LazyRegion(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
            for ring in rings {
                for (index, value) in ring.enumerated() {
                    if index & 1 == 0 {
                        region.left = min(region.left, value)
                        region.right = max(region.right, value)
                    } else {
                        region.top = min(region.top, value)
                        region.bottom = max(region.bottom, value)
                    }
                }
            }
            // Drawing rounds coordinates, by less than a pixel.
            region.left -= 1
            region.top -= 1
            region.right += 1
            region.bottom += 1
            return region
        }
    }

    private mutating func maskIoU(
        row: Int, column: Int, result: Int, annotation: Int, image: Int
    ) throws(COCOError) -> Double {
        if resultRegions[row].mask == nil {
            resultRegions[row].mask = arena.add(try objects.mask(ofResult: result, image: image))
        }
        if annotationRegions[column].mask == nil {
            annotationRegions[column].mask = arena.add(try objects.mask(ofAnnotation: annotation, image: image))
        }
        guard let first = resultRegions[row].mask, let second = annotationRegions[column].mask else { return 0 }
        let isCrowd = isCrowd(Int32(truncatingIfNeeded: annotation))
        let iou = iou(first, second, isCrowd: isCrowd)
        // Of a result on a crowd only its share there counts: a crowd's outline says nothing of the objects in it.
        guard iou > 0, objects.options.iouType == .boundary, !isCrowd else { return iou }

        if resultRegions[row].boundary == nil {
            resultRegions[row].boundary = arena.add(boundary(of: try objects.mask(ofResult: result, image: image)))
        }
        if annotationRegions[column].boundary == nil {
            annotationRegions[column].boundary = arena.add(
                boundary(of: try objects.mask(ofAnnotation: annotation, image: image)))
        }
        guard let first = resultRegions[row].boundary, let second = annotationRegions[column].boundary else { return 0 }
        return min(iou, self.iou(first, second, isCrowd: false))
    }

    private func iou(_ first: Int, _ second: Int, isCrowd: Bool) -> Double {
        guard arena.boxesOverlap(first, second) else { return 0 }
        let shared = arena.intersectionArea(first, second)
        guard shared > 0 else { return 0 }
        let area = arena.entries[first].area
        return Double(shared) / Double(isCrowd ? area : area + arena.entries[second].area - shared)
    }

    private func boundary(of mask: RunLengthMask) -> RunLengthMask {
        mask.boundary(width: RunLengthMask.boundaryWidth(of: mask.size, share: objects.options.boundaryShare))
    }
}
