/// Writes a dictionary as `np.save(path, {…})` does, for readers with NumPy 1 and 2.
package struct NumpyDictionaryWriter {
    /// A value of the dictionary.
    package indirect enum Value {
        case none
        case bool(Bool)
        case integer(Int)
        case real(Double)
        case text(String)
        case list([Value])
        /// An array of a type by NumPy's short name, such as `u2`, little-endian, the last index changing fastest.
        case array(type: String, shape: [Int], bytes: [UInt8])
    }

    private var bytes: [UInt8] = []

    /// The bytes of a file of NumPy's with the dictionary.
    package static func file(_ members: [(name: String, value: Value)]) -> [UInt8] {
        var writer = NumpyDictionaryWriter()
        writer.bytes = NumpyDictionaryWriter.head
        writer.append(.protocolVersion)
        writer.bytes.append(4)
        // An array without dimensions, whose element is the dictionary.
        writer.emptyArray()
        writer.append(.mark)
        writer.integer(1)
        writer.append(.emptyTuple)
        writer.type("O8", order: "|", flags: 63)
        writer.append(.newFalse, .mark, .emptyDictionary, .mark)
        for member in members {
            writer.text(member.name)
            writer.value(member.value)
        }
        writer.append(.setItems, .list, .tuple, .build, .stop)
        return writer.bytes
    }

    private static var head: [UInt8] {
        var text = "{'descr': '|O', 'fortran_order': False, 'shape': (), }"
        // With the ten bytes before it, the head is a multiple of 64 long and ends with a line feed.
        text += String(repeating: " ", count: (64 - (10 + text.utf8.count + 1) % 64) % 64) + "\n"
        let count = UInt16(truncatingIfNeeded: text.utf8.count)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 0xff), UInt8(count >> 8)] + Array(text.utf8)
    }

    private mutating func value(_ value: Value) {
        switch value {
        case .none: append(.none)
        case .bool(let value): append(value ? .newTrue : .newFalse)
        case .integer(let value): integer(value)
        case .real(let value):
            append(.binFloat)
            withUnsafeBytes(of: value.bitPattern.bigEndian) { bytes += $0 }
        case .text(let value): text(value)
        case .list(let values):
            append(.mark)
            for value in values { self.value(value) }
            append(.list)
        case .array(let name, let shape, let content):
            emptyArray()
            append(.mark)
            integer(1)
            append(.mark)
            for side in shape { integer(side) }
            append(.tuple)
            let isByte = name.hasSuffix("1")
            type(name, order: isByte ? "|" : "<", flags: 0)
            append(.newFalse, .binBytes8)
            little(UInt64(content.count))
            bytes += content
            append(.tuple, .build)
        }
    }

    private mutating func emptyArray() {
        global("numpy.core.multiarray", "_reconstruct")
        append(.mark)
        global("numpy", "ndarray")
        append(.mark)
        integer(0)
        append(.tuple, .shortBinBytes)
        bytes += [1, UInt8(ascii: "b")]
        append(.tuple, .reduce)
    }

    private mutating func type(_ name: String, order: String, flags: Int) {
        global("numpy", "dtype")
        append(.mark)
        text(name)
        append(.newFalse, .newTrue, .tuple, .reduce, .mark)
        integer(3)
        text(order)
        append(.none, .none, .none)
        integer(-1)
        integer(-1)
        integer(flags)
        append(.tuple, .build)
    }

    private mutating func global(_ module: String, _ name: String) {
        append(.global)
        bytes += Array("\(module)\n\(name)\n".utf8)
    }

    private mutating func text(_ text: String) {
        append(.binUnicode)
        little(UInt32(clamping: text.utf8.count))
        bytes += text.utf8
    }

    private mutating func integer(_ value: Int) {
        if let number = Int32(exactly: value) {
            append(.binInt)
            little(number)
        } else {
            append(.long1)
            bytes.append(8)
            little(Int64(value))
        }
    }

    private mutating func append(_ opcodes: PickleOpcode...) {
        for opcode in opcodes { bytes.append(opcode.rawValue) }
    }

    private mutating func little(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
