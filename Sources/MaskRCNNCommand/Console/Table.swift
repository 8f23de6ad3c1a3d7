import Files

/// Rows of text, set in columns.
struct Table {
    /// How a column stands.
    enum Alignment {
        case left
        case right
    }

    private let alignments: [Alignment]
    private var rows: [[String]]

    /// Creates a table of these columns; where none has a title, there is no line of titles.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = []
        if columns.contains(where: { !$0.title.isEmpty }) { add(columns.map(\.title)) }
    }

    /// Adds a row; it has as many cells as the table has columns.
    mutating func add(_ cells: [String]) {
        rows.append(cells.map { VisibleText.of($0) })
    }

    /// The table's lines, without blanks at their ends.
    var text: TerminalText { text(indent: 0) }

    /// The same with so many blanks before each line.
    func text(indent: Int) -> TerminalText {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row -> TerminalText in
            let cells = zip(alignments.indices, row).map { column, cell in
                let blank = String(repeating: " ", count: widths[column] - cell.count)
                return alignments[column] == .left ? cell + blank : blank + cell
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return "\(TerminalText(String(repeating: " ", count: indent)))\(line)"
        }.joined(separator: "\n")
    }
}
