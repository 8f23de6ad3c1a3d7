internal import COCO
internal import Imaging

/// A confusion matrix as it is shown.
struct ConfusionView {
    let matrix: ConfusionMatrix

    /// As many classes as a drawing can tell apart.
    private static let mostClasses = 120
    private static let fewerClasses = 50

    init(_ matrix: ConfusionMatrix) {
        self.matrix = matrix
    }

    /// Whether there is a row and a column for each category and one more.
    var isSound: Bool {
        let side = matrix.categories.count + 1
        return matrix.counts.count == side && matrix.counts.allSatisfy { $0.count == side }
    }

    /// The categories that are drawn: all, or of very many those with the most confusions, in their order.
    var shown: [Int] {
        let count = matrix.categories.count
        guard count > ConfusionView.mostClasses else { return Array(0..<count) }
        var errors = [Int](repeating: 0, count: count)
        for pair in pairs {
            errors[pair.row] += pair.count
            errors[pair.column] += pair.count
        }
        let worst = errors.indices.sorted { (errors[$0], $1) > (errors[$1], $0) }
        return worst.prefix(ConfusionView.fewerClasses).sorted()
    }

    /// Whether categories are left out of the drawing.
    var isCut: Bool { matrix.categories.count > ConfusionView.mostClasses }

    var chart: HeatMap {
        let shown = shown
        let places = shown + [matrix.categories.count]
        let names = shown.map { ReportCharts.shown(matrix.categories[$0]) }
        var chart = HeatMap(
            title: "Confusion matrix", summary: summary, rowTitle: "What is there", columnTitle: "What was found",
            rows: names + ["nothing there"], columns: names + ["not found"],
            values: places.map { row in places.map { Double(matrix.counts[row][$0]) } })
        chart.marksDiagonal = true
        chart.setsApart = 1
        return chart
    }

    /// A category that is taken for another, and how often.
    struct Pair {
        var row: Int
        var column: Int
        var count: Int
    }

    /// What is taken for what, the most frequent first.
    var pairs: [Pair] {
        let places = matrix.categories.indices
        return places.flatMap { row in
            places.compactMap { column in
                let count = matrix.counts[row][column]
                return row != column && count > 0 ? Pair(row: row, column: column, count: count) : nil
            }
        }.sorted { ($0.count, $1.row, $1.column) > ($1.count, $0.row, $0.column) }
    }

    /// What there is to see, in a sentence.
    var summary: String {
        let places = matrix.categories.indices
        let right = places.reduce(0) { $0 + matrix.counts[$1][$1] }
        let missed = places.reduce(0) { $0 + (matrix.counts[$1].last ?? 0) }
        let surplus = matrix.counts.last?.dropLast().reduce(0, +) ?? 0
        let taken = pairs.reduce(0) { $0 + $1.count }
        func count(_ number: Int) -> String { NumberLabel.count(number) }
        let found =
            right == 1 ? "1 object was found as what it is" : "\(count(right)) objects were found as what they are"
        let beside = surplus == 1 ? "1 result is" : "\(count(surplus)) results are"
        return
            "\(found), \(count(taken)) as something else, \(count(missed)) \(missed == 1 ? "was" : "were") not found; "
            + "\(beside) on no object."
    }
}
