/// One layer's names here and in another framework, in both directions.
///
/// In both patterns `#` stands for a number, which the counts relate, and `*` at the end for the parameter: `weight`, `bias` and so on. `%`
/// stands for a number in the other framework's names that says nothing.
struct NameRule {
    /// How a number counts here and there.
    struct Count {
        var ours = 0
        var ourStep = 1
        var theirs = 0
        var theirStep = 1

        func theirs(of number: Int) -> Int? { Self.map(number, ours, ourStep, theirs, theirStep) }
        func ours(of number: Int) -> Int? { Self.map(number, theirs, theirStep, ours, ourStep) }

        private static func map(_ number: Int, _ from: Int, _ fromStep: Int, _ to: Int, _ toStep: Int) -> Int? {
            guard number >= from, (number - from).isMultiple(of: fromStep) else { return nil }
            return to + (number - from) / fromStep * toStep
        }
    }

    private let ours: String
    private let theirs: String
    private let counts: [Count]

    /// - Parameter counts: Of the numbers from left to right; those beyond the list are the same on both sides.
    init(_ ours: String, _ theirs: String, _ counts: Count...) {
        self.ours = ours
        self.theirs = theirs
        self.counts = counts
    }

    /// Our name of theirs; nil where the rule is not of it.
    func ours(_ name: String) -> String? {
        guard let (numbers, rest) = Self.match(theirs, name) else { return nil }
        return Self.fill(ours, numbers.enumerated().map { count($0.offset).ours(of: $0.element) }, rest)
    }

    /// Their name of ours; nil where the rule is not of it.
    func theirs(_ name: String) -> String? {
        guard let (numbers, rest) = Self.match(ours, name) else { return nil }
        return Self.fill(theirs, numbers.enumerated().map { count($0.offset).theirs(of: $0.element) }, rest)
    }

    private func count(_ place: Int) -> Count { place < counts.count ? counts[place] : Count() }

    private static func match(_ pattern: String, _ name: String) -> (numbers: [Int], rest: Substring)? {
        var name = Substring(name)
        var numbers: [Int] = []
        for character in pattern {
            switch character {
            case "*":
                // A parameter is one word.
                return name.isEmpty || name.contains(".") ? nil : (numbers, name)
            case "#", "%":
                let digits = name.prefix(6).prefix { $0.isASCII && $0.isNumber }
                guard let number = Int(digits), digits.count == 1 || digits.first != "0" else { return nil }
                if character == "#" { numbers.append(number) }
                name = name.dropFirst(digits.count)
            default:
                guard name.first == character else { return nil }
                name = name.dropFirst()
            }
        }
        return name.isEmpty ? (numbers, name) : nil
    }

    private static func fill(_ pattern: String, _ numbers: [Int?], _ rest: Substring) -> String? {
        var name = ""
        var next = numbers.makeIterator()
        for character in pattern {
            switch character {
            case "*": name += rest
            case "#":
                guard case .some(.some(let number)) = next.next() else { return nil }
                name += String(number)
            default: name.append(character)
            }
        }
        return name
    }
}
