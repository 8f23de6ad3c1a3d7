internal import Imaging

/// The figures of a run over one sequence of steps, whatever was stopped and done again.
///
/// It holds numbers alone, some 16 bytes a figure: records with their names are many times as large.
struct RunHistory {
    /// Where a figure was noted, and what it was.
    private struct Column {
        var rows: [Int] = []
        var values: [Double] = []

        mutating func note(_ value: Double, row: Int) {
            if rows.last == row {
                values[values.count - 1] = value
            } else {
                rows.append(row)
                values.append(value)
            }
        }

        mutating func removeRows(from row: Int) {
            while let last = rows.last, last >= row {
                rows.removeLast()
                values.removeLast()
            }
        }
    }

    /// The axis that figures lie over.
    enum Place {
        case step, epoch
    }

    /// Of each row, in rising order.
    private var steps: [Int] = []
    private var epochs: [Double] = []
    private var columns: [String: Column] = [:]

    /// Adds the next record in the order in which they were made.
    ///
    /// A record of an earlier step than those before it begins a stretch that was done again, and replaces them; records of one
    /// step become one, whose later figures count.
    mutating func append(_ record: TrainingRecord) {
        if let last = steps.last, last > record.step {
            while let last = steps.last, last > record.step {
                steps.removeLast()
                epochs.removeLast()
            }
            for name in columns.keys { columns[name]?.removeRows(from: steps.count) }
        }
        if steps.last == record.step {
            epochs[epochs.count - 1] = record.epoch
        } else {
            steps.append(record.step)
            epochs.append(record.epoch)
        }
        for (name, value) in record.values { columns[name, default: Column()].note(value, row: steps.count - 1) }
    }

    /// The names of all figures, sorted.
    var names: [String] {
        columns.filter { !$0.value.rows.isEmpty }.keys.sorted()
    }

    /// A figure over steps or epochs, where it was noted.
    func points(of name: String, over place: Place) -> [LineChart.Point] {
        guard let column = columns[name] else { return [] }
        return zip(column.rows, column.values).map { row, value in
            let x = place == .step ? Double(steps[row]) : epochs[row]
            return LineChart.Point(x: x, y: value.isFinite ? value : nil)
        }
    }
}
