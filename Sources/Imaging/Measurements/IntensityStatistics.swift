public import Geometry

/// What the values of a picture are inside an object, in one channel.
///
/// Source: scikit-image's `intensity_mean`, `intensity_min`, `intensity_max`, `intensity_std` (of the pixels themselves, not estimated from a
/// sample) and the sum that they come from.
public struct IntensityStatistics: Sendable, Hashable {
    /// The sum of the values.
    public let sum: Double
    /// The mean of the values.
    public let mean: Double
    /// The lowest value.
    public let minimum: Double
    /// The highest value.
    public let maximum: Double
    /// The root of the mean squared difference from the mean.
    public let standardDeviation: Double

    /// The statistics of each channel of a picture inside a mask; none where the mask has no pixels.
    /// - Parameters:
    ///   - values: The picture's values, row by row from the top left, those of a pixel's channels side by side.
    ///   - channels: How many channels the picture has.
    ///   - mask: The object's pixels.
    /// - Throws: `ImagingError.wrongPixelCount` where there is not one value for each pixel of the mask and channel.
    /// Complexity: O(*n*) in the pixels of the mask.
    public static func measure<Value: BinaryInteger>(
        _ values: UnsafeBufferPointer<Value>, channels: Int, in mask: RunLengthMask
    ) throws(ImagingError) -> [IntensityStatistics] {
        try measure(values.count, channels: channels, in: mask) { Double(values[$0]) }
    }

    /// The same for fractions.
    public static func measure<Value: BinaryFloatingPoint>(
        _ values: UnsafeBufferPointer<Value>, channels: Int, in mask: RunLengthMask
    ) throws(ImagingError) -> [IntensityStatistics] {
        try measure(values.count, channels: channels, in: mask) { Double(values[$0]) }
    }

    @inline(__always)
    private static func measure(
        _ count: Int, channels: Int, in mask: RunLengthMask, _ value: (Int) -> Double
    ) throws(ImagingError) -> [IntensityStatistics] {
        let expected = mask.size.area * max(channels, 0)
        guard count == expected else { throw .wrongPixelCount(size: mask.size, expected: expected, found: count) }
        if mask.isEmpty { return [] }
        let width = mask.size.width
        return (0..<max(channels, 0)).map { channel in
            var (number, sum, low, high) = (0, 0.0, Double.infinity, -Double.infinity)
            mask.forEachRun { column, rows in
                number += rows.count
                for row in rows {
                    let value = value((row * width + column) * channels + channel)
                    sum += value
                    low = min(low, value)
                    high = max(high, value)
                }
            }
            let mean = sum / Double(number)
            var squares = 0.0
            mask.forEachRun { column, rows in
                for row in rows {
                    let difference = value((row * width + column) * channels + channel) - mean
                    squares += difference * difference
                }
            }
            return IntensityStatistics(
                sum: sum, mean: mean, minimum: low, maximum: high,
                standardDeviation: (squares / Double(number)).squareRoot())
        }
    }
}

extension Image {
    /// The statistics of red, green and blue inside a mask; none where the mask has no pixels.
    /// - Throws: `ImagingError.sizesDiffer` where the mask is of another size.
    public func intensities(in mask: RunLengthMask) throws(ImagingError) -> [IntensityStatistics] {
        guard mask.size == size else { throw .sizesDiffer(expected: size, found: mask.size) }
        let result = pixels.withUnsafeBufferPointer { values in
            Result { () throws(ImagingError) in
                try IntensityStatistics.measure(values, channels: 3, in: mask)
            }
        }
        return try result.get()
    }
}
