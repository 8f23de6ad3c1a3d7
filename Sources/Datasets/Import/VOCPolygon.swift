/// The points inside a `<polygon>`, in any of the layouts that programs write: `<x1>`, `<y1>`, `<x2>` …; a `<pt>` or
/// `<point>` with `<x>` and `<y>` for each point; or numbers as text.
struct VOCPolygon {
    struct Fault: Error {
        var reason: String
    }

    /// Whether it is of LabelMe's web tool, whose pixels count from 0.
    private(set) var isLabelMe = false
    private var columns: [(number: Int?, value: String)] = []
    private var rows: [(number: Int?, value: String)] = []
    private var texts: [Substring] = []

    /// Adds what an element holds, the polygon itself among them.
    mutating func add(_ text: String, of name: String) {
        if name == "pt" { isLabelMe = true }
        let number = Int(name.dropFirst())
        if name == "x" || (name.first == "x" && number != nil) {
            columns.append((number, text))
        } else if name == "y" || (name.first == "y" && number != nil) {
            rows.append((number, text))
        } else if ["polygon", "pt", "point", "points"].contains(name) {
            texts += text.split { ",;()[] ".contains($0) }
        }
    }

    /// The points x, y, x, y …
    func ring() throws(Fault) -> [Double] {
        guard texts.isEmpty || columns.isEmpty else { throw Fault(reason: "points both as elements and as text") }
        var words = texts.map(String.init)
        if !columns.isEmpty {
            guard columns.count == rows.count else {
                throw Fault(reason: "\(columns.count) of x and \(rows.count) of y")
            }
            words = []
            for (x, y) in zip(VOCPolygon.ordered(columns), VOCPolygon.ordered(rows)) {
                guard x.number == y.number else { throw Fault(reason: "no y for each x") }
                words += [x.value, y.value]
            }
        }
        var numbers: [Double] = []
        for word in words {
            guard let number = Double(word), number.magnitude < 1e7 else {
                throw Fault(reason: "\"\(word.prefix(40))\"")
            }
            numbers.append(number)
        }
        guard numbers.count.isMultiple(of: 2) else { throw Fault(reason: "\(numbers.count) numbers") }
        guard numbers.count >= 6 else { throw Fault(reason: "\(numbers.count / 2)") }
        return numbers
    }

    /// By their numbers, where all have one.
    private static func ordered(_ values: [(number: Int?, value: String)]) -> [(number: Int?, value: String)] {
        guard values.allSatisfy({ $0.number != nil }) else { return values }
        return values.sorted { ($0.number ?? 0) < ($1.number ?? 0) }
    }
}
