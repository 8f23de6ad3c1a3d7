internal import Files

extension PickleReader {
    /// Carries out an operation that pushes a plain value; false if it is another.
    mutating func executeScalar(_ opcode: PickleOpcode) throws(CheckpointError) -> Bool {
        switch opcode {
        case .none: push(.none)
        case .newTrue: push(.bool(true))
        case .newFalse: push(.bool(false))
        case .binInt: push(.integer(Int(try reader.integer(Int32.self))))
        case .binInt1: push(.integer(Int(try reader.integer(UInt8.self))))
        case .binInt2: push(.integer(Int(try reader.integer(UInt16.self))))
        case .long1: push(number(try reader.take(try reader.integer(UInt8.self))))
        case .long4: push(number(try reader.take(try reader.integer(UInt32.self))))
        case .binFloat: push(.real(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
        case .int: push(try textInteger(reader.text(reader.line())))
        case .long: push(try textInteger(reader.text(reader.line())))
        case .float: push(try textFloat(reader.text(reader.line())))
        case .shortBinUnicode: push(.string(try reader.text(reader.take(try reader.integer(UInt8.self)))))
        case .binUnicode: push(.string(try reader.text(reader.take(try reader.integer(UInt32.self)))))
        case .binUnicode8: push(.string(try reader.text(reader.take(try reader.integer(UInt64.self)))))
        case .shortBinString: push(text2(try reader.take(try reader.integer(UInt8.self))))
        case .binString: push(text2(try reader.take(try reader.integer(UInt32.self))))
        case .string: push(try quotedString(reader.line()))
        case .unicode: push(try rawUnicode(reader.text(reader.line())))
        case .shortBinBytes: push(.span(try reader.take(try reader.integer(UInt8.self))))
        case .binBytes: push(.span(try reader.take(try reader.integer(UInt32.self))))
        case .binBytes8, .byteArray8: push(.span(try reader.take(try reader.integer(UInt64.self))))
        default: return false
        }
        return true
    }

    /// A number in two's complement, lowest byte first; none is 0.
    private func number(_ range: Range<Int>) -> PickleValue {
        let bytes = reader.file.bytes[range]
        guard bytes.count <= 8 else { return .bigInteger(Array(bytes)) }
        let isNegative = (bytes.last ?? 0) >= 0x80
        var value: Int64 = isNegative ? -1 : 0
        for byte in bytes.reversed() { value = value << 8 | Int64(byte) }
        return .integer(Int(value))
    }

    /// Protocol 0's whole numbers, of which `I00` and `I01` are the truth values; Python 2 puts an L after long ones.
    private func textInteger(_ line: String) throws(CheckpointError) -> PickleValue {
        if line == "00" || line == "01" { return .bool(line == "01") }
        let digits = line.hasSuffix("L") ? String(line.dropLast()) : line
        if let value = Int(digits) { return .integer(value) }
        // The one number of over 64 bits that matters: a checkpoint from before PyTorch 1.6 begins with it.
        if digits == LegacyCheckpoint.magicDigits { return .bigInteger(LegacyCheckpoint.magic) }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }) else {
            throw malformed("the number \(line.quoted)")
        }
        return .other("a whole number of \(digits.utf8.count) digits")
    }

    private func textFloat(_ line: String) throws(CheckpointError) -> PickleValue {
        guard let value = Double(line) else { throw malformed("the number \(line.quoted)") }
        return .real(value)
    }

    /// Python 2's strings are bytes without an encoding. Short ones are texts, in UTF-8 as a rule, in Latin-1 otherwise; long ones,
    /// which are the elements of arrays, stay where they are.
    private func text2(_ range: Range<Int>) -> PickleValue {
        guard range.count <= 256 else { return .span(range) }
        let bytes = reader.file.bytes[range]
        return String(validating: bytes, as: UTF8.self).map(PickleValue.string) ?? .latin1(String.latin1(bytes))
    }

    /// Protocol 0's strings stand in quotation marks; those with escapes are no names that a checkpoint has.
    private func quotedString(_ range: Range<Int>) throws(CheckpointError) -> PickleValue {
        let bytes = reader.file.bytes[range]
        guard bytes.count >= 2, let mark = bytes.first, mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\""),
            bytes.last == mark, !bytes.contains(UInt8(ascii: "\\"))
        else {
            throw malformed("a string that is not quoted or has escapes")
        }
        return text2(range.lowerBound + 1..<range.upperBound - 1)
    }

    /// Protocol 0's Unicode strings, likewise.
    private func rawUnicode(_ line: String) throws(CheckpointError) -> PickleValue {
        guard !line.contains("\\") else { throw malformed("a string with escapes") }
        return .string(line)
    }
}

extension String {
    /// Text of one character a byte.
    static func latin1(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text.unicodeScalars.append(UnicodeScalar(byte)) }
        return text
    }
}
