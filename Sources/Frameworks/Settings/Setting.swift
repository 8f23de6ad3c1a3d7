/// A value of another framework's configuration. Lists and tuples are one here: the frameworks take each for the other.
public enum Setting: Sendable, Hashable {
    /// No value: `None` of Python, `null` of YAML.
    case none
    /// A truth value.
    case truth(Bool)
    /// A whole number.
    case whole(Int)
    /// A number with a point or an exponent.
    case real(Double)
    /// A text.
    case text(String)
    /// A list or a tuple.
    case list([Setting])
}

extension Setting: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
    /// No value.
    public init(nilLiteral: ()) { self = .none }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .truth(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .whole(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .real(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A list.
    public init(arrayLiteral elements: Setting...) { self = .list(elements) }
}

extension Setting: CustomStringConvertible {
    /// As Python writes it.
    public var description: String {
        switch self {
        case .none: "None"
        case .truth(let value): value ? "True" : "False"
        case .whole(let value): String(value)
        case .real(let value): "\(value)"
        case .text(let value): "\"\(value)\""
        case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
        }
    }

    /// What kind of value it is, with itself.
    var kind: String {
        switch self {
        case .none: "nothing"
        case .truth: "the truth value \(self)"
        case .whole: "the whole number \(self)"
        case .real: "the number \(self)"
        case .text(let text): "the text \"\(text.prefix(80))\""
        case .list(let values): values.count > 8 ? "a list of \(values.count)" : "the list \(self)"
        }
    }

    /// What kind of value a key takes whose usual value it is.
    var expectation: String {
        switch self {
        case .none: "a value"
        case .truth: "True or False"
        case .whole: "a whole number, such as \(self)"
        case .real: "a number with a point, such as \(self)"
        case .text(let text): text.isEmpty ? "a text" : "a text, such as \"\(text)\""
        case .list(let values): values.isEmpty ? "a list" : "a list, such as \(self)"
        }
    }

    /// Itself, where a key takes it whose usual value is another; nil where both frameworks refuse it: they take no whole number for one
    /// with a point, nor the other way round, and no number for a truth value.
    func coerced(like usual: Setting) -> Setting? {
        switch (usual, self) {
        case (.none, _), (.truth, .truth), (.whole, .whole), (.real, .real), (.text, .text), (.list, .list): self
        case (.text, .none): .text("")
        default: nil
        }
    }
}
