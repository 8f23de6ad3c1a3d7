extension TrainingSet {
    /// What whoever trains should know of the data: names that are alike, and what was left out, a line a kind with how often it
    /// occurs, and what became of it.
    public var messages: [String] { notes + grouped + consequence }

    /// The first fault of each kind of each data set, with the number of the others.
    private var grouped: [String] {
        struct Kind: Hashable {
            let source: String
            let kind: TrainingFault.Kind
            /// Categories have a message each, which has a count of its own.
            let message: String?
        }
        var order: [Kind] = []
        var faults: [Kind: (first: TrainingFault, count: Int)] = [:]
        for fault in warnings {
            let key = Kind(
                source: fault.source, kind: fault.kind,
                message: fault.kind == .categoryNotLearnt ? fault.message : nil)
            if faults[key] == nil { order.append(key) }
            faults[key, default: (fault, 0)].count += 1
        }
        return order.compactMap { faults[$0] }.map { first, count in
            count == 1 ? "\(first)" : "\(first) (and \(count - 1) more such)"
        }
    }

    private var consequence: [String] {
        let count = images.reduce(0) { $0 + $1.unusable.count }
        guard count > 0 else { return [] }
        return [
            count == 1
                ? "1 object that cannot be learnt from is an ignored region: neither an object nor background"
                : "\(count) objects that cannot be learnt from are ignored regions: neither objects nor background"
        ]
    }
}
