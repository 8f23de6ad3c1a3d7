/// Numbers as people read them, in English.
package enum NumberLabel {
    /// What stands for a number that there is none of.
    package static let none = "–"

    /// The number with so many digits after its point, and a true minus sign.
    package static func fixed(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return none }
        let digits = min(max(digits, 0), 12)
        let unit = power(10, Double(digits))
        let scaled = (abs(value) * unit).rounded()
        guard scaled < 9e15 else { return "\(value)".replacingMinus() }
        let whole = Int(scaled)
        var text = String(whole)
        if digits > 0 {
            if text.count <= digits { text = String(repeating: "0", count: digits + 1 - text.count) + text }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -digits))
        }
        return value < 0 && whole > 0 ? "−" + text : text
    }

    /// The number with so many digits after its point; a dash for nil.
    package static func fixed(_ value: Double?, digits: Int) -> String {
        value.map { fixed($0, digits: digits) } ?? none
    }

    /// A whole number with commas between thousands.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "−" + text : text
    }

    /// A number in little room: three digits or so, thousands as `k`, millions as `M`.
    package static func short(_ value: Double) -> String {
        guard value.isFinite else { return none }
        let magnitude = abs(value)
        if magnitude == 0 { return "0" }
        for (unit, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where magnitude >= unit * 9.9995 {
            let share = value / unit
            if magnitude >= 1e15 { return scientific(value) }
            return trimmed(fixed(share, digits: abs(share) >= 99.95 ? 0 : 1)) + letter
        }
        if magnitude < 1e-4 { return scientific(value) }
        let digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 4
        return trimmed(fixed(value, digits: digits))
    }

    /// A share as a percentage.
    package static func percent(_ share: Double, digits: Int = 0) -> String {
        share.isFinite ? fixed(share * 100, digits: digits) + " %" : none
    }

    /// `2.5e−7`.
    static func scientific(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : none }
        var exponent = decimalLogarithm(abs(value)).rounded(.down)
        var mantissa = value / power(10, exponent)
        if !mantissa.isFinite { return "\(value)".replacingMinus() }
        if abs(mantissa) >= 9.95 {
            mantissa /= 10
            exponent += 1
        }
        return trimmed(fixed(mantissa, digits: 1)) + "e" + fixed(exponent, digits: 0)
    }

    /// Without zeros at the end of a fraction.
    static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var rest = text[...]
        while rest.last == "0" { rest.removeLast() }
        if rest.last == "." { rest.removeLast() }
        return String(rest)
    }
}

extension String {
    fileprivate func replacingMinus() -> String { String(map { $0 == "-" ? "−" : $0 }) }
}
