extension RunLengthMask {
    /// The compressed counts of COCO's annotation and result files.
    ///
    /// Each count, from the fourth on less the one two before it, is written in groups of five bits, the lowest first,
    /// as characters from `0` on; a sixth bit says that more follow, and the last group's highest bit is the sign.
    /// Source: pycocotools' `encode`.
    public var cocoString: String { String(decoding: cocoBytes, as: UTF8.self) }

    /// The characters of `cocoString`, as a file holds them.
    public var cocoBytes: [UInt8] {
        // Seven groups hold any difference of two 32-bit counts.
        [UInt8](unsafeUninitializedCapacity: 7 * counts.count) { bytes, length in
            counts.withUnsafeBufferPointer { counts in
                for index in 0..<counts.count {
                    var value = Int(counts[index])
                    if index > 2 { value -= Int(counts[index - 2]) }
                    // One group holds −16…15; with more to come, the sixth bit is set.
                    while !(-16...15).contains(value) {
                        bytes.initializeElement(at: length, to: UInt8(truncatingIfNeeded: value & 0x1f | 0x20) + 48)
                        length += 1
                        value >>= 5
                    }
                    bytes.initializeElement(at: length, to: UInt8(truncatingIfNeeded: value & 0x1f) + 48)
                    length += 1
                }
            }
        }
    }

    /// Creates a mask from COCO's compressed counts.
    /// - Parameters:
    ///   - cocoString: The compressed counts, as `cocoString` gives them.
    ///   - size: The size of the image.
    /// - Throws: `GeometryError` where the string is malformed or cut off, or its counts do not add up to the image's area.
    /// Source: pycocotools' `decode`.
    public init(cocoString: String, size: ImageSize) throws(GeometryError) {
        var string = cocoString
        let result = string.withUTF8 { bytes in
            Result { () throws(GeometryError) in try RunLengthMask(cocoBytes: bytes, size: size) }
        }
        self = try result.get()
    }

    /// Creates a mask from the characters of COCO's compressed counts, as a file holds them.
    /// - Parameters:
    ///   - cocoBytes: The characters of the compressed counts.
    ///   - size: The size of the image.
    /// - Throws: What `init(cocoString:size:)` throws.
    /// Complexity: O(*n*) in the bytes.
    public init(cocoBytes bytes: UnsafeBufferPointer<UInt8>, size: ImageSize) throws(GeometryError) {
        let area = try RunLengthMask.checkedArea(of: size)
        var reader = CompressedCounts(bytes)
        let counts = [UInt32](unsafeUninitializedCapacity: reader.lastGroups) { counts, count in
            count = reader.read(into: counts)
        }
        if let error = reader.error { throw error }
        guard reader.total == area else { throw .wrongTotal(expected: area, found: reader.total) }
        if reader.isCanonical, !counts.isEmpty {
            try RunLengthMask.checkWidth(of: counts, size: size)
            self.init(size: size, canonical: counts)
        } else {
            try self.init(size: size, counts: counts)
        }
    }
}

/// The numbers behind COCO's compressed counts.
private struct CompressedCounts {
    /// What is wrong with the characters.
    private(set) var error: GeometryError?
    /// The sum of the numbers.
    private(set) var total = 0
    /// Whether no number but the first is 0.
    private(set) var isCanonical = true

    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// How many characters end a number.
    var lastGroups: Int {
        var count = 0
        for byte in bytes { count &+= (byte &- 48) & 0x20 == 0 ? 1 : 0 }
        return count
    }

    /// Reads numbers up to the end or to the first error, and returns how many there were.
    mutating func read(into counts: UnsafeMutableBufferPointer<UInt32>) -> Int {
        var count = 0
        var value = 0
        var shift = 0
        for offset in 0..<bytes.count {
            let group = bytes[offset] &- 48
            guard group < 64 else {
                error = .unexpectedByte(offset: offset, found: bytes[offset])
                return count
            }
            value |= Int(group & 0x1f) << shift
            shift += 5
            if group & 0x20 != 0 {
                // Seven groups hold any difference of two 32-bit counts; the shift must stay inside an Int.
                if shift <= 40 { continue }
                error = .countOutOfRange(offset: offset + 1)
                return count
            }
            if group & 0x10 != 0 { value |= -1 << shift }
            if count > 2 { value += Int(counts[count - 2]) }
            guard let number = UInt32(exactly: value) else {
                error = .countOutOfRange(offset: offset + 1)
                return count
            }
            counts.initializeElement(at: count, to: number)
            if number == 0, count > 0 { isCanonical = false }
            total += value
            count += 1
            value = 0
            shift = 0
        }
        if shift > 0 { error = .truncatedCounts(offset: bytes.count) }
        return count
    }
}

extension RunLengthMask: Codable {
    private enum CodingKeys: String, CodingKey {
        case size
        case counts
    }

    /// Decodes COCO's `{"size": [height, width], "counts": …}`, the counts compressed or as a list of numbers.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let sides = try container.decode([Int].self, forKey: .size)
        guard sides.count == 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .size, in: container,
                debugDescription: "a mask's size should be [height, width], but has \(sides.count) numbers")
        }
        let size = ImageSize(width: sides[1], height: sides[0])
        do throws(GeometryError) {
            if let counts = try? container.decode([UInt32].self, forKey: .counts) {
                try self.init(size: size, counts: counts)
                return
            }
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: error.description)
        }
        let string = try container.decode(String.self, forKey: .counts)
        do throws(GeometryError) {
            try self.init(cocoString: string, size: size)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: container, debugDescription: error.description)
        }
    }

    /// Encodes COCO's `{"size": [height, width], "counts": "…"}`, the counts compressed.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode([size.height, size.width], forKey: .size)
        try container.encode(cocoString, forKey: .counts)
    }
}
