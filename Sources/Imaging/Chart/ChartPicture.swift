internal import Geometry

/// Makes pixels of SVG text, through libvips and librsvg.
enum ChartPicture {
    /// Cairo, which librsvg draws with, holds no longer sides.
    static let longestSide = 32_000.0

    static func image(
        of svg: String, _ size: (width: Double, height: Double), scale: Double
    ) throws(ImagingError) -> Image {
        let (width, height) = (size.width * scale, size.height * scale)
        guard width >= 1, height >= 1, max(width, height) <= longestSide else {
            let bounded = { (side: Double) in Int(min(max(side.isNaN ? 0 : side, -1e9), 1e9)) }
            throw .invalidSize(
                ImageSize(width: bounded(width), height: bounded(height)),
                reason: "a chart's sides should be from 1 to \(Int(longestSide))")
        }
        guard Vips.drawsSVG else {
            throw .libraryFailed(
                reason: "this libvips was built without librsvg, which draws charts; they can still be written as SVG")
        }
        try TextRenderer.requireFont()
        let drawn = try Vips.draw(svg: svg, scale: scale)
        return try Image(size: drawn.size, pixels: drawn.bytes)
    }
}
