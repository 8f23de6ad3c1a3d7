/// Reads a JSON text from front to back, as its caller asks for one value after another: nothing is built that the caller
/// does not want.
///
/// Strict JSON (RFC 8259), and Python's `NaN`, `Infinity` and `-Infinity`, which are known so that a message can name them.
/// The bytes must outlive the reader.
struct JSONReader {
    /// How deep lists and objects may lie in each other.
    static let greatestDepth = 512

    let bytes: UnsafeRawBufferPointer
    /// The byte that is read next.
    var position = 0

    /// Reused by what reads lists of numbers and strings with escapes.
    var numbers: [Double] = []
    var lengths: [UInt32] = []
    var unescaped: [UInt8] = []

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// The next byte; 0, which no JSON text holds, at the end.
    @inline(__always)
    var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    @inline(__always)
    mutating func skipSpace() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return }
            position += 1
        }
    }

    // MARK: Structure

    /// Steps into an object, whose fields `nextName` then gives.
    mutating func enterObject(expected: @autoclosure () -> String) throws(JSONFailure) {
        skipSpace()
        guard byte == UInt8(ascii: "{") else { throw wrongValue(expected: expected()) }
        position += 1
    }

    /// The name of the object's next field, whose value is then to be read; nil at the object's end.
    /// - Parameter isFirst: True before the first call, for which no comma is due.
    mutating func nextName(_ isFirst: inout Bool) throws(JSONFailure) -> JSONString? {
        skipSpace()
        if byte == UInt8(ascii: "}") {
            position += 1
            return nil
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw wrongSyntax(expected: "\",\" or \"}\"") }
            position += 1
            skipSpace()
        }
        guard byte == UInt8(ascii: "\"") else { throw wrongSyntax(expected: "a field's name in quotes") }
        isFirst = false
        let name = try scanString()
        skipSpace()
        guard byte == UInt8(ascii: ":") else { throw wrongSyntax(expected: "\":\"") }
        position += 1
        skipSpace()
        return name
    }

    /// Steps into a list, whose elements `nextElement` then announces.
    mutating func enterList(expected: @autoclosure () -> String) throws(JSONFailure) {
        skipSpace()
        guard byte == UInt8(ascii: "[") else { throw wrongValue(expected: expected()) }
        position += 1
    }

    /// Whether the list has one more element, which is then to be read.
    /// - Parameter isFirst: True before the first call, for which no comma is due.
    @inline(__always)
    mutating func nextElement(_ isFirst: inout Bool) throws(JSONFailure) -> Bool {
        skipSpace()
        if byte == UInt8(ascii: "]") {
            position += 1
            return false
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw wrongSyntax(expected: "\",\" or \"]\"") }
            position += 1
            skipSpace()
        }
        isFirst = false
        return true
    }

    /// Checks that nothing follows the outermost value.
    mutating func finish() throws(JSONFailure) {
        skipSpace()
        guard position == bytes.count else { throw wrongSyntax(expected: "the end of the file") }
    }

    // MARK: Literals

    /// Reads `null` if it comes next, and tells whether it did.
    mutating func readNull() throws(JSONFailure) -> Bool {
        guard byte == UInt8(ascii: "n") else { return false }
        try readLiteral("null")
        return true
    }

    mutating func readLiteral(_ literal: StaticString) throws(JSONFailure) {
        guard comes(literal) else { throw wrongSyntax(expected: "a value") }
        position += literal.utf8CodeUnitCount
    }

    /// Whether some text comes next.
    func comes(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
        return true
    }
}
