/// How long a server says that a file is, checked before it is believed.
struct AnnouncedLength: Equatable {
    /// What is wrong with what a server says.
    enum Fault: Error, Equatable {
        /// What it says is no length, or does not add up.
        case senseless(String)
        /// The file is longer than it may be; nil where only that is known.
        case tooLong(byteCount: Int?)

        /// What is wrong, in words.
        var reason: String {
            switch self {
            case .senseless(let reason): reason
            case .tooLong(let count): "the file has \(count.map { "\($0) bytes, " } ?? "")more than it may have"
            }
        }
    }

    /// The whole file's length; nil where the server does not say.
    let total: Int?

    /// Of an answer with the whole file, whose body has so many bytes.
    ///
    /// - Throws: ``Fault`` where it is no length, or more than `limit`.
    init(contentLength: String?, limit: Int) throws(Fault) {
        total = try contentLength.map { (text) throws(Fault) in
            guard let length = Self.number(text) else {
                throw Fault.senseless("the server announces a length that is none: \(Self.shown(text))")
            }
            return length
        }
        try check(limit: limit)
    }

    /// Of an answer with the rest of a file, of which there are `start` bytes already: `bytes 100-199/200`.
    ///
    /// - Throws: ``Fault`` where that is not the rest, does not add up, or is more than `limit`.
    init(contentRange: String, contentLength: String?, start: Int, limit: Int) throws(Fault) {
        let parts = contentRange.split(separator: " ", maxSplits: 1)
        let sides = parts.last?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        let ends = sides.first?.split(separator: "-", omittingEmptySubsequences: false) ?? []
        guard parts.count == 2, parts[0].lowercased() == "bytes", sides.count == 2, ends.count == 2,
            let begin = Self.number(String(ends[0])), let end = Self.number(String(ends[1])), begin == start,
            end >= begin
        else { throw Fault.senseless("the server sent another part than was asked for: \(Self.shown(contentRange))") }
        let (behind, overflows) = end.addingReportingOverflow(1)
        let whole = sides[1] == "*" ? nil : Self.number(String(sides[1]))
        let length = contentLength.flatMap(Self.number)
        guard !overflows, sides[1] == "*" || whole != nil, whole.map({ $0 >= behind }) ?? true,
            contentLength == nil || length == behind - begin
        else {
            throw Fault.senseless(
                "what the server says of the part's length does not add up: \(Self.shown(contentRange))")
        }
        total = whole ?? behind
        try check(limit: limit)
    }

    private func check(limit: Int) throws(Fault) {
        guard let total, total > limit else { return }
        throw Fault.tooLong(byteCount: total)
    }

    /// Digits alone: no sign, no blank.
    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    private static func shown(_ text: String) -> String { String(text.prefix(80)) }
}
