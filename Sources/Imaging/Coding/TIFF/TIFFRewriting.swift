internal import Geometry

/// Makes a TIFF file of one grey or many-channelled page from the pieces of another, compressed as they are.
///
/// It is a BigTIFF file in the same order of bytes, whose only page has white as its highest value and no predictor, unless it keeps
/// what the page says of its colours.
struct TIFFRewriting {
    private let source: TIFFSource
    private let name: String
    private let layout: TIFFLayout
    private let plane: Int?
    private let size: ImageSize
    private let piece: ImageSize
    private let samples: Int
    private let bits: Int
    private let format: TIFFLayout.SampleFormat
    private let keepsColors: Bool
    private var isBigEndian: Bool { layout.isBigEndian }

    /// - Parameters:
    ///   - plane: Which plane's pieces; nil where there is one set of pieces.
    ///   - size: What the page says that its size is.
    ///   - piece: What it says that the size of its tiles or strips is.
    ///   - keepsColors: Whether it says the same of colours and prediction as the page, so that its pixels are read alike.
    init(
        _ page: TIFFPage, plane: Int?, size: ImageSize, piece: ImageSize, samples: Int, bits: Int,
        format: TIFFLayout.SampleFormat? = nil, keepsColors: Bool = false
    ) {
        source = page.source
        self.keepsColors = keepsColors
        name = page.name
        layout = page.layout
        (self.plane, self.size, self.piece) = (plane, size, piece)
        (self.samples, self.bits) = (samples, bits)
        self.format = format ?? page.layout.format
    }

    /// - Throws: `ImagingError.undecodable` where pieces are missing, or lie beyond the file's end.
    func file() throws(ImagingError) -> [UInt8] {
        let pieces = try pieces()
        // Equal tiles may share their bytes. Others that overlap would be copied again and again.
        let distinct = Set(pieces)
        guard distinct.reduce(0, { $0 + $1.count }) <= 2 * source.count else {
            throw damaged("its strips or tiles overlap")
        }
        var file: [UInt8] = []
        file.reserveCapacity(distinct.reduce(4096 + 16 * pieces.count) { $0 + $1.count })
        file += isBigEndian ? [0x4d, 0x4d] : [0x49, 0x49]
        file += integer(43, 2) + integer(8, 2) + integer(0, 2) + integer(0, 8)
        var places: [Range<Int>: Int] = [:]
        var offsets: [Int] = []
        for piece in pieces {
            let place = places[piece] ?? file.count
            if places.updateValue(place, forKey: piece) == nil { try source.append(piece, to: &file, name: name) }
            offsets.append(place)
        }
        var entries: [(tag: TIFFTag, type: Int, values: [Int])] = [
            (.width, 4, [size.width]), (.height, 4, [size.height]),
            (.bitsPerSample, 3, [Int](repeating: bits, count: samples)), (.compression, 3, [layout.compression]),
            (.photometric, 3, [keepsColors ? layout.photometric : 1]), (.fillOrder, 3, [layout.fillOrder]),
            (.samplesPerPixel, 3, [samples]),
            (.planarConfiguration, 3, [1]), (.sampleFormat, 3, [Int](repeating: sampleFormat, count: samples)),
        ]
        if keepsColors {
            if !layout.extraSamples.isEmpty { entries.append((.extraSamples, 3, layout.extraSamples)) }
            if layout.predictor != 1 { entries.append((.predictor, 3, [layout.predictor])) }
            if layout.photometric == 6 {
                entries.append((.yCbCrSubsampling, 3, [layout.subsampling.across, layout.subsampling.down]))
            }
        } else if samples > 1 {
            entries.append((.extraSamples, 3, [Int](repeating: 0, count: samples - 1)))
        }
        for (tag, values) in layout.codecFields { entries.append((tag, 4, values)) }
        if !layout.jpegTables.isEmpty { entries.append((.jpegTables, 7, layout.jpegTables.map(Int.init))) }
        if layout.isTiled {
            entries += [(.tileWidth, 4, [piece.width]), (.tileHeight, 4, [piece.height])]
        } else {
            entries.append((.rowsPerStrip, 4, [piece.height]))
        }
        entries.append((layout.isTiled ? .tileOffsets : .stripOffsets, 16, offsets))
        entries.append((layout.isTiled ? .tileByteCounts : .stripByteCounts, 16, pieces.map(\.count)))
        entries.sort { $0.tag.rawValue < $1.tag.rawValue }

        var fields = integer(entries.count, 8)
        for entry in entries {
            let bytesEach = [3: 2, 4: 4, 7: 1][entry.type] ?? 8
            var values = entry.values.flatMap { integer($0, bytesEach) }
            fields += integer(Int(entry.tag.rawValue), 2) + integer(entry.type, 2) + integer(entry.values.count, 8)
            if values.count > 8 {
                fields += integer(file.count, 8)
                file += values
            } else {
                values += [UInt8](repeating: 0, count: 8 - values.count)
                fields += values
            }
        }
        file.replaceSubrange(8..<16, with: integer(file.count, 8))
        return file + fields + integer(0, 8)
    }

    /// The bytes of all pieces, one piece after the other; of files without compression.
    /// - Throws: `ImagingError.undecodable` where pieces are missing, or lie beyond the file's end.
    func joinedPieces() throws(ImagingError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size.area)
        // Pieces that follow one another in the file are read at once.
        var pending = 0..<0
        for piece in try pieces() {
            if piece.lowerBound == pending.upperBound {
                pending = pending.lowerBound..<piece.upperBound
            } else {
                try source.append(pending, to: &bytes, name: name)
                pending = piece
            }
        }
        try source.append(pending, to: &bytes, name: name)
        return bytes
    }

    private var sampleFormat: Int {
        switch format {
        case .unsigned: 1
        case .signed: 2
        case .floating: 3
        }
    }

    /// Where the pieces are.
    private func pieces() throws(ImagingError) -> [Range<Int>] {
        let count = layout.piecesAcross * layout.piecesDown
        let first = (plane ?? 0) * count
        guard layout.offsets.count >= first + count else {
            throw damaged("there are \(layout.offsets.count) strips or tiles, of which \(first + count) are needed")
        }
        var ranges: [Range<Int>] = []
        for index in 0..<count {
            let offset = layout.offsets[first + index]
            var length = source.count - offset
            if let counts = layout.byteCounts, counts.count >= first + count { length = counts[first + index] }
            if layout.compression == TIFFCompression.none.rawValue {
                // What is written of uncompressed pieces is often wrong, and what they need is known.
                let above = layout.isTiled ? 0 : index * piece.height
                let rows = layout.isTiled ? piece.height : min(piece.height, size.height - above)
                let (needed, overflow) = rows.multipliedReportingOverflow(by: (piece.width * samples * bits + 7) / 8)
                length = overflow ? .max : needed
            } else if layout.byteCounts == nil, count > 1 {
                throw damaged("it does not say how long its strips or tiles are")
            }
            guard offset >= source.firstOffset, length >= 0, offset <= source.count, length <= source.count - offset
            else {
                throw damaged("strip or tile \(index + 1) of \(count) reaches beyond the end of the file")
            }
            ranges.append(offset..<(offset + length))
        }
        return ranges
    }

    private func damaged(_ reason: String) -> ImagingError { .undecodable(file: name, format: .tiff, reason: reason) }

    private func integer(_ value: Int, _ size: Int) -> [UInt8] {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        return isBigEndian ? bytes.reversed() : bytes
    }
}
