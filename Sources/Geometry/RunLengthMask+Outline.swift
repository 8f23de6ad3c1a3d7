extension RunLengthMask {
    /// The mask's regions as polygons whose rings run along the borders of pixels.
    ///
    /// Each polygon is one region of pixels that share sides, with its holes. Points are corners of pixels, outer rings
    /// run clockwise on a screen and holes the other way. A ring may touch itself or another at a corner, and never
    /// crosses. Without a tolerance, the pixels whose centres lie inside the polygons are exactly the mask's.
    /// - Parameter tolerance: How far, in pixels, a dropped point may lie from the simplified ring (0 drops none).
    /// Complexity: O(*n*) in the number of vertical runs, without a tolerance.
    public func polygons(simplifiedTo tolerance: Double = 0) -> [Polygon] {
        var tracer = OutlineTracer(self)
        // One region has one outer ring, and its holes run along the same region.
        var polygons: [Polygon] = []
        var polygonOfRegion: [Int: Int] = [:]
        var holes: [(region: Int, ring: [Point])] = []
        for (region, ring) in tracer.rings() {
            if signedArea(of: ring) > 0 {
                polygonOfRegion[region] = polygons.count
                polygons.append(Polygon(outline: simplified(ring, tolerance: tolerance)))
            } else {
                holes.append((region, simplified(ring, tolerance: tolerance)))
            }
        }
        for (region, ring) in holes {
            if let index = polygonOfRegion[region] { polygons[index].holes.append(ring) }
        }
        return polygons
    }

    /// The mask's regions as COCO writes polygons: for each region one flat ring x, y, x, y … in continuous pixels.
    ///
    /// COCO's polygons have no holes; the ring of a region with holes also runs along these, over bridges without area
    /// (`Polygon.joinedRing`). Without a tolerance COCO's rasteriser draws exactly this mask from the rings
    /// (`init(cocoPolygons:size:)`).
    /// - Parameter tolerance: How far, in pixels, a dropped point may lie from the simplified ring (0 drops none).
    public func cocoPolygons(simplifiedTo tolerance: Double = 0) -> [[Double]] {
        polygons(simplifiedTo: tolerance).map { $0.joinedRing.flatMap { [$0.x, $0.y] } }
    }
}
