public import Geometry

/// How another library resizes pictures of bytes: networks see the pixels that their training made. Both are bilinear and equal to the
/// library's, byte for byte.
public enum ByteInterpolation: Sendable, Hashable {
    /// Pillow's `BILINEAR`: what a picture that shrinks has is averaged over all pixels that one covers, across first and then down. Of Pillow
    /// 11 to 13; where the height shrinks much more than the width, 13 goes down first, which moves some bytes by one.
    case pillow
    /// OpenCV's `INTER_LINEAR`: the nearest four pixels, however much a picture shrinks; half the size is the mean of four. Of OpenCV 5.0.
    case openCV
}

extension Image {
    /// The picture at another size, as another library makes it.
    ///
    /// - Throws: `ImagingError.invalidSize` where a side is below 1 or above 1,000,000, or the picture has no pixels.
    /// - Complexity: O(pixels of both sizes).
    public func resized(to newSize: ImageSize, as interpolation: ByteInterpolation) throws(ImagingError) -> Image {
        try checkResizing(to: newSize)
        if newSize == size { return self }
        switch interpolation {
        case .pillow:
            let columns = PillowWeights(from: size.width, to: newSize.width)
            let rows = PillowWeights(from: size.height, to: newSize.height)
            // Across first, rounded to bytes, then down.
            let across = size.width == newSize.width ? self : try resizedAcross(by: columns)
            return size.height == newSize.height ? across : try across.resizedDown(by: rows)
        case .openCV:
            let isHalf = size.width == 2 * newSize.width && size.height == 2 * newSize.height
            return isHalf ? try halved() : try resizedAsOpenCV(to: newSize)
        }
    }
}

// MARK: Pillow

/// The weights of Pillow's bilinear filter along an axis, in whole numbers of 2⁻²².
private struct PillowWeights {
    static let bits = 22
    /// Of each new pixel the first old one that it sees.
    var starts: [Int] = []
    var weights: [[Int32]] = []

    init(from old: Int, to new: Int) {
        let scale = Double(old) / Double(new)
        // A picture that shrinks is seen by a filter as wide as its new pixels.
        let support = max(scale, 1)
        for index in 0..<new {
            let center = (Double(index) + 0.5) * scale
            let first = max(0, Int(center - support + 0.5))
            let last = min(old, Int(center + support + 0.5))
            let values = (first..<max(first, last)).map { place in
                max(0, 1 - abs((Double(place) - center + 0.5) * (1 / support)))
            }
            // In this order: another would round otherwise.
            let sum = values.reduce(0, +)
            starts.append(first)
            weights.append(
                values.map { Int32((sum == 0 ? $0 : $0 / sum) * Double(1 << Self.bits) + 0.5) })
        }
    }

    /// A sum of weighted bytes as a byte.
    static func byte(_ sum: Int32) -> UInt8 { UInt8(clamping: sum >> Int32(bits)) }
    static let half = Int32(1 << (bits - 1))
}

extension Image {
    private func resizedAcross(by columns: PillowWeights) throws(ImagingError) -> Image {
        let old = size.width
        let new = columns.starts.count
        let bytes = pixels.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: 3 * new * size.height) { target, count in
                for row in 0..<size.height {
                    for column in 0..<new {
                        var sums = (PillowWeights.half, PillowWeights.half, PillowWeights.half)
                        var place = 3 * (row * old + columns.starts[column])
                        for weight in columns.weights[column] {
                            sums.0 &+= weight &* Int32(source[place])
                            sums.1 &+= weight &* Int32(source[place + 1])
                            sums.2 &+= weight &* Int32(source[place + 2])
                            place += 3
                        }
                        let result = 3 * (row * new + column)
                        target.initializeElement(at: result, to: PillowWeights.byte(sums.0))
                        target.initializeElement(at: result + 1, to: PillowWeights.byte(sums.1))
                        target.initializeElement(at: result + 2, to: PillowWeights.byte(sums.2))
                    }
                }
                count = 3 * new * size.height
            }
        }
        return try Image(size: ImageSize(width: new, height: size.height), pixels: bytes)
    }

    private func resizedDown(by rows: PillowWeights) throws(ImagingError) -> Image {
        let length = 3 * size.width
        let new = rows.starts.count
        let bytes = pixels.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: length * new) { target, count in
                var sums = [Int32](repeating: 0, count: length)
                for row in 0..<new {
                    for place in 0..<length { sums[place] = PillowWeights.half }
                    for (index, weight) in rows.weights[row].enumerated() {
                        let line = (rows.starts[row] + index) * length
                        for place in 0..<length { sums[place] &+= weight &* Int32(source[line + place]) }
                    }
                    for place in 0..<length {
                        target.initializeElement(at: row * length + place, to: PillowWeights.byte(sums[place]))
                    }
                }
                count = length * new
            }
        }
        return try Image(size: ImageSize(width: size.width, height: new), pixels: bytes)
    }
}

// MARK: OpenCV

/// Between which two pixels a new one lies, and their weights in whole numbers of 2⁻¹¹.
private struct OpenCVPlace {
    let low: Int
    let high: Int
    let weights: (Int32, Int32)

    /// - Parameter isRow: Along columns what lies beyond the first and the last pixel is that pixel; along rows it is the same pixel twice,
    ///   with both weights, which are rounded each.
    static func places(from old: Int, to new: Int, isRow: Bool) -> [OpenCVPlace] {
        let scale = 1 / (Double(new) / Double(old))
        return (0..<new).map { index in
            let center = Float((Double(index) + 0.5) * scale - 0.5)
            let low = Int(center.rounded(.down))
            let isBeyond = low < 0 || low >= old - 1
            let share = isBeyond && !isRow ? 0 : center - Float(low)
            func whole(_ weight: Float) -> Int32 { Int32((weight * 2048).rounded(.toNearestOrEven)) }
            func within(_ place: Int) -> Int { min(max(place, 0), old - 1) }
            return OpenCVPlace(low: within(low), high: within(low + 1), weights: (whole(1 - share), whole(share)))
        }
    }
}

extension Image {
    private func resizedAsOpenCV(to newSize: ImageSize) throws(ImagingError) -> Image {
        let columns = OpenCVPlace.places(from: size.width, to: newSize.width, isRow: false)
        let rows = OpenCVPlace.places(from: size.height, to: newSize.height, isRow: true)
        let length = 3 * newSize.width
        let bytes = pixels.withUnsafeBufferPointer { source in
            func across(_ row: Int, into line: inout [Int32]) {
                let start = 3 * row * size.width
                for (index, column) in columns.enumerated() {
                    for channel in 0..<3 {
                        let low = Int32(source[start + 3 * column.low + channel])
                        let high = Int32(source[start + 3 * column.high + channel])
                        line[3 * index + channel] = low &* column.weights.0 &+ high &* column.weights.1
                    }
                }
            }
            return [UInt8](unsafeUninitializedCapacity: length * newSize.height) { target, count in
                var above = [Int32](repeating: 0, count: length)
                var below = above
                for (index, row) in rows.enumerated() {
                    across(row.low, into: &above)
                    across(row.high, into: &below)
                    for place in 0..<length {
                        let upper = (row.weights.0 &* (above[place] >> 4)) >> 16
                        let lower = (row.weights.1 &* (below[place] >> 4)) >> 16
                        target.initializeElement(
                            at: index * length + place, to: UInt8(clamping: (upper &+ lower &+ 2) >> 2))
                    }
                }
                count = length * newSize.height
            }
        }
        return try Image(size: newSize, pixels: bytes)
    }

    /// Each pixel the mean of four.
    private func halved() throws(ImagingError) -> Image {
        let half = ImageSize(width: size.width / 2, height: size.height / 2)
        var bytes = [UInt8](repeating: 0, count: 3 * half.area)
        for row in 0..<half.height {
            for column in 0..<half.width {
                for channel in 0..<3 {
                    let place = 3 * (2 * row * size.width + 2 * column) + channel
                    let below = place + 3 * size.width
                    let sum = Int(pixels[place]) + Int(pixels[place + 3]) + Int(pixels[below]) + Int(pixels[below + 3])
                    bytes[3 * (row * half.width + column) + channel] = UInt8((sum + 2) >> 2)
                }
            }
        }
        return try Image(size: half, pixels: bytes)
    }
}
