internal import CVips
internal import Files
internal import Geometry

extension TIFFPage {
    /// Decodes compressed strips a row after the other into a file, and gives the layout of the rows there.
    ///
    /// It is for strips of which a single one has more pixels than are to be in memory at a time; the compressed bytes are.
    /// - Throws: `ImagingError` where they are damaged, or of a kind that can only be decoded whole.
    func unrolled(into scratch: ScratchFile) throws(ImagingError) -> TIFFLayout {
        guard let compression = TIFFCompression(rawValue: layout.compression) else {
            throw unsupported("compression \(layout.compression)")
        }
        if let name = compression.unreadName { throw unsupported("compression \(name)") }
        var rows = layout
        (rows.compression, rows.isTiled, rows.byteCounts, rows.offsets) = (1, false, nil, [0])
        let writing: TIFFRewriting
        let bands: Int
        if isUsual {
            writing = TIFFRewriting(
                self, plane: nil, size: layout.size, piece: layout.piece, samples: layout.samples, bits: layout.bits,
                keepsColors: true)
            bands = layout.samples
            (rows.predictor, rows.isBigEndian, rows.fillOrder) = (1, 1.bigEndian == 1, 1)
            if layout.photometric == 6 { rows.photometric = 2 }
        } else {
            guard compression.isOfBytes, !layout.isPlanar, layout.photometric != 6 else {
                throw unsupported(
                    "strips of \(layout.piece) pixels in planes, YCbCr or compression \(compression); "
                        + "tiles, or strips of few rows, are read")
            }
            let rowBytes = (.product(layout.size.width, layout.samples, layout.bits) + 7) / 8
            writing = TIFFRewriting(
                self, plane: nil, size: ImageSize(width: rowBytes, height: layout.size.height),
                piece: ImageSize(width: rowBytes, height: layout.piece.height), samples: 1, bits: 8, format: .unsigned)
            bands = 1
        }
        var compressed = 4096
        for count in layout.byteCounts ?? [source.count] { compressed = .sum(compressed, count) }
        try checkMemory(.product(2, compressed), for: "its compressed strips", of: name)
        let file = try writing.file()
        let result = file.withUnsafeBytes { Vips.spool($0, format: CV_TIFF, to: scratch.descriptor) }
        switch result {
        case .success(let header):
            guard Int(header.bands) == bands else { throw unsupported(header.words) }
        case .failure(let failure):
            throw failure.reason.contains("unable to write")
                ? OpenedPicture.noSpace(name, .unwritable(file: name, reason: failure.reason))
                : failure.error(file: name, format: .tiff)
        }
        // Prediction goes along rows, so that strips of any number of them can be made of them.
        if rows.predictor != 1 {
            let height = min(64, layout.size.height)
            let rowBytes = (.product(layout.size.width, layout.samples, layout.bits) + 7) / 8
            rows.piece = ImageSize(width: layout.size.width, height: height)
            rows.offsets = stride(from: 0, to: layout.size.height, by: height).map { $0 * rowBytes }
        } else {
            rows.piece = layout.size
        }
        return rows
    }
}
