internal import Files
internal import Geometry

extension TIFFLayout {
    /// The layout of values that were decoded into a file, a row after the other, in this machine's order of bytes.
    init(
        plain size: ImageSize, samples: Int, bits: Int, photometric: Int, hasOpacity: Bool = false, orientation: Int = 1
    ) {
        self.size = size
        (self.samples, self.bits, self.photometric, self.orientation) = (samples, bits, photometric, orientation)
        (format, compression, isPlanar, saysPlanar, predictor, fillOrder) = (.unsigned, 1, false, false, 1, 1)
        extraSamples = hasOpacity ? [2] : []
        (pageCount, isTiled, piece, offsets, byteCounts) = (1, false, size, [0], nil)
        (colorMap, isCMYK, subsampling, jpegTables, codecFields) = ([], true, (1, 1), [], [:])
        yCbCr = YCbCrConversion(coefficients: nil, reference: nil)
        isBigEndian = 1.bigEndian == 1
    }

    /// Makes sure that all strips or tiles are in a file of so many bytes.
    /// - Throws: `ImagingError.undecodable` for the first that is not.
    func checkPlaces(in count: Int, name: String, what: String) throws(ImagingError) {
        func damaged(_ reason: String) -> ImagingError {
            .undecodable(file: name, format: .tiff, reason: what + reason)
        }
        let needed = Int.product(piecesAcross, piecesDown, isPlanar ? samples : 1)
        guard offsets.count >= needed else {
            throw damaged("there are \(offsets.count) strips or tiles, of which \(needed) are needed")
        }
        for index in 0..<needed {
            // Lengths of strips without compression are often wrong, and not used.
            let isPlain = compression == TIFFCompression.none.rawValue
            let length = isPlain ? 1 : byteCounts.flatMap { index < $0.count ? $0[index] : nil } ?? 1
            guard offsets[index] > 0 || length == 0, .sum(offsets[index], length) <= count else {
                throw damaged(
                    "strip or tile \(index + 1) of \(needed) reaches beyond the end of the file, at byte \(count)")
            }
        }
        guard compression == TIFFCompression.none.rawValue, !isTiled, let last = offsets[..<needed].max() else {
            return
        }
        // Rows without compression are as long as the picture needs.
        let rows = (size.height - 1) % piece.height + 1
        let end = Int.sum(last, .product(rows, (.product(size.width, isPlanar ? 1 : samples, bits) + 7) / 8))
        guard photometric == 6 || end <= count else {
            throw damaged("its last rows should end at byte \(end), but the file ends at \(count)")
        }
    }
}
