internal import Imaging

/// The records of a run as one sequence of steps, whatever was stopped and done again.
struct RunHistory {
    /// The records, each of a later step than the one before it.
    let records: [TrainingRecord]

    /// Takes records in the order in which they were made.
    ///
    /// A record of an earlier step than those before it begins a stretch that was done again, and replaces them; records of one
    /// step become one, whose later figures count.
    init(_ records: [TrainingRecord]) {
        var kept: [TrainingRecord] = []
        for record in records {
            while let last = kept.last, last.step > record.step { kept.removeLast() }
            if let last = kept.last, last.step == record.step {
                kept[kept.count - 1] = record
                kept[kept.count - 1].values = last.values.merging(record.values) { $1 }
            } else {
                kept.append(record)
            }
        }
        self.records = kept
    }

    /// The names of all figures, sorted.
    var names: [String] {
        Set(records.flatMap(\.values.keys)).sorted()
    }

    /// A figure over steps or epochs, where it was noted.
    func points(of name: String, over place: (TrainingRecord) -> Double) -> [LineChart.Point] {
        records.compactMap { record in
            record.values[name].map { LineChart.Point(x: place(record), y: $0.isFinite ? $0 : nil) }
        }
    }
}
