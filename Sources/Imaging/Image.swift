public import Geometry

/// A picture: 8-bit sRGB, three bytes a pixel (red, green, blue), row by row from the top left.
public struct Image: Sendable, Hashable {
    /// The picture's size in pixels.
    public let size: ImageSize

    /// The bytes: pixel (x, y) begins at 3 · (y · width + x).
    public private(set) var pixels: [UInt8]

    /// Creates a picture from its bytes.
    /// - Throws: `ImagingError.invalidSize` where a side is negative or the area immense,
    ///   `ImagingError.wrongPixelCount` where there are not three bytes a pixel.
    public init(size: ImageSize, pixels: [UInt8]) throws(ImagingError) {
        let expected = try size.checkedArea() * 3
        guard pixels.count == expected else {
            throw .wrongPixelCount(size: size, expected: expected, found: pixels.count)
        }
        self.init(size: size, checked: pixels)
    }

    /// Creates a picture of one colour.
    /// - Throws: `ImagingError.invalidSize` where a side is negative or the area immense.
    public init(size: ImageSize, filledWith color: Color) throws(ImagingError) {
        let area = try size.checkedArea()
        let pixels = [UInt8](unsafeUninitializedCapacity: area * 3) { buffer, count in
            for index in 0..<area {
                buffer[3 * index] = color.red
                buffer[3 * index + 1] = color.green
                buffer[3 * index + 2] = color.blue
            }
            count = area * 3
        }
        self.init(size: size, checked: pixels)
    }

    /// `pixels` must have three bytes for each pixel of `size`.
    init(size: ImageSize, checked pixels: [UInt8]) {
        self.size = size
        self.pixels = pixels
    }

    /// The colour of a pixel, which must lie inside the picture.
    public subscript(x: Int, y: Int) -> Color {
        get {
            let index = offset(x, y)
            return Color(red: pixels[index], green: pixels[index + 1], blue: pixels[index + 2])
        }
        set {
            let index = offset(x, y)
            pixels[index] = newValue.red
            pixels[index + 1] = newValue.green
            pixels[index + 2] = newValue.blue
        }
    }

    /// Gives a closure all bytes to change in place.
    public mutating func withUnsafeMutablePixels<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try pixels.withUnsafeMutableBufferPointer { buffer throws(Failure) in try body(buffer) }
    }

    private func offset(_ x: Int, _ y: Int) -> Int {
        precondition(x >= 0 && x < size.width && y >= 0 && y < size.height, "(\(x), \(y)) is outside \(size) pixels")
        return 3 * (y * size.width + x)
    }
}

extension ImageSize {
    /// The area, where bytes for it can be counted without overflow.
    func checkedArea() throws(ImagingError) -> Int {
        guard width >= 0, height >= 0 else { throw .invalidSize(self, reason: "sides must not be negative") }
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, area < 1 << 40 else { throw .invalidSize(self, reason: "the area must be below 2⁴⁰") }
        // What is small needs no look at the budget.
        if area > 1 << 22 { try checkMemory(3 * area, for: "its pixels", of: "a picture of \(self) pixels") }
        return area
    }
}
