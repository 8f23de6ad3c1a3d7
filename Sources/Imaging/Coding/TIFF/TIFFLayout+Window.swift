internal import Files
internal import Geometry

extension TIFFLayout {
    /// The layout of the strips or tiles that a region touches, and where the region lies in their picture.
    ///
    /// Of strips without compression it has the rows' own bytes alone, whatever the strips' size.
    /// - Throws: `ImagingError.undecodable` where strips or tiles are missing.
    func window(_ region: PixelRegion, name: String) throws(ImagingError) -> (layout: TIFFLayout, region: PixelRegion) {
        if region == PixelRegion(size) { return (self, region) }
        let count = piecesAcross * piecesDown
        let planes = isPlanar ? samples : 1
        guard offsets.count / planes >= count else {
            throw .undecodable(
                file: name, format: .tiff,
                reason: "there are \(offsets.count) strips or tiles, of which \(Int.product(count, planes)) are needed")
        }
        if isSliceable {
            let places = Int.product(32, planes, region.height)
            if places > 1 << 22 { try checkMemory(places, for: "the places of its rows", of: name) }
            return slices(region, planes: planes, count: count)
        }
        let (left, top) = (region.x / piece.width, region.y / piece.height)
        let right = min((region.x + region.width + piece.width - 1) / piece.width, piecesAcross)
        let bottom = min((region.y + region.height + piece.height - 1) / piece.height, piecesDown)
        var window = self
        window.size = ImageSize(
            width: min(right * piece.width, size.width) - left * piece.width,
            height: min(bottom * piece.height, size.height) - top * piece.height)
        // Strips are as wide as the picture, and the last may be the only one.
        if !isTiled { window.piece.height = min(piece.height, window.size.height) }
        window.offsets = []
        window.byteCounts = byteCounts.map { _ in [] }
        for plane in 0..<planes {
            for row in top..<bottom {
                let start = plane * count + row * piecesAcross
                window.offsets += offsets[(start + left)..<(start + right)]
                if let byteCounts {
                    guard byteCounts.count >= start + right else {
                        throw .undecodable(
                            file: name, format: .tiff,
                            reason:
                                "there are \(byteCounts.count) lengths of strips or tiles, of which \(count) are needed"
                        )
                    }
                    window.byteCounts? += byteCounts[(start + left)..<(start + right)]
                }
            }
        }
        let inner = PixelRegion(
            x: region.x - left * piece.width, y: region.y - top * piece.height, width: region.width,
            height: region.height)
        return (window, inner)
    }

    /// Whether rows of it can be read without what is beside and above them.
    private var isSliceable: Bool {
        compression == TIFFCompression.none.rawValue && !isTiled && predictor == 1
            && (photometric != 6 || subsampling == (1, 1))
    }

    private func slices(
        _ region: PixelRegion, planes: Int, count: Int
    ) -> (layout: TIFFLayout, region: PixelRegion) {
        let pixelBits = (isPlanar ? 1 : samples) * bits
        // Values that are no whole bytes begin anew with every eighth pixel.
        let step = pixelBits % 8 == 0 ? 1 : 8
        let left = region.x / step * step
        let width = region.x + region.width - left
        let rowBytes = (Int.product(size.width, pixelBits) + 7) / 8
        var window = self
        window.size = ImageSize(width: width, height: region.height)
        window.piece = ImageSize(width: width, height: 1)
        window.byteCounts = nil
        window.offsets = []
        window.offsets.reserveCapacity(planes * region.height)
        for plane in 0..<planes {
            for row in region.y..<(region.y + region.height) {
                let strip = offsets[plane * count + row / piece.height]
                window.offsets.append(
                    .sum(strip, .product(row % piece.height, rowBytes), left * pixelBits / 8))
            }
        }
        return (window, PixelRegion(x: region.x - left, y: 0, width: region.width, height: region.height))
    }
}
