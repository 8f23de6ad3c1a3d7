/// A value of a JSON text together with where it stands.
package struct JSONElement: Sendable {
    /// One step from a value to one inside it.
    enum Step: Sendable {
        case field(String)
        case element(Int)
    }

    let document: JSONDocument
    /// The value.
    package let value: JSONValue
    let steps: [Step]
    /// Whether errors say where in the file they are, for which it is gone through again.
    package var tellsPlaces = true

    /// The field of an object; nil where there is none, or it is null, or this is no object.
    package subscript(name: String) -> JSONElement? {
        guard let field = value[name], field != .null else { return nil }
        return JSONElement(
            document: document, value: field, steps: steps + [.field(name)], tellsPlaces: tellsPlaces)
    }

    /// The field of an object.
    /// - Throws: Where this is no object, or has no such field, or it is null.
    package func required(_ name: String, expected: String = "there") throws(COCOError) -> JSONElement {
        guard case .object = value else { throw error(expected: "an object") }
        guard let field = self[name] else {
            guard tellsPlaces else { throw error(expected: expected, found: "none") }
            throw document.error(
                JSONFailure(
                    kind: .value, offset: document.offset(of: steps), expected: expected,
                    found: value[name] == nil ? "missing" : "null", missingField: name))
        }
        return field
    }

    /// The names of an object's fields.
    /// - Throws: Where this is no object.
    package func names() throws(COCOError) -> [String] {
        guard case .object(let fields) = value else { throw error(expected: "an object") }
        return fields.map { $0.0 }
    }

    /// The elements of a list.
    /// - Throws: Where this is no list.
    package func elements(expected: String = "a list") throws(COCOError) -> [JSONElement] {
        guard case .array(let elements) = value else { throw error(expected: expected) }
        return elements.enumerated().map { index, element in
            JSONElement(
                document: document, value: element, steps: steps + [.element(index)], tellsPlaces: tellsPlaces)
        }
    }

    /// The text of a string.
    /// - Throws: Where this is no string.
    package func string(expected: String = "a string") throws(COCOError) -> String {
        guard case .string(let text) = value else { throw error(expected: expected) }
        return text
    }

    /// A number.
    /// - Throws: Where this is no number.
    package func number(expected: String = "a number") throws(COCOError) -> Double {
        guard case .number(let number) = value else { throw error(expected: expected) }
        return number
    }

    /// An integer, which may be written as 12.0.
    /// - Throws: Where this is no integer, or it lies outside the range.
    package func integer(
        in range: ClosedRange<Int> = Int.min...Int.max, expected: String = "an integer"
    ) throws(COCOError) -> Int {
        guard case .number(let number) = value, let integer = Int(exactly: number), range.contains(integer) else {
            throw error(expected: expected)
        }
        return integer
    }

    /// A flag: true, false, 1 or 0.
    /// - Throws: Where this is none of these.
    package func flag(expected: String = "true or false") throws(COCOError) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .number(0): return false
        case .number(1): return true
        default: throw error(expected: expected)
        }
    }

    /// The error that says what this value should be.
    /// - Parameter found: What it is; its value in words where nil.
    package func error(expected: String, found: String? = nil) -> COCOError {
        guard tellsPlaces else {
            return .value(
                file: document.name, line: 1, column: 1, field: "", expected: expected,
                found: found ?? value.description)
        }
        return document.error(
            JSONFailure(
                kind: .value, offset: document.offset(of: steps), expected: expected, found: found ?? value.description)
        )
    }
}
