internal import Geometry

extension Samples {
    /// The picture as RGB bytes.
    /// - Throws: `ImagingError.noFullRange` where the values have none and it is asked for.
    func rgb(_ options: DecodingOptions, name: String) throws(ImagingError) -> [UInt8] {
        // Values of inks are amounts, whose range says nothing of the picture's: it is taken of the colours that they make.
        let inks = colors == .cmyk && options.range != .full
        let bytes = try bytes(inks ? .full : options.range, name: name)
        let colored = self.colored(bytes, alpha: options.alpha)
        guard inks else { return colored }
        return try Samples(size: size, bands: 3, colors: .rgb, opacity: nil, values: .bytes(colored), bits: 8)
            .bytes(options.range, name: name)
    }

    private func colored(_ bytes: [UInt8], alpha: DecodingOptions.Alpha) -> [UInt8] {
        if colors == .rgb, bands == 3 { return bytes }
        let area = size.area
        let ground: (color: Color, opacity: Int)? =
            if case .over(let color) = alpha, let opacity { (color, opacity) } else { nil }
        return [UInt8](unsafeUninitializedCapacity: area * 3) { output, count in
            bytes.withUnsafeBufferPointer { input in
                for index in 0..<area {
                    let (from, to) = (index * bands, index * 3)
                    switch colors {
                    case .grey:
                        output[to] = input[from]
                        output[to + 1] = input[from]
                        output[to + 2] = input[from]
                    case .cmyk:
                        let light = 255 - Int(input[from + 3])
                        for channel in 0..<3 {
                            output[to + channel] = UInt8(light - dividedBy255(Int(input[from + channel]) * light))
                        }
                    case .rgb:
                        for channel in 0..<3 { output[to + channel] = input[from + channel] }
                    }
                    guard let ground else { continue }
                    let opacity = Int(input[from + ground.opacity])
                    output[to] = blend(Int(output[to]), over: Int(ground.color.red), opacity)
                    output[to + 1] = blend(Int(output[to + 1]), over: Int(ground.color.green), opacity)
                    output[to + 2] = blend(Int(output[to + 2]), over: Int(ground.color.blue), opacity)
                }
            }
            count = area * 3
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
