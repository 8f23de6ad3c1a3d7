internal import CVips
internal import Geometry

/// The bridge to libvips: the only file that touches its pointers, beside `TextRenderer`.
enum Vips {
    /// Pixels as a file holds them.
    struct Decoded {
        var header: cv_header
        var bytes: [UInt8]

        var size: ImageSize { ImageSize(width: Int(header.width), height: Int(header.height)) }
    }

    /// Calls a function of the shim; gives its message where it fails.
    static func failure(of call: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CV_MESSAGE_SIZE)) { message in
            guard let start = message.baseAddress else { return "out of memory" }
            message.initialize(repeating: 0)
            guard call(start) != 0 else { return nil }
            let text = String(cString: start)
            return text.isEmpty ? "unknown reason" : text
        }
    }

    /// Starts the library, which later calls do by themselves where it has not been done.
    static func start() throws(ImagingError) {
        if let reason = failure(of: cv_start) { throw .libraryFailed(reason: reason) }
    }

    static func header(
        of bytes: UnsafeRawBufferPointer, format: cv_format, page: Int = 0
    ) -> Result<cv_header, VipsFailure> {
        var header = cv_header()
        let reason = failure {
            cv_read_header(format, bytes.baseAddress, bytes.count, Int32(clamping: page), &header, $0)
        }
        return reason.map { .failure(VipsFailure(reason: $0)) } ?? .success(header)
    }

    /// The pixels of a page or frame, as they are stored.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, format: cv_format, page: Int = 0
    ) -> Result<Decoded, VipsFailure> {
        var pixels = cv_pixels()
        let reason = failure {
            cv_decode(format, bytes.baseAddress, bytes.count, Int32(clamping: page), &pixels, $0)
        }
        if let reason { return .failure(VipsFailure(reason: reason)) }
        defer { cv_free(pixels.data) }
        return .success(Decoded(header: pixels.header, bytes: Array(pixels.buffer)))
    }

    /// Decodes a picture into a file that is open for writing, a row after the other; gives its head.
    static func spool(
        _ bytes: UnsafeRawBufferPointer, format: cv_format, page: Int = 0, to descriptor: Int32
    ) -> Result<cv_header, VipsFailure> {
        var header = cv_header()
        let reason = failure {
            cv_spool(format, bytes.baseAddress, bytes.count, Int32(clamping: page), descriptor, &header, $0)
        }
        return reason.map { .failure(VipsFailure(reason: $0)) } ?? .success(header)
    }

    static func encode(
        _ bytes: [UInt8], size: ImageSize, bands: Int, sampleBytes: Int, as format: cv_format, quality: Int,
        lossless: Bool
    ) -> Result<[UInt8], VipsFailure> {
        var encoded = cv_bytes()
        let reason = bytes.withUnsafeBytes { bytes in
            let raster = cv_raster(bytes, size, bands: bands, sampleBytes: sampleBytes)
            return failure { cv_encode(format, raster, Int32(quality), lossless ? 1 : 0, &encoded, $0) }
        }
        if let reason { return .failure(VipsFailure(reason: reason)) }
        defer { cv_free(encoded.data) }
        return .success(Array(UnsafeRawBufferPointer(start: encoded.data, count: encoded.size)))
    }

    /// Encodes whole numbers as TIFF; the resolution is in pixels a millimetre, 0 where it is unknown.
    static func encodeNumbers(
        _ bytes: [UInt8], size: ImageSize, sampleBytes: Int, resolution: (x: Double, y: Double)
    ) -> Result<[UInt8], VipsFailure> {
        var encoded = cv_bytes()
        let reason = bytes.withUnsafeBytes { bytes in
            let raster = cv_raster(bytes, size, bands: 1, sampleBytes: sampleBytes)
            return failure { cv_encode_numbers(raster, resolution.x, resolution.y, &encoded, $0) }
        }
        if let reason { return .failure(VipsFailure(reason: reason)) }
        defer { cv_free(encoded.data) }
        return .success(Array(UnsafeRawBufferPointer(start: encoded.data, count: encoded.size)))
    }

    static func resize(_ image: Image, to size: ImageSize) throws(ImagingError) -> [UInt8] {
        var pixels = cv_pixels()
        let reason = image.pixels.withUnsafeBytes { bytes in
            let raster = cv_raster(bytes, image.size, bands: 3, sampleBytes: 1)
            return failure { cv_resize(raster, Int32(size.width), Int32(size.height), &pixels, $0) }
        }
        if let reason { throw .libraryFailed(reason: reason) }
        defer { cv_free(pixels.data) }
        return Array(pixels.buffer)
    }

    /// Whether SVG can be drawn.
    static var drawsSVG: Bool { cv_draws_svg() != 0 }

    static func draw(svg: String, scale: Double) throws(ImagingError) -> Decoded {
        var pixels = cv_pixels()
        let text = Array(svg.utf8)
        let reason = text.withUnsafeBytes { bytes in
            failure { cv_draw_svg(bytes.baseAddress, bytes.count, scale, &pixels, $0) }
        }
        if let reason { throw .libraryFailed(reason: "a chart cannot be drawn: \(reason)") }
        defer { cv_free(pixels.data) }
        return Decoded(header: pixels.header, bytes: Array(pixels.buffer))
    }
}

/// One line from libvips about what it could not do.
struct VipsFailure: Error {
    var reason: String

    /// The error of a file: it is one thing that a decoder does not do something, and another that the file is at fault.
    func error(file: String, format: ImageFormat) -> ImagingError {
        let words = reason.lowercased()
        let isUnsupported = [
            "not supported", "unsupported", "not configured", "not implemented", "unknown compression", "sorry,",
            "can not handle", "cannot handle", "unknown format", "invalid tile", "no codec",
        ].contains { words.contains($0) }
        return isUnsupported
            ? .unsupportedFile(file: file, format: format, reason: reason)
            : .undecodable(file: file, format: format, reason: reason)
    }
}

extension cv_pixels {
    fileprivate var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: data, count: size) }
}

extension cv_raster {
    fileprivate init(_ bytes: UnsafeRawBufferPointer, _ size: ImageSize, bands: Int, sampleBytes: Int) {
        self.init(
            data: bytes.baseAddress, width: Int32(size.width), height: Int32(size.height), bands: Int32(bands),
            sample_bytes: Int32(sampleBytes))
    }
}
