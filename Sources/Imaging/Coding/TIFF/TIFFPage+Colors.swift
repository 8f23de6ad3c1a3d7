internal import Geometry

extension TIFFPage {
    /// The picture's colours: grey, RGB or CMYK, with black as the lowest value of each.
    /// - Parameter limit: The most values that are decoded.
    func samples(limit: Int) throws(ImagingError) -> Samples {
        let colors = layout.colorSamples
        guard layout.samples >= colors else {
            throw unsupported("\(photometricName) with \(layout.samples) samples a pixel")
        }
        let decodes = layout.isPlanar ? max(colors, (layout.opacity ?? 0) + 1) : layout.samples
        try checkArea(limit: limit / max(decodes, 1))
        if layout.photometric == 6, layout.compression != TIFFCompression.jpeg.rawValue { return try yCbCrSamples() }
        let kind: Samples.Colors
        switch layout.photometric {
        case 0, 1: kind = .grey
        case 2, 3, 6: kind = .rgb
        case 5 where layout.isCMYK: kind = .cmyk
        default: throw unsupported(photometricName)
        }
        var (values, bands) = try stored(planes: decodes)
        let opacity = layout.opacity
        if layout.photometric == 3 {
            return Samples(
                size: layout.size, bands: 3, colors: .rgb, opacity: nil,
                values: .bytes(try colored(values.channel(0, of: bands))), bits: 8)
        }
        if layout.photometric == 0 {
            guard let inverted = values.inverted(bits: layout.bits), layout.format == .unsigned else {
                throw unsupported("\(layout.format) values of which white is zero")
            }
            values = inverted
        }
        let bits = max(layout.bits, 8)
        return Samples(
            size: layout.size, bands: bands, colors: kind, opacity: opacity, values: values.spread(from: layout.bits),
            bits: bits)
    }

    /// The numbers of a mask: a palette's entries, levels as they are stored, or colours.
    ///
    /// White is zero in many files of ImageJ's, whose numbers are the stored ones; only where there are but black and white is
    /// the object what is shown white.
    func numbers(limit: Int) throws(ImagingError) -> Samples {
        guard layout.pageCount == 1 else {
            throw .unsupportedPixels(file: name, expected: "one page", found: "\(layout.pageCount) pages")
        }
        if [2, 5, 6].contains(layout.photometric) { return try samples(limit: limit) }
        guard [0, 1, 3].contains(layout.photometric) else { throw unsupported(photometricName) }
        guard layout.samples == 1 || (layout.samples == 2 && layout.opacity == 1) else {
            throw .unsupportedPixels(file: name, expected: "one channel", found: "\(layout.samples) channels")
        }
        try checkArea(limit: limit / layout.samples)
        var (values, bands) = try stored(planes: 1)
        if layout.photometric == 0, layout.bits == 1, let inverted = values.inverted(bits: 1) { values = inverted }
        return Samples(
            size: layout.size, bands: bands, colors: .grey, opacity: nil,
            values: layout.photometric == 3 ? values : values.spread(from: layout.bits), bits: max(layout.bits, 8))
    }

    /// Throws where the image, or all its tiles together, which a small image may have by the gigabyte, are too large.
    private func checkArea(limit: Int) throws(ImagingError) {
        guard layout.size.area <= limit else {
            throw .tooManyPixels(file: name, size: layout.size, maximum: limit)
        }
        guard let stored = layout.storedPixels, stored <= limit || stored <= 1 << 26 else {
            throw .undecodable(
                file: name, format: .tiff,
                reason: "its strips or tiles of \(layout.piece) pixels are far larger than its \(layout.size) pixels")
        }
    }

    /// The samples of a page that are left out where its colours are read.
    static func notes(_ layout: TIFFLayout, names: [String]) -> [DecodingNote] {
        let extra = layout.samples - layout.colorSamples - (layout.opacity == nil ? 0 : 1)
        guard extra > 0, layout.compression != TIFFCompression.jpeg.rawValue || layout.photometric != 6 else {
            return []
        }
        return [.channels(layout.samples, taken: layout.colorSamples, names: names)]
    }

    /// One channel as grey, with black as its lowest value.
    /// - Parameter limit: The most values that are decoded.
    func channel(_ index: Int, limit: Int) throws(ImagingError) -> Samples {
        if [3, 6].contains(layout.photometric) {
            var samples = try samples(limit: limit)
            samples.values = samples.values.channel(index, of: samples.bands)
            (samples.bands, samples.colors, samples.opacity) = (1, .grey, nil)
            return samples
        }
        guard [0, 1, 2, 5].contains(layout.photometric) else { throw unsupported(photometricName) }
        try checkArea(limit: limit / (layout.isPlanar ? 1 : layout.samples))
        var values = try stored(sample: index)
        if layout.photometric == 0 {
            guard let inverted = values.inverted(bits: layout.bits), layout.format == .unsigned else {
                throw unsupported("\(layout.format) values of which white is zero")
            }
            values = inverted
        }
        return Samples(
            size: layout.size, bands: 1, colors: .grey, opacity: nil, values: values.spread(from: layout.bits),
            bits: max(layout.bits, 8))
    }

    private var photometricName: String {
        switch layout.photometric {
        case 0, 1: "grey"
        case 2: "RGB"
        case 3: "a palette"
        case 4: "a transparency mask"
        case 5: layout.isCMYK ? "CMYK" : "inks other than CMYK"
        case 6: "YCbCr"
        case 8, 9, 10: "CIE L*a*b*"
        case 32_803: "a colour filter array, a camera's raw values"
        case 34_892: "a camera's linear raw values"
        case 32_844, 32_845: "logarithmic luminance"
        default: "photometric interpretation \(layout.photometric)"
        }
    }

    /// The colours of a palette's entries.
    private func colored(_ values: Samples.Values) throws(ImagingError) -> [UInt8] {
        let count = layout.colorMap.count / 3
        // Some old programs write 8 bits of the 16.
        let shift = layout.colorMap.contains { $0 > 255 } ? 8 : 0
        let map = layout.colorMap.map { UInt8(truncatingIfNeeded: $0 >> shift) }
        let numbers: [Int]
        switch values {
        case .bytes(let values): numbers = values.map(Int.init)
        case .words(let values): numbers = values.map(Int.init)
        default: throw unsupported("a palette of \(layout.bits) bits")
        }
        guard let most = numbers.max(), most < count else {
            throw .undecodable(
                file: name, format: .tiff, reason: "entry \(numbers.max() ?? 0) of a palette of \(count) is asked for")
        }
        return numbers.flatMap { [map[$0], map[count + $0], map[2 * count + $0]] }
    }

    /// RGB from luma and chroma, of which several pixels may share one; libtiff, through libvips, gives neither.
    private func yCbCrSamples() throws(ImagingError) -> Samples {
        let (across, down) = layout.subsampling
        guard layout.bits == 8, layout.samples == 3, !layout.isPlanar, [1, 2, 4].contains(across),
            [1, 2, 4].contains(down)
        else {
            throw unsupported("YCbCr of \(layout.bits) bits, \(layout.samples) samples, shared by \(across)×\(down)")
        }
        guard TIFFCompression(rawValue: layout.compression)?.isOfBytes == true else {
            throw unsupported("YCbCr in compression \(layout.compression)")
        }
        let size = layout.size
        if across == 1, down == 1 {
            guard case (.bytes(var values), 3) = try stored(planes: 3) else { throw unsupported("YCbCr") }
            for start in stride(from: 0, to: values.count - 2, by: 3) {
                (values[start], values[start + 1], values[start + 2]) = layout.yCbCr.rgb(
                    values[start], values[start + 1], values[start + 2])
            }
            return Samples(size: size, bands: 3, colors: .rgb, opacity: nil, values: .bytes(values), bits: 8)
        }
        guard layout.predictor == 1, layout.piece.height % down == 0 || layout.piecesDown == 1 else {
            throw unsupported("YCbCr whose strips cut pixels that share chroma")
        }
        // A block has its pixels' luma, row by row, and then both chroma samples.
        let block = across * down + 2
        let pieceRow = (layout.piece.width + across - 1) / across * block
        let rows = (size.height + down - 1) / down
        let pieceHeight = (layout.piece.height + down - 1) / down
        let bytes = try bytes(
            plane: nil, size: ImageSize(width: layout.piecesAcross * pieceRow, height: rows),
            piece: ImageSize(width: pieceRow, height: pieceHeight))
        let stride = layout.piecesAcross * pieceRow
        var values = [UInt8](repeating: 0, count: size.area * 3)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let (piece, inside) = (x / layout.piece.width, x % layout.piece.width)
                let start = y / down * stride + piece * pieceRow + inside / across * block
                let luma = bytes[start + y % down * across + inside % across]
                let to = 3 * (y * size.width + x)
                (values[to], values[to + 1], values[to + 2]) = layout.yCbCr.rgb(
                    luma, bytes[start + block - 2], bytes[start + block - 1])
            }
        }
        return Samples(size: size, bands: 3, colors: .rgb, opacity: nil, values: .bytes(values), bits: 8)
    }
}
