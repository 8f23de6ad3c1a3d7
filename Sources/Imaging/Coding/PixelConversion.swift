internal import CVips
internal import Geometry

/// RGB bytes from pixels as a file holds them: grey, RGB or CMYK, with or without alpha, 8 or 16 bits.
func rgb(from decoded: Vips.Decoded, alpha: DecodingOptions.Alpha) -> [UInt8] {
    let header = decoded.header
    let bands = Int(header.bands)
    let bytes = header.sample_bytes == 2 ? highBytes(of: decoded.bytes) : decoded.bytes
    if header.colors == CV_RGB, bands == 3 { return bytes }
    let area = decoded.size.area
    let ground: Color? =
        if case .over(let color) = alpha, header.has_alpha != 0 { color } else { nil }
    return [UInt8](unsafeUninitializedCapacity: area * 3) { output, count in
        bytes.withUnsafeBufferPointer { input in
            for index in 0..<area {
                let (from, to) = (index * bands, index * 3)
                if header.colors == CV_GREY {
                    output[to] = input[from]
                    output[to + 1] = input[from]
                    output[to + 2] = input[from]
                } else if header.colors == CV_CMYK {
                    let light = 255 - Int(input[from + 3])
                    for channel in 0..<3 {
                        output[to + channel] = UInt8(light - dividedBy255(Int(input[from + channel]) * light))
                    }
                } else {
                    for channel in 0..<3 { output[to + channel] = input[from + channel] }
                }
                guard let ground else { continue }
                let opacity = Int(input[from + bands - 1])
                output[to] = blend(Int(output[to]), over: Int(ground.red), opacity)
                output[to + 1] = blend(Int(output[to + 1]), over: Int(ground.green), opacity)
                output[to + 2] = blend(Int(output[to + 2]), over: Int(ground.blue), opacity)
            }
        }
        count = area * 3
    }
}

/// A 16-bit value's high byte, as PIL takes it, rather than a rounded 8-bit value.
private func highBytes(of bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { bytes in
        (0..<(bytes.count / 2)).map {
            UInt8(truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self) >> 8)
        }
    }
}

private func blend(_ value: Int, over ground: Int, _ opacity: Int) -> UInt8 {
    UInt8(dividedBy255(value * opacity + ground * (255 - opacity)))
}

/// A product of two bytes divided by 255 and rounded, without dividing: exact from 0 to 255 · 255.
func dividedBy255(_ product: Int) -> Int {
    let sum = product + 128
    return (sum + (sum >> 8)) >> 8
}
