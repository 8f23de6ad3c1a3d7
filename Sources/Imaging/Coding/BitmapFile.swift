internal import Geometry

/// A Windows bitmap file without compression: 1, 4, 8, 16, 24 or 32 bits a pixel.
///
/// libvips reads it through ImageMagick alone, which no input here may reach. As PIL does, the fourth byte of 32-bit
/// pixels is not taken for alpha.
/// Source: the structures BITMAPFILEHEADER, BITMAPCOREHEADER and BITMAPINFOHEADER of the Windows API.
struct BitmapFile {
    private let bytes: UnsafeRawBufferPointer
    private let name: String

    init(_ bytes: UnsafeRawBufferPointer, name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// The width and height that the header announces; no pixel is read.
    var size: ImageSize {
        get throws(ImagingError) { try readLayout().size }
    }

    private struct Layout {
        var size: ImageSize
        var isTopDown: Bool
        var bits: Int
        var palette: [Color]
        var masks: [UInt32]
        var start: Int

        func start(ofRow row: Int, stride: Int) -> Int {
            start + stride * (isTopDown ? row : size.height - 1 - row)
        }
    }

    /// The memory that decoding takes, once the file is known to hold what its header announces.
    func turn(maximumPixels: Int) throws(ImagingError) -> DecodingTurn {
        let layout = try readLayout()
        _ = try rowBytes(layout, maximumPixels: maximumPixels)
        return try DecodingMemory(bitmap: layout.size).turn(file: name)
    }

    func decoded(maximumPixels: Int) throws(ImagingError) -> Image {
        let layout = try readLayout()
        let stride = try rowBytes(layout, maximumPixels: maximumPixels)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(layout.size.area * 3)
        for row in 0..<layout.size.height {
            let start = layout.start(ofRow: row, stride: stride)
            for column in 0..<layout.size.width {
                let color = color(at: column, rowStart: start, layout)
                pixels.append(color.red)
                pixels.append(color.green)
                pixels.append(color.blue)
            }
        }
        return Image(size: layout.size, checked: pixels)
    }

    /// The numbers of the palette's entries; where there is no palette, red + 256 · green + 65536 · blue.
    func labels(maximumPixels: Int) throws(ImagingError) -> LabelImage {
        let layout = try readLayout()
        let stride = try rowBytes(layout, maximumPixels: maximumPixels)
        var values: [UInt32] = []
        values.reserveCapacity(layout.size.area)
        for row in 0..<layout.size.height {
            let start = layout.start(ofRow: row, stride: stride)
            for column in 0..<layout.size.width {
                if layout.bits <= 8 {
                    values.append(UInt32(index(at: column, rowStart: start, layout)))
                } else {
                    let color = color(at: column, rowStart: start, layout)
                    values.append(UInt32(color.red) | UInt32(color.green) << 8 | UInt32(color.blue) << 16)
                }
            }
        }
        return LabelImage(size: layout.size, checked: values)
    }

    /// The bytes of a row, of which the file is known to hold all.
    private func rowBytes(_ layout: Layout, maximumPixels: Int) throws(ImagingError) -> Int {
        let size = layout.size
        let (area, overflow) = size.width.multipliedReportingOverflow(by: size.height)
        guard !overflow, area <= maximumPixels else {
            throw .tooManyPixels(file: name, size: size, maximum: maximumPixels)
        }
        // Rows are padded to whole 32-bit words.
        let stride = (size.width * layout.bits + 31) / 32 * 4
        guard layout.start <= bytes.count, (bytes.count - layout.start) / stride >= size.height else {
            let (data, overflow) = stride.multipliedReportingOverflow(by: size.height)
            let needed = overflow ? "2⁶³ and beyond" : "\(layout.start + min(data, .max - layout.start))"
            throw damaged("its \(size) pixels should end at byte \(needed), but the file ends at \(bytes.count)")
        }
        return stride
    }

    /// The number of a pixel's entry in the palette.
    private func index(at column: Int, rowStart: Int, _ layout: Layout) -> Int {
        let bit = column * layout.bits
        let byte = Int(bytes[rowStart + bit / 8])
        return byte >> (8 - layout.bits - bit % 8) & (1 << layout.bits - 1)
    }

    private func color(at column: Int, rowStart: Int, _ layout: Layout) -> Color {
        switch layout.bits {
        case 1, 4, 8:
            let index = index(at: column, rowStart: rowStart, layout)
            return index < layout.palette.count ? layout.palette[index] : .black
        case 24:
            let start = rowStart + 3 * column
            return Color(red: bytes[start + 2], green: bytes[start + 1], blue: bytes[start])
        default:
            let pixel = layout.bits == 16 ? UInt32(word(at: rowStart + 2 * column)) : double(at: rowStart + 4 * column)
            return Color(
                red: sample(pixel, layout.masks[0]), green: sample(pixel, layout.masks[1]),
                blue: sample(pixel, layout.masks[2]))
        }
    }

    /// The bits under a mask, spread over 0 to 255.
    private func sample(_ pixel: UInt32, _ mask: UInt32) -> UInt8 {
        guard mask != 0 else { return 0 }
        let shift = mask.trailingZeroBitCount
        let maximum = UInt64(mask >> shift)
        return UInt8(UInt64((pixel & mask) >> shift) * 255 / maximum)
    }

    private func readLayout() throws(ImagingError) -> Layout {
        guard bytes.count >= 26 else { throw damaged("the header is cut off") }
        let headerSize = Int(double(at: 14))
        guard headerSize == 12 || headerSize >= 40, headerSize <= 256, bytes.count >= 14 + headerSize else {
            throw damaged("a header of \(headerSize) bytes should be 12, or 40 to 256, and all there")
        }
        let isCore = headerSize == 12
        let width = isCore ? Int(word(at: 18)) : Int(Int32(bitPattern: double(at: 18)))
        let height = isCore ? Int(word(at: 20)) : Int(Int32(bitPattern: double(at: 22)))
        let bits = Int(word(at: isCore ? 24 : 28))
        let compression = isCore ? 0 : double(at: 30)
        guard width > 0, height != 0 else { throw damaged("its size is \(width)×\(height) pixels") }
        let isMasked = compression == 3 && (bits == 16 || bits == 32)
        guard [1, 4, 8, 16, 24, 32].contains(bits), compression == 0 || isMasked else {
            throw .unsupportedPixels(
                file: name, expected: "an uncompressed BMP of 1, 4, 8, 16, 24 or 32 bits",
                found: "\(bits) bits with compression \(compression)")
        }
        var masks: [UInt32] = bits == 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff]
        if isMasked {
            guard bytes.count >= 66 else { throw damaged("the header is cut off") }
            masks = [double(at: 54), double(at: 58), double(at: 62)]
            // A number of ones only has no bit in common with the next number.
            let ones = masks.map { $0 >> $0.trailingZeroBitCount }
            guard ones.allSatisfy({ $0 & ($0 &+ 1) == 0 }) else { throw damaged("its colour masks have gaps") }
        }
        return Layout(
            size: ImageSize(width: width, height: abs(height)), isTopDown: height < 0, bits: bits,
            palette: palette(bits: bits, headerSize: headerSize), masks: masks, start: Int(double(at: 10)))
    }

    /// The palette's colours, as many as the file holds.
    private func palette(bits: Int, headerSize: Int) -> [Color] {
        guard bits <= 8 else { return [] }
        let entry = headerSize == 12 ? 3 : 4
        let used = headerSize == 12 ? 0 : Int(double(at: 46))
        let count = used == 0 ? 1 << bits : min(used, 1 << bits)
        let start = 14 + headerSize
        return (0..<min(count, (bytes.count - start) / entry)).map {
            let at = start + $0 * entry
            return Color(red: bytes[at + 2], green: bytes[at + 1], blue: bytes[at])
        }
    }

    private func word(at offset: Int) -> UInt16 {
        UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    private func double(at offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private func damaged(_ reason: String) -> ImagingError {
        .undecodable(file: name, format: .bmp, reason: reason)
    }
}
