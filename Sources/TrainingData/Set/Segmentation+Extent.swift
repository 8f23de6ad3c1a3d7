package import COCO
package import Geometry

extension Segmentation {
    /// Those of polygons that can be drawn: pairs of finite coordinates for at least three points.
    static func drawable(_ rings: [[Double]]) -> [[Double]] {
        rings.filter { ring in
            ring.count >= 6 && ring.count % 2 == 0 && ring.allSatisfy { abs($0) <= RunLengthMask.largestCoordinate }
        }
    }

    /// The box around what is marked, as far as it lies in an image: of polygons, that of their points. Nil where nothing
    /// does.
    func extent(in size: ImageSize) -> Box? {
        switch self {
        case .runLengths(let mask, _):
            return mask.boundingBox
        case .polygons(let rings):
            var (left, top, right, bottom) = (Double.infinity, Double.infinity, -Double.infinity, -Double.infinity)
            for ring in rings {
                for index in stride(from: 0, to: ring.count - 1, by: 2) {
                    left = min(left, ring[index])
                    right = max(right, ring[index])
                    top = min(top, ring[index + 1])
                    bottom = max(bottom, ring[index + 1])
                }
            }
            let box = Box(x1: Float(left), y1: Float(top), x2: Float(right), y2: Float(bottom)).clipped(to: size)
            return box.width > 0 && box.height > 0 ? box : nil
        }
    }
}

extension Annotation {
    /// Where an object is in an image of a size, whatever is wrong with it: its box, else what its segmentation takes up. Nil where
    /// neither tells.
    package func region(in size: ImageSize) -> Box? {
        let most = RunLengthMask.largestCoordinate
        if let box, [box.x, box.y, box.width, box.height].allSatisfy({ abs($0) <= most }) {
            let inside = box.box.clipped(to: size)
            if inside.width > 0, inside.height > 0 { return inside }
        }
        switch segmentation {
        case nil: return nil
        case .runLengths(let mask, _): return mask.size == size ? mask.boundingBox : nil
        case .polygons(let rings):
            // Points that are lists of their own still say where the object is.
            let isOutline = segmentation?.marksSinglePoints ?? false
            return Segmentation.polygons(Segmentation.drawable(isOutline ? [rings.flatMap(\.self)] : rings))
                .extent(in: size)
        }
    }
}

extension Segmentation {
    /// All of a box.
    static func rectangle(_ box: Box) -> Segmentation {
        let (left, top, right, bottom) = (Double(box.x1), Double(box.y1), Double(box.x2), Double(box.y2))
        return .polygons([[left, top, left, bottom, right, bottom, right, top]])
    }
}
