public import Geometry

/// The pixels of an object of a large image: a mask of the smallest window around them, and where the window is.
///
/// A mask of the whole image has as many columns as that, and no image of over 2³² pixels has one.
public struct PlacedMask: Sendable, Hashable {
    /// The first column of the window, in pixels of the image.
    public let x: Int
    /// The first row of the window, in pixels of the image.
    public let y: Int
    /// The mask of the window.
    public let mask: RunLengthMask

    /// The part of a mask that has pixels, whose image lies at a place of a larger one.
    init(_ mask: RunLengthMask, x: Int, y: Int) {
        let (columns, rows) = mask.extent ?? (0..<0, 0..<0)
        self.x = x + columns.lowerBound
        self.y = y + rows.lowerBound
        self.mask = mask.cropped(columns: columns, rows: rows)
    }

    /// The number of pixels.
    public var area: Int { mask.area }

    /// The window.
    public var region: PixelRegion {
        PixelRegion(x: x, y: y, width: mask.size.width, height: mask.size.height)
    }

    /// The mask of the whole image.
    ///
    /// - Throws: `GeometryError.invalidSize` where the image has more than 2³² − 1 pixels.
    public func placed(in size: ImageSize) throws(GeometryError) -> RunLengthMask {
        try mask.placed(in: size, x: x, y: y)
    }

    /// The number of pixels inside a region.
    func area(in other: PixelRegion) -> Int {
        let columns = max(other.x - x, 0)..<max(other.x + other.width - x, other.x - x, 0)
        let rows = max(other.y - y, 0)..<max(other.y + other.height - y, other.y - y, 0)
        var area = 0
        mask.forEachRun { column, run in
            guard columns.contains(column) else { return }
            area += run.clamped(to: rows).count
        }
        return area
    }

    /// The number of pixels that are another's, too.
    ///
    /// Complexity: O(*n* + *m*) in the runs of both where the windows overlap.
    func commonArea(with other: PlacedMask) throws(GeometryError) -> Int {
        guard let shared = region.intersection(other.region) else { return 0 }
        return try part(in: shared).intersectionArea(with: other.part(in: shared))
    }

    /// The mask of a region inside the window.
    private func part(in region: PixelRegion) -> RunLengthMask {
        mask.cropped(
            columns: region.x - x..<region.x - x + region.width, rows: region.y - y..<region.y - y + region.height)
    }

    /// The pixels of any of several, of which there is at least one.
    static func union(_ masks: [PlacedMask]) throws(GeometryError) -> PlacedMask {
        let (x, y) = (masks.map(\.x).min() ?? 0, masks.map(\.y).min() ?? 0)
        let size = ImageSize(
            width: (masks.map { $0.x + $0.mask.size.width }.max() ?? 0) - x,
            height: (masks.map { $0.y + $0.mask.size.height }.max() ?? 0) - y)
        var placed: [RunLengthMask] = []
        for mask in masks { placed.append(try mask.mask.placed(in: size, x: mask.x - x, y: mask.y - y)) }
        return PlacedMask(try RunLengthMask.union(of: placed), x: x, y: y)
    }
}

extension PixelRegion {
    /// The pixels of both; nil where there are none.
    func intersection(_ other: PixelRegion) -> PixelRegion? {
        let (left, top) = (max(x, other.x), max(y, other.y))
        let (right, bottom) = (min(x + width, other.x + other.width), min(y + height, other.y + other.height))
        guard left < right, top < bottom else { return nil }
        return PixelRegion(x: left, y: top, width: right - left, height: bottom - top)
    }
}
