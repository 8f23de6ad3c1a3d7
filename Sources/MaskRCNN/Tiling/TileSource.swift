public import Geometry
public import Imaging

/// An image of which regions can be read, however large it is.
public protocol TileSource: Sendable {
    /// The size of the image.
    var size: ImageSize { get }

    /// The pixels of a region, which lies inside the image.
    ///
    /// - Throws: `ImagingError` where it cannot be read.
    func region(_ region: PixelRegion) throws(ImagingError) -> Image
}

extension Image: TileSource {
    /// The pixels of a region.
    public func region(_ region: PixelRegion) -> Image {
        cropped(columns: region.x..<region.x + region.width, rows: region.y..<region.y + region.height)
    }
}

extension LargeImage: TileSource {}
