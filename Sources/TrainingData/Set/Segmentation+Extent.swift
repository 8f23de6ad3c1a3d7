internal import COCO
internal import Geometry

extension Segmentation {
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
