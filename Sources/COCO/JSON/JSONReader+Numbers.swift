/// A decimal number of a JSON text: ± mantissa × 10^exponent.
struct JSONNumber {
    var start: Int
    var end: Int
    var isNegative: Bool
    /// The digits as one integer.
    var mantissa: UInt64
    var exponent: Int
    /// Whether the mantissa holds all digits; if not, only the text does.
    var isComplete: Bool
    /// Whether there is neither a fraction nor an exponent.
    var isInteger: Bool
}

extension JSONReader {
    /// Reads a number's digits.
    @inline(__always)
    mutating func scanNumber(expected: @autoclosure () -> String) throws(JSONFailure) -> JSONNumber {
        let start = position
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative { position += 1 }
        var number = JSONNumber(
            start: start, end: start, isNegative: isNegative, mantissa: 0, exponent: 0, isComplete: true,
            isInteger: true)
        var digits = 0
        if byte == UInt8(ascii: "0") {
            position += 1
        } else if isDigit {
            scanDigits(into: &number, digits: &digits)
        } else {
            if isNegative {
                throw comes("Infinity") ? notFinite(at: start, expected()) : wrongSyntax(expected: "a digit")
            }
            throw wrongValue(expected: expected())
        }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard isDigit else { throw wrongSyntax(expected: "a digit") }
            let before = position
            scanDigits(into: &number, digits: &digits)
            number.exponent = before - position
            number.isInteger = false
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            number.exponent += try scanExponent()
            number.isInteger = false
        }
        number.isComplete = digits <= 19
        number.end = position
        return number
    }

    @inline(__always)
    private var isDigit: Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Appends digits to the mantissa; `digits` counts those after leading zeros. 19 of them fit 64 bits.
    @inline(__always)
    private mutating func scanDigits(into number: inout JSONNumber, digits: inout Int) {
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            number.mantissa = number.mantissa &* 10 &+ UInt64(digit)
            if digits > 0 || digit > 0 { digits += 1 }
            position += 1
        }
    }

    private mutating func scanExponent() throws(JSONFailure) -> Int {
        position += 1
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative || byte == UInt8(ascii: "+") { position += 1 }
        guard isDigit else { throw wrongSyntax(expected: "a digit") }
        var exponent = 0
        while isDigit {
            // Beyond any number's range, and far from an integer's.
            if exponent < 1_000_000 { exponent = exponent * 10 + Int(byte - UInt8(ascii: "0")) }
            position += 1
        }
        return isNegative ? -exponent : exponent
    }

    /// Reads a number, rounded to the nearest double.
    /// - Throws: Where another value comes, or the number is not finite.
    @inline(__always)
    mutating func readDouble(expected: @autoclosure () -> String = "a number") throws(JSONFailure) -> Double {
        let number = try scanNumber(expected: expected())
        if let value = number.fastValue { return value }
        return try slowValue(of: number, expected: expected())
    }

    @inline(never)
    private func slowValue(of number: JSONNumber, expected: String) throws(JSONFailure) -> Double {
        guard number.end - number.start <= 4096 else {
            throw wrongValue(at: number.start, expected: "a number of at most 4096 characters")
        }
        let text = String(decoding: bytes[number.start..<number.end], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw wrongValue(at: number.start, expected: "a number that a double can hold")
        }
        return value
    }

    private func notFinite(at start: Int, _ expected: String) -> JSONFailure {
        wrongValue(at: start, expected: expected, found: "-Infinity")
    }

    /// Reads an integer, which may be written as 12.0.
    /// - Throws: Where another value comes, or the integer is outside the range.
    mutating func readInteger(
        in range: ClosedRange<Int> = Int.min...Int.max, expected: @autoclosure () -> String = "an integer"
    ) throws(JSONFailure) -> Int {
        let number = try scanNumber(expected: expected())
        guard let value = integer(number), range.contains(value) else {
            throw wrongValue(at: number.start, expected: expected())
        }
        return value
    }

    private func integer(_ number: JSONNumber) -> Int? {
        guard number.isInteger else {
            let value = number.fastValue ?? (try? slowValue(of: number, expected: ""))
            return value.flatMap { Int(exactly: $0) }
        }
        guard number.isComplete else { return nil }
        guard let value = Int(exactly: number.mantissa) else {
            return number.isNegative && number.mantissa == 1 << 63 ? Int.min : nil
        }
        return number.isNegative ? -value : value
    }
}
