/// Reads settings for a network, and keeps a record of which meant something.
struct SettingReader {
    private let given: [String: PlacedSetting]
    private let table: SettingTable
    private let path: String
    /// What a setting became here, by key.
    private(set) var meanings: [String: String] = [:]
    /// What a person should know.
    var notes: [String] = []

    init(_ given: GivenSettings, _ table: SettingTable) {
        self.given = given.settings
        self.table = table
        path = given.path
    }

    /// Whether a key was set, rather than left as usual.
    func isGiven(_ key: String) -> Bool { given[key] != nil }

    /// A setting's value, and what it is here.
    mutating func value(_ key: String, _ meaning: String) -> Setting {
        meanings[key] = meaning
        return given[key]?.value ?? table.usual[key] ?? .none
    }

    mutating func truth(_ key: String, _ meaning: String) -> Bool { value(key, meaning) == .truth(true) }

    mutating func text(_ key: String, _ meaning: String) -> String {
        if case .text(let text) = value(key, meaning) { text } else { "" }
    }

    mutating func whole(_ key: String, _ meaning: String, _ range: ClosedRange<Int>) throws(FrameworkError) -> Int {
        let value = value(key, meaning)
        guard case .whole(let number) = value, range.contains(number) else {
            throw wrong(key, "expected from \(range.lowerBound) to \(range.upperBound), found \(value)")
        }
        return number
    }

    mutating func real(_ key: String, _ meaning: String, _ range: ClosedRange<Double>) throws(FrameworkError) -> Double
    {
        let value = value(key, meaning)
        guard case .real(let number) = value, range.contains(number) else {
            throw wrong(key, "expected from \(range.lowerBound) to \(range.upperBound), found \(value)")
        }
        return number
    }

    mutating func texts(_ key: String, _ meaning: String) throws(FrameworkError) -> [String] {
        let value = value(key, meaning)
        guard let texts = value.texts else { throw wrong(key, "expected a list of names, found \(value)") }
        return texts
    }

    mutating func reals(_ key: String, _ meaning: String, count: Int) throws(FrameworkError) -> [Double] {
        let value = value(key, meaning)
        guard let numbers = value.reals, numbers.count == count else {
            throw wrong(key, "expected \(count) numbers, found \(value)")
        }
        return numbers
    }

    mutating func wholes(_ key: String, _ meaning: String) throws(FrameworkError) -> [Int] {
        let value = value(key, meaning)
        guard let numbers = value.wholes else { throw wrong(key, "expected a list of whole numbers, found \(value)") }
        return numbers
    }

    /// Makes sure that a setting is one of the names that are built.
    @discardableResult
    mutating func name(
        _ key: String, _ meaning: String, among built: [String], others: [String] = []
    ) throws(FrameworkError) -> String {
        let text = text(key, meaning)
        if built.contains(text) { return text }
        let known = others.contains(text) ? "" : " is not known; "
        throw unsupported(
            key,
            "\(known.isEmpty ? "" : "\"\(text)\"" + known)there \(built.count == 1 ? "is" : "are") \(built.joined(separator: ", "))"
        )
    }

    /// Makes sure that a setting has the one value that is built.
    mutating func require(
        _ key: String, _ usual: Setting, _ meaning: String, else reason: String
    ) throws(FrameworkError) {
        if value(key, meaning) != usual { throw unsupported(key, reason) }
    }

    /// A setting with a value that makes no sense.
    func wrong(_ key: String, _ reason: String) -> FrameworkError {
        .setting(place: place(key), key: key, reason: reason)
    }

    /// A setting of a network that is not built.
    func unsupported(_ key: String, _ reason: String) -> FrameworkError {
        let value = given[key]?.value ?? table.usual[key] ?? .none
        return .unsupported(place: place(key), key: key, value: "\(value)", reason: reason)
    }

    private func place(_ key: String) -> String { given[key]?.place ?? path }
}

extension Setting {
    /// The texts of a list of texts.
    var texts: [String]? {
        guard case .list(let values) = self else { return nil }
        let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil as String? } }
        return texts.count == values.count ? texts : nil
    }

    /// The numbers of a list of numbers, whole ones among them.
    var reals: [Double]? {
        guard case .list(let values) = self else { return nil }
        let numbers = values.compactMap { value in
            switch value {
            case .real(let number) where number.isFinite: number
            case .whole(let number): Double(number)
            default: nil as Double?
            }
        }
        return numbers.count == values.count ? numbers : nil
    }

    /// The numbers of a list of whole numbers; those written with a point are whole where nothing follows it.
    var wholes: [Int]? {
        guard let numbers = reals else { return nil }
        let wholes = numbers.compactMap { Int(exactly: $0) }
        return wholes.count == numbers.count ? wholes : nil
    }

    /// The lists of a list of lists.
    var lists: [Setting]? {
        guard case .list(let values) = self else { return nil }
        return values.allSatisfy { if case .list = $0 { true } else { false } } ? values : nil
    }
}
