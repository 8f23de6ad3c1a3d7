/// Writes TIFF files of any kind, sound or not, from values that the test chooses.
public struct TIFFWriter {
    /// The kinds of colours that files have numbers for.
    public enum Photometric: Int {
        case whiteIsZero = 0
        case blackIsZero = 1
        case rgb = 2
        case palette = 3
        case cmyk = 5
        case yCbCr = 6
        case lab = 8
    }

    /// Pixels a row.
    public var width: Int
    /// Rows.
    public var height: Int
    /// Samples a pixel.
    public var samples = 1
    /// Bits a sample.
    public var bits = 8
    /// What the colours are.
    public var photometric = Photometric.blackIsZero
    /// 1 for numbers without a sign, 2 with one, 3 for fractions.
    public var format = 1
    /// Whether each sample has strips or tiles of its own.
    public var isPlanar = false
    /// Whether numbers begin with their highest byte.
    public var isBigEndian = false
    /// Whether it is a BigTIFF file.
    public var isBig = false
    /// Rows a strip; nil for one strip.
    public var rowsPerStrip: Int?
    /// The sides of a tile; nil for strips.
    public var tile: (width: Int, height: Int)?
    /// Fields beside those that follow from the rest, which they replace: a tag, a type (3: 16 bits, 4: 32, 2: text), values.
    public var fields: [(tag: Int, type: Int, values: [Int])] = []
    /// How many pages, all the same.
    public var pages = 1
    /// Pages that follow these.
    public var followers: [TIFFWriter] = []
    /// Smaller versions of the page, which hang from it.
    public var levels: [TIFFWriter] = []
    /// Whether strips and tiles are in zlib's format, though no smaller.
    public var isDeflated = false
    /// The bit patterns of all samples, row by row, those of a pixel together.
    public var values: [UInt64]
    /// The bytes of the only strip, instead of the values'.
    public var data: [UInt8]?

    /// Describes a file of grey, 8 bits, in one strip.
    public init(width: Int, height: Int, values: [UInt64]) {
        self.width = width
        self.height = height
        self.values = values
    }

    /// The file.
    public var bytes: [UInt8] {
        var file: [UInt8] = isBigEndian ? [0x4d, 0x4d] : [0x49, 0x49]
        file += isBig ? number(43, 2) + number(8, 2) + number(0, 2) + number(0, 8) : number(42, 2) + number(0, 4)
        var link = isBig ? 8 : 4
        for page in [TIFFWriter](repeating: self, count: pages) + followers {
            link = append(page, linkedAt: link, to: &file)
        }
        return file
    }

    /// Adds a page whose place is written at `link`; gives where the next one's is to be.
    private func append(_ page: TIFFWriter, linkedAt link: Int, to file: inout [UInt8]) -> Int {
        let size = isBig ? 8 : 4
        var others: [(tag: Int, type: Int, values: [Int])] = []
        if !page.levels.isEmpty {
            var places: [Int] = []
            for level in page.levels {
                let link = file.count
                file += number(0, size)
                _ = append(level, linkedAt: link, to: &file)
                places.append(Int(value(in: file, at: link, size)))
            }
            others = [(330, isBig ? 16 : 4, places)]
        }
        var writer = page
        (writer.isBigEndian, writer.isBig) = (isBigEndian, isBig)
        let directory = writer.directory(others, in: &file)
        file.replaceSubrange(link..<(link + size), with: number(file.count, size))
        file += directory
        file += number(0, size)
        return file.count - size
    }

    private func value(in file: [UInt8], at place: Int, _ size: Int) -> UInt64 {
        (0..<size).reduce(0) { $0 << 8 | UInt64(file[place + (isBigEndian ? $1 : size - 1 - $1)]) }
    }

    /// The fields of this page alone, whose values are added to the file where they are long.
    private func directory(
        _ others: [(tag: Int, type: Int, values: [Int])], in file: inout [UInt8]
    ) -> [UInt8] {
        let pieces = (data.map { [$0] } ?? pieces).map { isDeflated ? deflated($0) : $0 }
        let size = isBig ? 8 : 4
        var offsets: [Int] = []
        for piece in pieces {
            offsets.append(file.count)
            file += piece
            if file.count % 2 == 1 { file.append(0) }
        }
        var all: [(tag: Int, type: Int, values: [Int])] = [
            (256, 4, [width]), (257, 4, [height]), (258, 3, .init(repeating: bits, count: samples)),
            (259, 3, [isDeflated ? 8 : 1]),
            (262, 3, [photometric.rawValue]), (277, 3, [samples]), (284, 3, [isPlanar ? 2 : 1]),
            (339, 3, .init(repeating: format, count: samples)),
        ]
        if let tile {
            all += [(322, 4, [tile.width]), (323, 4, [tile.height])]
            all += [(324, 4, offsets), (325, 4, pieces.map(\.count))]
        } else {
            all += [(278, 4, [rowsPerStrip ?? height]), (273, 4, offsets), (279, 4, pieces.map(\.count))]
        }
        all += others
        all.removeAll { field in fields.contains { $0.tag == field.tag } }
        all += fields
        all.sort { $0.tag < $1.tag }
        var directory = number(all.count, isBig ? 8 : 2)
        for field in all {
            // A rational number has two of 32 bits.
            var data = field.values.flatMap { number($0, [2: 1, 3: 2, 4: 4, 5: 4, 16: 8][field.type] ?? 1) }
            let count = field.type == 5 ? field.values.count / 2 : field.values.count
            directory += number(field.tag, 2) + number(field.type, 2) + number(count, size)
            if data.count > size {
                directory += number(file.count, size)
                file += data
            } else {
                data += [UInt8](repeating: 0, count: size - data.count)
                directory += data
            }
        }
        return directory
    }

    /// Bytes in blocks that are stored as they are.
    private func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        let starts = Array(stride(from: 0, to: max(bytes.count, 1), by: 65_535))
        for start in starts {
            let block = bytes[start..<min(start + 65_535, bytes.count)]
            let (low, high) = (UInt8(block.count & 255), UInt8(block.count >> 8))
            result += [start == starts.last ? 1 : 0, low, high, ~low, ~high] + block
        }
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        let sum = b << 16 | a
        return result + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32($0))) }
    }

    /// The strips or tiles of all planes.
    private var pieces: [[UInt8]] {
        let (across, down) = (tile?.width ?? width, tile?.height ?? rowsPerStrip ?? height)
        var pieces: [[UInt8]] = []
        for plane in isPlanar ? (0..<samples).map(Optional.some) : [nil] {
            for top in stride(from: 0, to: height, by: down) {
                for left in stride(from: 0, to: width, by: across) {
                    // Tiles are whole, beyond the picture's edges too, and strips end with the picture.
                    let rows = tile == nil ? min(top + down, height) : top + down
                    pieces.append((top..<rows).flatMap { packed(row(at: $0, left..<(left + across), plane)) })
                }
            }
        }
        return pieces
    }

    private func row(at y: Int, _ columns: Range<Int>, _ plane: Int?) -> [UInt64] {
        columns.flatMap { x in
            (plane.map { $0...$0 } ?? 0...(samples - 1)).map { sample in
                x < width && y < height ? values[(y * width + x) * samples + sample] : 0
            }
        }
    }

    private func packed(_ values: [UInt64]) -> [UInt8] {
        if bits % 8 == 0 { return values.flatMap { number(Int(truncatingIfNeeded: $0), bits / 8) } }
        var bytes = [UInt8](repeating: 0, count: (values.count * bits + 7) / 8)
        for (index, value) in values.enumerated() {
            for bit in 0..<bits where value >> UInt64(bits - 1 - bit) & 1 == 1 {
                let place = index * bits + bit
                bytes[place / 8] |= 0x80 >> UInt8(place % 8)
            }
        }
        return bytes
    }

    private func number(_ value: Int, _ size: Int) -> [UInt8] {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}
