/// Takes values of any number of bits out of rows of bytes.
///
/// Values of whole bytes are in the file's order of bytes; others follow one another from each byte's highest bit on, and rows
/// of pieces begin with a byte.
/// Source: TIFF 6.0, sections 2 and 8.
struct PackedValues {
    var rows: [UInt8]
    var bits: Int
    var isBigEndian: Bool
    /// Values a row, and rows.
    var width: Int
    var height: Int
    /// Values a row of a strip or tile.
    var pieceWidth: Int

    /// Makes of rows that tell how values differ the values themselves.
    ///
    /// False where there is no such prediction for so many bits, or of the name.
    /// - Parameters:
    ///   - predictor: 2 for differences from the last value of the same sample, 3 for those of bytes, the highest bytes of all
    ///     values first.
    ///   - samples: How many samples a pixel has in these rows.
    /// Source: TIFF 6.0, section 14; Adobe Photoshop TIFF Technical Note 3.
    mutating func undo(predictor: Int, samples: Int) -> Bool {
        guard predictor != 1 else { return true }
        guard predictor == 2 ? [8, 16, 32, 64].contains(bits) : predictor == 3 && [16, 24, 32, 64].contains(bits) else {
            return false
        }
        let (pieceRow, size) = (pieceWidth * bits / 8, bits / 8)
        for start in stride(from: 0, to: rows.count - pieceRow + 1, by: pieceRow) {
            if predictor == 2 {
                for index in stride(from: samples, to: pieceWidth, by: 1) {
                    let place = start + index * size
                    put(value(at: place) &+ value(at: place - samples * size), at: place)
                }
            } else {
                for place in stride(from: start + samples, to: start + pieceRow, by: 1) {
                    rows[place] &+= rows[place - samples]
                }
                let planes = Array(rows[start..<(start + pieceRow)])
                for index in 0..<pieceWidth {
                    for byte in 0..<size {
                        let place = start + index * size + (isBigEndian ? byte : size - 1 - byte)
                        rows[place] = planes[byte * pieceWidth + index]
                    }
                }
            }
        }
        return true
    }

    private func value(at place: Int) -> UInt64 {
        (0..<(bits / 8)).reduce(0) { $0 << 8 | UInt64(rows[place + (isBigEndian ? $1 : bits / 8 - 1 - $1)]) }
    }

    private mutating func put(_ value: UInt64, at place: Int) {
        for byte in 0..<(bits / 8) {
            rows[place + (isBigEndian ? bits / 8 - 1 - byte : byte)] = UInt8(
                truncatingIfNeeded: value >> UInt64(8 * byte))
        }
    }

    /// Nil where there are no values of so many bits.
    func values(_ format: TIFFLayout.SampleFormat) -> Samples.Values? {
        switch (format, bits) {
        case (.unsigned, 8) where width <= pieceWidth && rows.count == width * height: .bytes(rows)
        case (.unsigned, ...8): .bytes(all { UInt8(truncatingIfNeeded: $0) })
        case (.unsigned, ...16): .words(all { UInt16(truncatingIfNeeded: $0) })
        case (.unsigned, ...63): .integers(all { Int64($0) })
        // Above 63 bits no value is of use here, nor likely.
        case (.unsigned, 64): .integers(all { Int64(clamping: $0) })
        case (.signed, _):
            .integers(all { (Int64(truncatingIfNeeded: $0) << Int64(64 - bits)) >> Int64(64 - bits) })
        case (.floating, 16): .fractions(all { half(UInt32($0)) })
        case (.floating, 32): .fractions(all { Double(Float(bitPattern: UInt32($0))) })
        case (.floating, 64): .fractions(all { Double(bitPattern: $0) })
        default: nil
        }
    }

    private func all<Value>(_ value: (UInt64) -> Value) -> [Value] {
        let pieceRow = (pieceWidth * bits + 7) / 8
        let pieces = (width + pieceWidth - 1) / pieceWidth
        let (size, isWhole) = (bits / 8, bits % 8 == 0)
        return [Value](unsafeUninitializedCapacity: width * height) { target, filled in
            rows.withUnsafeBufferPointer { rows in
                for row in 0..<height {
                    for piece in 0..<pieces {
                        let start = (row * pieces + piece) * pieceRow
                        for index in 0..<min(pieceWidth, width - piece * pieceWidth) {
                            var bitsOfValue: UInt64 = 0
                            if isWhole {
                                for byte in 0..<size {
                                    let place = start + index * size + (isBigEndian ? byte : size - 1 - byte)
                                    bitsOfValue = bitsOfValue << 8 | UInt64(rows[place])
                                }
                            } else {
                                for bit in (index * bits)..<((index + 1) * bits) {
                                    bitsOfValue = bitsOfValue << 1 | UInt64(rows[start + bit / 8] >> (7 - bit % 8) & 1)
                                }
                            }
                            (target.baseAddress.map { $0 + filled })?.initialize(to: value(bitsOfValue))
                            filled += 1
                        }
                    }
                }
            }
        }
    }

    /// A number of IEEE's binary16 format.
    private func half(_ bits: UInt32) -> Double {
        let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023) / 1024)
        let sign: Double = bits >> 15 & 1 == 1 ? -1 : 1
        switch exponent {
        case 0: return sign * fraction * 0x1p-14
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}
