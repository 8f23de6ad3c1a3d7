public import Geometry

/// A picture that shapes are drawn on, their borders smooth: for demonstrations and tests that need no photograph.
///
/// Coordinates are continuous pixels, x to the right and y down. Shapes with edges beyond ±10⁷, or that are no numbers,
/// are not drawn.
public struct Canvas: Sendable {
    /// The picture so far.
    public private(set) var image: Image

    /// Starts with a picture filled with paint.
    /// - Throws: `ImagingError.invalidSize` where a side is negative or the area immense.
    public init(size: ImageSize, background: Paint) throws(ImagingError) {
        image = try Image(size: size, filledWith: .white)
        fillRectangle(Box(x1: 0, y1: 0, x2: Float(size.width), y2: Float(size.height)), with: background)
    }

    /// Fills a rectangle, its corners rounded by a radius.
    public mutating func fillRectangle(
        _ box: Box, cornerRadius: Float = 0, with paint: Paint, opacity: Float = 1
    ) {
        fill(box, with: paint, opacity, roundedRectangleDistance(box, radius: cornerRadius))
    }

    /// Fills the ellipse that touches the sides of a box.
    public mutating func fillEllipse(in box: Box, with paint: Paint, opacity: Float = 1) {
        fill(box, with: paint, opacity, ellipseDistance(box))
    }

    /// Fills a polygon, without its holes.
    public mutating func fillPolygon(_ polygon: Polygon, with paint: Paint, opacity: Float = 1) {
        fill(polygon.boundingBox, with: paint, opacity, polygonDistance(polygon))
    }

    /// Adds to every value a random number between −`amplitude` and `amplitude`, the same for the same seed.
    public mutating func addNoise(amplitude: Int, seed: UInt64) {
        let amplitude = min(max(amplitude, 0), 255)
        var generator = SplitMix64(seed: seed)
        image.withUnsafeMutablePixels { pixels in
            for index in pixels.indices {
                let value = Int(pixels[index]) + Int.random(in: -amplitude...amplitude, using: &generator)
                pixels[index] = UInt8(min(max(value, 0), 255))
            }
        }
    }

    private mutating func fill(
        _ box: Box, with paint: Paint, _ opacity: Float, _ distance: (Float, Float) -> Float
    ) {
        guard box.isDrawable else { return }
        var coverage = Coverage(around: box.expanded(by: 1), in: image.size)
        coverage.fill(distance)
        coverage.blend(paint, opacity: opacity, into: &image)
    }
}
