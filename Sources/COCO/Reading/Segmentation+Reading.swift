internal import Geometry

extension JSONReader {
    /// Reads a segmentation in any of COCO's forms; null and an empty list are none.
    mutating func readSegmentation() throws(JSONFailure) -> Segmentation? {
        switch byte {
        case UInt8(ascii: "n"):
            try readLiteral("null")
            return nil
        case UInt8(ascii: "["): return try readPolygons()
        case UInt8(ascii: "{"): return try readRunLengths()
        default: throw wrongValue(expected: "a list of polygons or an object with size and counts")
        }
    }

    /// Rings of too few numbers, or of an odd count, are read as they are: which object has one is for a check to say.
    private mutating func readPolygons() throws(JSONFailure) -> Segmentation? {
        var rings: [[Double]] = []
        position += 1
        var isFirst = true
        while try nextElement(&isFirst) {
            if byte == UInt8(ascii: "{") {
                rings.append(try readPolygonWithHoles())
                continue
            }
            try readNumbers()
            rings.append(numbersAlone)
        }
        return rings.isEmpty ? nil : .polygons(rings)
    }

    /// A copy of `numbers` without their spare room, which would outweigh them: a plain copy would share it.
    private var numbersAlone: [Double] {
        Array(unsafeUninitializedCapacity: numbers.count) { buffer, count in
            count = numbers.count
            _ = buffer.initialize(from: numbers)
        }
    }

    /// Reads a list of numbers into `numbers`.
    private mutating func readNumbers() throws(JSONFailure) {
        numbers.removeAll(keepingCapacity: true)
        try enterList(expected: "a polygon, which is a list of numbers")
        var isFirst = true
        while try nextElement(&isFirst) { numbers.append(try readDouble()) }
    }

    /// The counts of a mask as they stand in the file.
    private enum Counts {
        /// In `lengths`.
        case list
        case compressed(JSONString)
    }

    private mutating func readRunLengths() throws(JSONFailure) -> Segmentation {
        let start = position
        if try isPolygonWithHoles() { return .polygons([try readPolygonWithHoles()]) }
        var size: (value: ImageSize, offset: Int)?
        var counts: (value: Counts, offset: Int)?
        position += 1
        var isFirst = true
        while let name = try nextName(&isFirst) {
            let offset = position
            if self.is(name, "size") {
                size = (try readMaskSize(), offset)
            } else if self.is(name, "counts") {
                counts = (try readCounts(), offset)
            } else {
                try skipValue()
            }
        }
        guard let size else { throw missing("size", at: start, expected: "the mask's [height, width]") }
        guard let counts else { throw missing("counts", at: start, expected: "the mask's run lengths") }
        do throws(GeometryError) {
            switch counts.value {
            case .list:
                return .runLengths(try RunLengthMask(size: size.value, counts: lengths), isCompressed: false)
            case .compressed(let string):
                return .runLengths(try mask(compressed: string, size: size.value), isCompressed: true)
            }
        } catch {
            throw failure(error, size: size.offset, counts: counts.offset)
        }
    }

    private mutating func readMaskSize() throws(JSONFailure) -> ImageSize {
        let start = position
        let expected = "a list of two numbers: height, width"
        try enterList(expected: expected)
        var sides: [Int] = []
        var isFirst = true
        while try nextElement(&isFirst) {
            let side = try readSide()
            if sides.count < 3 { sides.append(side) }
        }
        guard sides.count == 2 else {
            throw wrongValue(at: start, expected: expected, found: "a list of \(sides.count > 2 ? "more" : "fewer")")
        }
        return ImageSize(width: sides[1], height: sides[0])
    }

    private mutating func readCounts() throws(JSONFailure) -> Counts {
        if byte == UInt8(ascii: "\"") { return .compressed(try scanString()) }
        lengths.removeAll(keepingCapacity: true)
        try enterList(expected: "run lengths, as a string or a list of numbers")
        var isFirst = true
        while try nextElement(&isFirst) {
            let count = try readInteger(in: 0...Int(UInt32.max), expected: "a run length from 0 to \(UInt32.max)")
            lengths.append(UInt32(count))
        }
        return .list
    }

    private mutating func mask(compressed string: JSONString, size: ImageSize) throws(GeometryError) -> RunLengthMask {
        guard string.isEscaped else {
            let counts = UnsafeRawBufferPointer(rebasing: bytes[string.start..<string.end])
            return try RunLengthMask(cocoBytes: counts.assumingMemoryBound(to: UInt8.self), size: size)
        }
        unescaped.removeAll(keepingCapacity: true)
        // Half of a surrogate pair leaves a string too short, which the counts' total then tells.
        _ = unescape(string, into: &unescaped)
        return try unescaped.withUnsafeBufferPointer { (counts) throws(GeometryError) in
            try RunLengthMask(cocoBytes: counts, size: size)
        }
    }

    private func failure(_ error: GeometryError, size: Int, counts: Int) -> JSONFailure {
        switch error {
        case .invalidSize(let found):
            wrongValue(
                at: size, expected: "a size whose area fits 32 bits", found: "\(found.height) × \(found.width)")
        case .wrongTotal(let expected, let found):
            wrongValue(
                at: counts, expected: "run lengths that add up to the mask's \(expected) pixels",
                found: "lengths that add up to \(found)")
        case .unexpectedByte(let offset, let found):
            wrongValue(
                at: counts, expected: "run lengths compressed to characters from 0 to o",
                found: "a string whose byte \(offset) is \(found)")
        case .truncatedCounts(let offset):
            wrongValue(
                at: counts, expected: "compressed run lengths",
                found: "a string that ends inside a number, at byte \(offset)")
        case .countOutOfRange(let offset):
            wrongValue(
                at: counts, expected: "compressed run lengths of 32 bits",
                found: "a string with another number before byte \(offset)")
        default:
            wrongValue(at: counts, expected: "the mask's run lengths", found: "not: \(error)")
        }
    }
}
