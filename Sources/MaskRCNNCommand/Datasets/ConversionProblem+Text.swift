import Datasets

extension Sequence<ConversionProblem> {
    /// The problems in words: of those that are alike but for what they are about, the first five and how many more there are.
    var lines: [String] {
        var order: [String] = []
        var alike: [String: [String]] = [:]
        for problem in self {
            let text = problem.description
            // What is about one file or object stands before what was expected of it.
            let start = text.firstRange(of: ": expected ")?.lowerBound ?? text.startIndex
            let kind = String(text[start...].map { $0.isNumber ? "0" : $0 })
            if alike[kind] == nil { order.append(kind) }
            alike[kind, default: []].append(text)
        }
        return order.flatMap { kind -> [String] in
            let texts = alike[kind] ?? []
            let more = texts.count - 5
            return texts.prefix(5) + (more > 0 ? ["… and \(Quantity.grouped(more)) more such, all in --json"] : [])
        }
    }
}
