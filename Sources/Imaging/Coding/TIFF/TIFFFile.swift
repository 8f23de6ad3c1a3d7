/// The structure of a TIFF or BigTIFF file: its directories (pages) and their fields, every offset checked.
///
/// Source: TIFF 6.0 (Adobe, 1992), section 2; the BigTIFF design of libtiff.
struct TIFFFile {
    let bytes: UnsafeRawBufferPointer
    let isBigEndian: Bool
    private let isBig: Bool
    private let firstDirectory: Int

    /// Nil where the header is cut off, or of no version that exists.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        isBigEndian = bytes[0] == 0x4d
        self.bytes = bytes
        func value(_ offset: Int, _ size: Int, _ isBigEndian: Bool) -> UInt64? {
            integer(in: bytes, at: offset, size: size, isBigEndian: isBigEndian)
        }
        switch value(2, 2, isBigEndian) {
        case 42:
            isBig = false
            guard let first = value(4, 4, isBigEndian) else { return nil }
            firstDirectory = Int(first)
        case 43:
            isBig = true
            guard value(4, 2, isBigEndian) == 8, let first = value(8, 8, isBigEndian).flatMap({ Int(exactly: $0) })
            else { return nil }
            firstDirectory = first
        default: return nil
        }
    }

    /// A page's fields.
    struct Directory {
        fileprivate var fields: [UInt16: Field] = [:]
        /// Where the next page's are; 0 after the last.
        fileprivate var next = 0
        fileprivate var entryCount = 0
    }

    fileprivate struct Field {
        var type: UInt16
        var count: Int
        /// Where its values are.
        var offset: Int
    }

    /// The first page; nil where it is cut off.
    var first: Directory? { directory(at: firstDirectory) }

    /// How many pages there are, those apart that are another's thumbnail or transparency mask.
    var pageCount: Int { max(chain.count { !$0.isReduced }, 1) }

    /// The directories that follow one another from the first on, where they are and whether each is a reduced version or a mask
    /// of another.
    ///
    /// A chain that runs in circles or leaves the file ends there.
    var chain: [(offset: Int, isReduced: Bool)] {
        var offset = firstDirectory
        var places: [(offset: Int, isReduced: Bool)] = []
        var seen: Set<Int> = []
        // Directories of a sound file share no entries: those of others may, each a little farther on, without end.
        var entriesLeft = bytes.count / (isBig ? 20 : 12)
        while offset != 0, seen.count < 1 << 20, seen.insert(offset).inserted, let page = directory(at: offset) {
            entriesLeft -= page.entryCount
            guard entriesLeft >= 0 else { break }
            // NewSubfileType: bit 0 is a reduced version, bit 2 a mask.
            places.append((offset, (numbers(.newSubfileType, of: page)?.first ?? 0) & 0b101 != 0))
            offset = page.next
        }
        return places
    }

    /// A directory's fields; nil where it is cut off.
    func directory(at offset: Int) -> Directory? {
        let (countSize, entrySize, valueSize) = isBig ? (8, 20, 8) : (2, 12, 4)
        guard offset > 0, let count = value(at: offset, size: countSize),
            count > 0, count <= bytes.count / entrySize
        else { return nil }
        var directory = Directory()
        let start = offset + countSize
        guard start + count * entrySize + valueSize <= bytes.count else { return nil }
        for index in 0..<count {
            let entry = start + index * entrySize
            guard let tag = value(at: entry, size: 2), let type = value(at: entry + 2, size: 2),
                let number = value(at: entry + 4, size: valueSize)
            else { return nil }
            let size = TIFFFile.size(ofType: UInt16(type))
            let (length, overflow) = number.multipliedReportingOverflow(by: size)
            guard size > 0, !overflow else { continue }
            let place = entry + 4 + valueSize
            guard let values = length <= valueSize ? place : value(at: place, size: valueSize),
                values <= bytes.count, length <= bytes.count - values
            else { continue }
            directory.fields[UInt16(tag)] = Field(type: UInt16(type), count: number, offset: values)
        }
        directory.entryCount = count
        directory.next = value(at: start + count * entrySize, size: valueSize) ?? 0
        return directory
    }

    /// The whole numbers of a field; nil where there is none, or it holds others.
    func numbers(_ tag: TIFFTag, of page: Directory) -> [Int]? {
        guard let field = page.fields[tag.rawValue], [1, 3, 4, 13, 16, 18].contains(field.type) else { return nil }
        let size = TIFFFile.size(ofType: field.type)
        let values = (0..<field.count).compactMap { value(at: field.offset + $0 * size, size: size) }
        return values.count == field.count && field.count > 0 ? values : nil
    }

    /// The fractions, or whole numbers, of a field.
    func fractions(_ tag: TIFFTag, of page: Directory) -> [Double]? {
        guard let field = page.fields[tag.rawValue] else { return nil }
        guard field.type == 5 else { return numbers(tag, of: page)?.map(Double.init) }
        return (0..<field.count).compactMap { index -> Double? in
            let place = field.offset + 8 * index
            guard let above = value(at: place, size: 4), let below = value(at: place + 4, size: 4), below > 0 else {
                return nil
            }
            return Double(above) / Double(below)
        }
    }

    /// The bytes of a field.
    func data(_ tag: TIFFTag, of page: Directory) -> UnsafeRawBufferPointer? {
        guard let field = page.fields[tag.rawValue], [1, 2, 7].contains(field.type) else { return nil }
        return UnsafeRawBufferPointer(rebasing: bytes[field.offset..<(field.offset + field.count)])
    }

    private func value(at offset: Int, size: Int) -> Int? {
        integer(in: bytes, at: offset, size: size, isBigEndian: isBigEndian).flatMap { Int(exactly: $0) }
    }

    /// The bytes of a value; 0 for types that no field here has.
    private static func size(ofType type: UInt16) -> Int {
        switch type {
        case 1, 2, 6, 7: 1
        case 3, 8: 2
        case 4, 9, 11, 13: 4
        case 5, 10, 12, 16, 17, 18: 8
        default: 0
        }
    }
}

/// The fields that are read.
enum TIFFTag: UInt16 {
    case newSubfileType = 254
    case width = 256
    case height = 257
    case bitsPerSample = 258
    case compression = 259
    case photometric = 262
    case fillOrder = 266
    case description = 270
    case stripOffsets = 273
    case orientation = 274
    case samplesPerPixel = 277
    case rowsPerStrip = 278
    case stripByteCounts = 279
    case planarConfiguration = 284
    case predictor = 317
    case colorMap = 320
    case tileWidth = 322
    case tileHeight = 323
    case tileOffsets = 324
    case tileByteCounts = 325
    case inkSet = 332
    case extraSamples = 338
    case sampleFormat = 339
    case jpegTables = 347
    case yCbCrCoefficients = 529
    case yCbCrSubsampling = 530
    case referenceBlackWhite = 532
    case xResolution = 282
    case yResolution = 283
    case resolutionUnit = 296
    case subDirectories = 330
    case t4Options = 292
    case t6Options = 293
    case lercParameters = 50_674
}

/// A whole number without sign of some bytes; nil beyond the end.
private func integer(
    in bytes: UnsafeRawBufferPointer, at offset: Int, size: Int, isBigEndian: Bool
) -> UInt64? {
    guard offset >= 0, offset <= bytes.count - size else { return nil }
    return (0..<size).reduce(0) { sum, index in
        sum << 8 | UInt64(bytes[offset + (isBigEndian ? index : size - 1 - index)])
    }
}
