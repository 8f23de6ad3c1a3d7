/// What an unquoted word of YAML 1.1 means to PyYAML, which both frameworks read with: `yes` is True, `010` is 8, and `1e-3` is a text.
enum YAMLScalar {
    static func value(_ word: String) -> Setting {
        switch word {
        case "", "~", "null", "Null", "NULL": return .none
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .truth(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .truth(false)
        default: return whole(word) ?? real(word) ?? .text(word)
        }
    }

    private static func whole(_ word: String) -> Setting? {
        let isNegative = word.hasPrefix("-")
        let digits = (isNegative || word.hasPrefix("+") ? word.dropFirst() : Substring(word)).replacing("_", with: "")
        guard digits.first?.isASCII == true, digits.first?.isNumber == true else { return nil }
        let number: Int? =
            if digits.hasPrefix("0b") {
                Int(digits.dropFirst(2), radix: 2)
            } else if digits.hasPrefix("0x") {
                Int(digits.dropFirst(2), radix: 16)
            } else if digits.hasPrefix("0"), digits.count > 1 {
                Int(digits.dropFirst(), radix: 8)
            } else {
                Int(digits)
            }
        return number.map { .whole(isNegative ? -$0 : $0) }
    }

    private static func real(_ word: String) -> Setting? {
        let bare = word.first.map { "+-".contains($0) } == true ? word.dropFirst() : Substring(word)
        switch bare {
        case ".inf", ".Inf", ".INF": return .real(word.hasPrefix("-") ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return .real(.nan)
        default: break
        }
        // There is a point, and an exponent has a sign.
        let parts = bare.split(maxSplits: 1, omittingEmptySubsequences: false) { "eE".contains($0) }
        let mantissa = parts[0].replacing("_", with: "")
        guard mantissa.contains("."), mantissa.contains(where: \.isNumber),
            mantissa.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") })
        else { return nil }
        if parts.count == 2 {
            let exponent = parts[1]
            guard let sign = exponent.first, "+-".contains(sign), exponent.count > 1,
                exponent.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
            else { return nil }
        }
        return Double(word.replacing("_", with: "")).map(Setting.real)
    }
}
