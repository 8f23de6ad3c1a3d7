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
        // On local variables, which stay in registers: nearly all of a data set's bytes pass through here.
        let start = position
        var next = start
        if byte == UInt8(ascii: "-") { next += 1 }
        var mantissa: UInt64 = 0
        let whole = next
        scanDigits(into: &mantissa, at: &next)
        guard next > whole else { throw noNumber(at: whole, isNegative: whole > start, expected: expected()) }
        if next > whole + 1, bytes[whole] == UInt8(ascii: "0") {
            // A zero stands alone; what follows it is not the number's, and the caller will not expect it.
            next = whole + 1
            mantissa = 0
        }
        var number = JSONNumber(
            start: start, end: next, isNegative: whole > start, mantissa: mantissa, exponent: 0, isComplete: true,
            isInteger: true)
        var digits = next - whole
        if next < bytes.count, bytes[next] == UInt8(ascii: ".") {
            next += 1
            let fraction = next
            scanDigits(into: &number.mantissa, at: &next)
            guard next > fraction else { throw noDigit(at: next) }
            number.exponent = fraction - next
            number.isInteger = false
            digits += next - fraction
        }
        if next < bytes.count, bytes[next] | 0x20 == UInt8(ascii: "e") {
            position = next
            number.exponent += try scanExponent()
            number.isInteger = false
            next = position
        }
        number.end = next
        position = next
        // 19 digits fit 64 bits.
        if digits > 19 { number.isComplete = significantDigits(of: number) <= 19 }
        return number
    }

    /// Appends digits to a number, which overflows silently.
    @inline(__always)
    private func scanDigits(into mantissa: inout UInt64, at next: inout Int) {
        while next < bytes.count {
            let digit = bytes[next] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            next += 1
        }
    }

    /// How many digits follow the leading zeros, the point not counted.
    @inline(never)
    private func significantDigits(of number: JSONNumber) -> Int {
        var count = 0
        for byte in bytes[number.start..<number.end] {
            if byte | 0x20 == UInt8(ascii: "e") { break }
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10, count > 0 || digit > 0 { count += 1 }
        }
        return count
    }

    private mutating func noNumber(at next: Int, isNegative: Bool, expected: String) -> JSONFailure {
        guard isNegative, !comes("-Infinity") else { return wrongValue(expected: expected) }
        return noDigit(at: next)
    }

    private mutating func noDigit(at next: Int) -> JSONFailure {
        position = next
        return wrongSyntax(expected: "a digit")
    }

    private var isDigit: Bool { byte &- UInt8(ascii: "0") < 10 }

    private mutating func scanExponent() throws(JSONFailure) -> Int {
        position += 1
        let isNegative = byte == UInt8(ascii: "-")
        if isNegative || byte == UInt8(ascii: "+") { position += 1 }
        guard isDigit else { throw noDigit(at: position) }
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
