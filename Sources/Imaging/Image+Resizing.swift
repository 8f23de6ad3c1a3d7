internal import Files
public import Geometry

extension Image {
    /// The picture at another size, its pixels averaged or interpolated with a Lanczos kernel.
    /// - Throws: `ImagingError.invalidSize` where a side is below 1 or above 1,000,000, or the picture has no pixels.
    public func resized(to newSize: ImageSize) throws(ImagingError) -> Image {
        try checkResizing(to: newSize)
        if newSize == size { return self }
        return try Image(size: newSize, pixels: Vips.resize(self, to: newSize))
    }

    /// Makes sure that the picture can have another size.
    func checkResizing(to newSize: ImageSize) throws(ImagingError) {
        guard size.area > 0 else { throw .invalidSize(size, reason: "a picture without pixels cannot be resized") }
        guard (1...1_000_000).contains(newSize.width), (1...1_000_000).contains(newSize.height) else {
            throw .invalidSize(newSize, reason: "sides should be from 1 to 1000000")
        }
        try checkMemory(
            .product(6, newSize.width, newSize.height), for: "resizing", of: "a picture of \(newSize) pixels")
    }

    /// The picture made as large as fits into a size, its shape kept.
    /// - Parameters:
    ///   - bounds: The size that it may fill.
    ///   - enlarges: Whether a picture that is smaller grows.
    /// - Throws: `ImagingError.invalidSize` where the bounds are empty or the picture has no pixels.
    public func fitted(within bounds: ImageSize, enlarges: Bool = false) throws(ImagingError) -> Image {
        try resized(to: size.fitted(within: bounds, enlarges: enlarges))
    }
}

extension ImageSize {
    /// The largest size of this shape inside other bounds, each side at least 1.
    func fitted(within bounds: ImageSize, enlarges: Bool) -> ImageSize {
        guard area > 0 else { return self }
        let scale = min(Double(bounds.width) / Double(width), Double(bounds.height) / Double(height))
        if scale >= 1 && !enlarges { return self }
        return ImageSize(
            width: min(bounds.width, max(1, Int((Double(width) * scale).rounded()))),
            height: min(bounds.height, max(1, Int((Double(height) * scale).rounded()))))
    }
}
