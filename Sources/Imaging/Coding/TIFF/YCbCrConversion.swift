/// From luma and chroma to red, green and blue, with the rounding of libtiff, which Pillow shows.
///
/// Source: TIFF 6.0, section 21; `TIFFYCbCrToRGBInit` of libtiff 4.
struct YCbCrConversion: Sendable {
    private let luma: [Int]
    private let redOfCr: [Int]
    private let greenOfCr: [Int]
    private let greenOfCb: [Int]
    private let blueOfCb: [Int]

    /// - Parameters:
    ///   - coefficients: The shares of red, green and blue in luma; nil, or none that make sense, for CCIR 601's.
    ///   - reference: The codes of black and white of luma, and of none and full of either chroma.
    init(coefficients: [Double]?, reference: [Double]?) {
        var shares = coefficients ?? []
        if shares.count != 3 || shares[1] == 0 { shares = [0.299, 0.587, 0.114] }
        var codes = reference ?? []
        if codes.count != 6 { codes = [0, 255, 128, 255, 128, 255] }
        func fixed(_ value: Double) -> Int { Int(min(max(value, 0), 2) * 65_536 + 0.5) }
        let (red, blue) = (2 - 2 * shares[0], 2 - 2 * shares[2])
        func code(_ value: Int, _ low: Double, _ high: Double, _ range: Double) -> Int {
            let span = high - low == 0 ? 1 : high - low
            return Int(min(max((Double(value) - low) * range / span, -4096), 4096))
        }
        func chroma(_ index: Int, _ first: Int) -> Int {
            code(index - 128, codes[first] - 128, codes[first + 1] - 128, 127)
        }
        let levels = 0..<256
        luma = levels.map { code($0, codes[0], codes[1], 255) }
        redOfCr = levels.map { (fixed(red) * chroma($0, 4) + 32_768) >> 16 }
        greenOfCr = levels.map { -fixed(shares[0] * red / shares[1]) * chroma($0, 4) }
        greenOfCb = levels.map { -fixed(shares[2] * blue / shares[1]) * chroma($0, 2) + 32_768 }
        blueOfCb = levels.map { (fixed(blue) * chroma($0, 2) + 32_768) >> 16 }
    }

    func rgb(_ y: UInt8, _ cb: UInt8, _ cr: UInt8) -> (UInt8, UInt8, UInt8) {
        let (level, cb, cr) = (luma[Int(y)], Int(cb), Int(cr))
        func byte(_ value: Int) -> UInt8 { UInt8(min(max(value, 0), 255)) }
        return (
            byte(level + redOfCr[cr]), byte(level + ((greenOfCb[cb] + greenOfCr[cr]) >> 16)), byte(level + blueOfCb[cb])
        )
    }
}
