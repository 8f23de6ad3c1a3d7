/// Where a byte of a JSON text stands, for messages.
struct JSONLocation {
    let offset: Int
    /// The line, counted from 1.
    let line: Int
    /// The character in the line, counted from 1.
    let column: Int

    /// Complexity: O(*n*) in the bytes before the offset, which are read once more.
    init(offset: Int, in bytes: UnsafeRawBufferPointer) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.offset = offset
        self.line = line
        column = 1 + bytes[lineStart..<min(offset, bytes.count)].count { $0 & 0xc0 != 0x80 }
    }

    /// The names and numbers that lead to the value that begins at the offset, such as `annotations[12].bbox[2]`; empty
    /// for the outermost value.
    ///
    /// The text before the offset must be the beginning of a correct one.
    /// Complexity: O(*n*) in the bytes before the offset.
    func field(in bytes: UnsafeRawBufferPointer) -> String {
        var steps: [JSONStep] = []
        var position = 0
        var isNameNext = false
        while position < offset {
            switch bytes[position] {
            case UInt8(ascii: "{"):
                steps.append(.field(0..<0))
                isNameNext = true
            case UInt8(ascii: "["):
                steps.append(.element(0))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                steps.removeLast(min(1, steps.count))
                isNameNext = false
            case UInt8(ascii: ","):
                isNameNext = JSONLocation.advance(&steps)
            case UInt8(ascii: "\""):
                let end = JSONLocation.endOfString(at: position, in: bytes)
                if isNameNext, !steps.isEmpty { steps[steps.count - 1] = .field(position + 1..<max(position + 1, end)) }
                isNameNext = false
                position = end
            default: break
            }
            position += 1
        }
        return JSONStep.path(steps, in: bytes)
    }

    /// Steps over a comma; whether the name of a field follows.
    private static func advance(_ steps: inout [JSONStep]) -> Bool {
        guard let last = steps.last else { return false }
        guard case .element(let index) = last else { return true }
        steps[steps.count - 1] = .element(index + 1)
        return false
    }

    /// The place of the closing quote.
    private static func endOfString(at start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        var position = start + 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position, bytes.count)
    }
}

/// One step from a JSON value to one inside it.
enum JSONStep {
    /// To a field of an object, whose name is at these bytes.
    case field(Range<Int>)
    /// To an element of a list.
    case element(Int)

    /// The steps as people write them: `annotations[12].bbox`.
    static func path(_ steps: [JSONStep], in bytes: UnsafeRawBufferPointer) -> String {
        var path = ""
        for step in steps {
            switch step {
            case .field(let name):
                let text = String(decoding: bytes[name.prefix(80)], as: UTF8.self)
                path += path.isEmpty ? text : ".\(text)"
            case .element(let index):
                path += "[\(index)]"
            }
        }
        return path
    }
}
