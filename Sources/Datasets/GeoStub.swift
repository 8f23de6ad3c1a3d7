internal import Geometry

extension RunLengthMask {
    func cocoPolygons(simplifiedTo tolerance: Double = 0) -> [[Double]] {
        polygons(simplifiedTo: tolerance).map { $0.outline.flatMap { [$0.x, $0.y] } }
    }
}
