import Files

/// Text that may go to a terminal or a log: whatever in it comes from outside, such as the name of a file or of a class, shows
/// its control characters and does not act by them (`VisibleText`).
///
/// Literals are the program's own words and stay; everything that is put into one is made visible, ends of lines included. The
/// console prints nothing else, so that a message cannot forget it.
struct TerminalText: Sendable, ExpressibleByStringInterpolation {
    /// What is written.
    let string: String

    init(stringLiteral value: String) { string = value }

    init(stringInterpolation: Interpolation) { string = stringInterpolation.string }

    /// Words of which no line is the program's own.
    init(_ text: String) { string = VisibleText.of(text) }

    /// A document in a language that has its own way to write ends of lines inside of values, such as JSON.
    init(document: String) { string = VisibleText.of(document, keepsLines: true) }

    private init(visible string: String) { self.string = string }

    static func + (first: TerminalText, second: TerminalText) -> TerminalText {
        TerminalText(visible: first.string + second.string)
    }

    static func += (first: inout TerminalText, second: TerminalText) { first = first + second }

    /// Literals with something between.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var string = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            string.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { string += literal }

        mutating func appendInterpolation(_ text: TerminalText) { string += text.string }

        mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            string += VisibleText.of(value.description)
        }
    }
}

extension Sequence<TerminalText> {
    /// The texts with another between.
    func joined(separator: TerminalText) -> TerminalText {
        var joined: TerminalText = ""
        for (index, text) in enumerated() { joined += index == 0 ? text : separator + text }
        return joined
    }
}
