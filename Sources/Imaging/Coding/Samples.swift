internal import CVips
internal import Geometry

/// A picture's values as its file holds them, before they become 8 bits of red, green and blue.
struct Samples {
    /// One value after the other, those of a pixel together.
    enum Values {
        case bytes([UInt8])
        /// Up to 16 bits.
        case words([UInt16])
        case integers([Int64])
        case fractions([Double])
    }

    enum Colors {
        case grey
        case rgb
        case cmyk
    }

    var size: ImageSize
    /// Values a pixel, of which those beyond the colours' are not shown.
    var bands: Int
    var colors: Colors
    /// Which of a pixel's values is opacity.
    var opacity: Int?
    var values: Values
    /// How many bits the values have; of words, from 9 to 16.
    var bits: Int

    /// How many of a pixel's values are colour.
    var colorBands: Int {
        switch colors {
        case .grey: 1
        case .rgb: 3
        case .cmyk: 4
        }
    }
}

extension Samples.Values {
    var count: Int {
        switch self {
        case .bytes(let values): values.count
        case .words(let values): values.count
        case .integers(let values): values.count
        case .fractions(let values): values.count
        }
    }

    /// One of a pixel's values, from every pixel.
    func channel(_ index: Int, of bands: Int) -> Samples.Values {
        if bands == 1 { return self }
        func pick<Value>(_ values: [Value]) -> [Value] {
            stride(from: index, to: values.count, by: bands).map { values[$0] }
        }
        return switch self {
        case .bytes(let values): .bytes(pick(values))
        case .words(let values): .words(pick(values))
        case .integers(let values): .integers(pick(values))
        case .fractions(let values): .fractions(pick(values))
        }
    }

    /// Planes as pixels; nil where they are of several kinds or sizes.
    init?(interleaving planes: [Samples.Values]) {
        guard let first = planes.first else { return nil }
        if planes.count == 1 {
            self = first
            return
        }
        func weave<Value>(_ parts: [[Value]]) -> [Value]? {
            let count = parts[0].count
            guard parts.count == planes.count, parts.allSatisfy({ $0.count == count }) else { return nil }
            return [Value](unsafeUninitializedCapacity: count * parts.count) { target, filled in
                for index in 0..<count {
                    for part in parts {
                        (target.baseAddress.map { $0 + filled })?.initialize(to: part[index])
                        filled += 1
                    }
                }
            }
        }
        let woven: Samples.Values? =
            switch first {
            case .bytes:
                weave(planes.compactMap { if case .bytes(let part) = $0 { part } else { nil } }).map { .bytes($0) }
            case .words:
                weave(planes.compactMap { if case .words(let part) = $0 { part } else { nil } }).map { .words($0) }
            case .integers:
                weave(planes.compactMap { if case .integers(let part) = $0 { part } else { nil } }).map {
                    .integers($0)
                }
            case .fractions:
                weave(planes.compactMap { if case .fractions(let part) = $0 { part } else { nil } }).map {
                    .fractions($0)
                }
            }
        guard let woven else { return nil }
        self = woven
    }

    /// Values of which the highest was black; nil for such as have no highest one.
    func inverted(bits: Int) -> Samples.Values? {
        switch self {
        case .bytes(let values):
            let most = UInt8((1 << min(bits, 8)) - 1)
            return .bytes(values.map { $0 > most ? 0 : most - $0 })
        case .words(let values):
            let most = UInt16((1 << min(bits, 16)) - 1)
            return .words(values.map { $0 > most ? 0 : most - $0 })
        case .integers(let values) where bits <= 32:
            let most = Int64((1 << bits) - 1)
            return .integers(values.map { most - $0 })
        case .integers, .fractions: return nil
        }
    }

    /// Levels of fewer than 8 bits spread over 0 to 255.
    func spread(from bits: Int) -> Samples.Values {
        guard bits < 8, case .bytes(let values) = self else { return self }
        let most = (1 << bits) - 1
        return .bytes(values.map { UInt8(min((Int($0) * 255 + most / 2) / most, 255)) })
    }
}

extension Samples {
    /// The values of a picture that libvips decoded.
    /// - Throws: `ImagingError.unsupportedPixels` for colours that are not grey, RGB or CMYK, or values that are no numbers.
    init(_ decoded: Vips.Decoded, name: String) throws(ImagingError) {
        let colors: Colors? =
            switch decoded.header.colors {
            case CV_GREY: .grey
            case CV_RGB: .rgb
            case CV_CMYK: .cmyk
            default: nil
            }
        guard let colors, let values = decoded.values else {
            throw .unsupportedPixels(
                file: name, expected: "8- or 16-bit grey, RGB or CMYK", found: decoded.header.words)
        }
        let bands = Int(decoded.header.bands)
        self.init(
            size: decoded.size, bands: bands, colors: colors, opacity: decoded.header.has_alpha != 0 ? bands - 1 : nil,
            values: values, bits: 8 * Int(decoded.header.sample_bytes))
    }
}

extension Vips.Decoded {
    /// The values; nil where they are of a kind that has no meaning here.
    var values: Samples.Values? {
        func load<Value, Result>(_ type: Value.Type, _ convert: (Value) -> Result) -> [Result] {
            bytes.withUnsafeBytes { bytes in
                (0..<(bytes.count / MemoryLayout<Value>.size)).map {
                    convert(bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Value>.size, as: type))
                }
            }
        }
        return switch (header.sample_kind, header.sample_bytes) {
        case (CV_UNSIGNED, 1): .bytes(bytes)
        case (CV_UNSIGNED, 2): .words(load(UInt16.self) { $0 })
        case (CV_UNSIGNED, 4): .integers(load(UInt32.self) { Int64($0) })
        case (CV_SIGNED, 1): .integers(load(Int8.self) { Int64($0) })
        case (CV_SIGNED, 2): .integers(load(Int16.self) { Int64($0) })
        case (CV_SIGNED, 4): .integers(load(Int32.self) { Int64($0) })
        case (CV_REAL, 4): .fractions(load(Float.self) { Double($0) })
        case (CV_REAL, 8): .fractions(load(Double.self) { $0 })
        default: nil
        }
    }
}
