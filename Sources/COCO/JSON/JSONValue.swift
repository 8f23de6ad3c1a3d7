/// Any JSON value, for small files whose format is not COCO's; data sets and results are read without it.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Fields in the order of the file, each name once.
    case object([(String, JSONValue)])
}

extension JSONValue: Equatable {
    /// Whether two values are the same; the order of fields counts.
    package static func == (first: JSONValue, second: JSONValue) -> Bool {
        switch (first, second) {
        case (.null, .null): true
        case (.bool(let first), .bool(let second)): first == second
        case (.number(let first), .number(let second)): first == second
        case (.string(let first), .string(let second)): first == second
        case (.array(let first), .array(let second)): first == second
        case (.object(let first), .object(let second)):
            first.count == second.count && zip(first, second).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
        default: false
        }
    }
}

extension JSONValue {
    /// A number, written without a fraction.
    package static func integer(_ value: Int) -> JSONValue { .number(Double(value)) }

    /// The field of an object; nil where there is none, or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.0 == name }?.1
    }

    /// What the value is, for messages.
    package var description: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): "the number \(value)"
        case .string(let text): "the string \"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case .array(let elements): "a list of \(elements.count)"
        case .object: "an object"
        }
    }
}
