extension JSONValue {
    /// The value as JSON text in UTF-8; integral numbers are written without a fraction.
    ///
    /// A number that is not finite, which JSON has no way to write, becomes null.
    /// - Parameter indentation: How many spaces a level is moved in; all stands on one line where nil.
    package func jsonBytes(indentation: Int? = nil) -> [UInt8] {
        var writer = JSONWriter()
        write(to: &writer, indentation: indentation, level: 0)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter, indentation: Int?, level: Int) {
        switch self {
        case .null: writer.write("null")
        case .bool(let value): writer.write(value ? "true" : "false")
        case .number(let value): JSONValue.write(value, to: &writer)
        case .string(let text): writer.write(string: text)
        case .array([]): writer.write("[]")
        case .array(let elements):
            writer.write("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { writer.write(",") }
                writer.breakLine(indentation: indentation, level: level + 1)
                element.write(to: &writer, indentation: indentation, level: level + 1)
            }
            writer.breakLine(indentation: indentation, level: level)
            writer.write("]")
        case .object(let fields) where fields.isEmpty: writer.write("{}")
        case .object(let fields):
            writer.write("{")
            for (index, field) in fields.enumerated() {
                if index > 0 { writer.write(",") }
                writer.breakLine(indentation: indentation, level: level + 1)
                writer.write(string: field.0)
                writer.write(indentation == nil ? ":" : ": ")
                field.1.write(to: &writer, indentation: indentation, level: level + 1)
            }
            writer.breakLine(indentation: indentation, level: level)
            writer.write("}")
        }
    }

    private static func write(_ number: Double, to writer: inout JSONWriter) {
        if let integer = Int(exactly: number), integer.magnitude < 1 << 53 {
            writer.write(integer: integer)
        } else if number.isFinite {
            writer.write(number: number)
        } else {
            writer.write("null")
        }
    }
}

extension JSONWriter {
    fileprivate mutating func breakLine(indentation: Int?, level: Int) {
        guard let indentation else { return }
        write(raw: "\n" + String(repeating: " ", count: indentation * level))
    }
}
