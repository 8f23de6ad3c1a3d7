extension RunLengthMask {
    /// The compressed counts of COCO's annotation and result files.
    ///
    /// Each count, from the fourth on less the one two before it, is written in groups of five bits, the lowest first,
    /// as characters from `0` on; a sixth bit says that more follow, and the last group's highest bit is the sign.
    /// Source: pycocotools' `encode`.
    public var cocoString: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(counts.count * 2)
        for index in counts.indices {
            var value = Int(counts[index])
            if index > 2 { value -= Int(counts[index - 2]) }
            var goesOn = true
            while goesOn {
                var group = UInt8(truncatingIfNeeded: value & 0x1f)
                value >>= 5
                goesOn = group & 0x10 != 0 ? value != -1 : value != 0
                if goesOn { group |= 0x20 }
                bytes.append(group + 48)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Creates a mask from COCO's compressed counts.
    /// - Parameters:
    ///   - cocoString: The compressed counts, as `cocoString` gives them.
    ///   - size: The size of the image.
    /// - Throws: `GeometryError` where the string is malformed or cut off, or its counts do not add up to the image's area.
    /// Source: pycocotools' `decode`.
    public init(cocoString: String, size: ImageSize) throws(GeometryError) {
        var counts: [UInt32] = []
        var value = 0
        var shift = 0
        var offset = 0
        for byte in cocoString.utf8 {
            guard byte >= 48, byte < 48 + 64 else { throw .unexpectedByte(offset: offset, found: byte) }
            offset += 1
            let group = byte - 48
            value |= Int(group & 0x1f) << shift
            shift += 5
            if group & 0x20 != 0 {
                // Seven groups hold any difference of two 32-bit counts; the shift must stay inside an Int.
                guard shift <= 40 else { throw .countOutOfRange(offset: offset) }
                continue
            }
            if group & 0x10 != 0 { value |= -1 << shift }
            if counts.count > 2 { value += Int(counts[counts.count - 2]) }
            guard let count = UInt32(exactly: value) else { throw .countOutOfRange(offset: offset) }
            counts.append(count)
            value = 0
            shift = 0
        }
        guard shift == 0 else { throw .truncatedCounts(offset: offset) }
        try self.init(size: size, counts: counts)
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
