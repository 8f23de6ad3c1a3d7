public import Geometry

extension LabelImage {
    /// The pixels of one value.
    public struct Region: Sendable, Hashable {
        /// The value, which is not 0.
        public var value: UInt32
        /// The pixels that have it.
        public var mask: RunLengthMask
    }

    /// The pixels of each value but 0, which is background; the lowest value comes first.
    /// - Parameters:
    ///   - ignored: Further values to leave out, such as the 255 by which Pascal VOC marks borders.
    ///   - maximum: The most values that the picture may have. A photograph taken for a mask has millions.
    /// - Throws: `ImagingError.tooManyInstances` where there are more values than that.
    /// Complexity: O(*w* × *h*), however many values there are.
    public func regions(
        ignoring ignored: Set<UInt32> = [], maximum: Int = 1_000_000
    ) throws(ImagingError) -> [Region] {
        var slots: [UInt32: Int] = [:]
        var builders: [RunLengthMask.Builder] = []
        var last: (value: UInt32, slot: Int?) = (0, nil)
        let (width, height) = (size.width, size.height)
        for column in 0..<width {
            var row = 0
            while row < height {
                let value = values[row * width + column]
                let start = row
                repeat { row += 1 } while row < height && values[row * width + column] == value
                if value == 0 { continue }
                if value != last.value {
                    last = (value, slots[value])
                    if last.slot == nil, !ignored.contains(value) {
                        guard builders.count < maximum else {
                            throw .tooManyInstances(found: maximum + 1, maximum: maximum)
                        }
                        last.slot = builders.count
                        slots[value] = builders.count
                        builders.append(try building { () throws(GeometryError) in try .init(size: size) })
                    }
                }
                guard let slot = last.slot else { continue }
                try building { () throws(GeometryError) in
                    try builders[slot].append(column: column, rows: start..<row)
                }
            }
        }
        return slots.sorted { $0.key < $1.key }.map { Region(value: $0.key, mask: builders[$0.value].finish()) }
    }

    /// The pixels whose value is not 0, as one mask.
    public func foreground(ignoring ignored: Set<UInt32> = []) throws(ImagingError) -> RunLengthMask {
        let pixels = values.map { value in value == 0 || ignored.contains(value) ? 0 as UInt8 : 1 }
        return try building { () throws(GeometryError) in try RunLengthMask(bitmap: pixels, size: size) }
    }

    /// Geometry has the same limit on sizes, and runs come in order: nothing can be wrong that was right here.
    private func building<Value>(_ body: () throws(GeometryError) -> Value) throws(ImagingError) -> Value {
        do {
            return try body()
        } catch {
            throw .invalidSize(size, reason: error.description)
        }
    }
}
