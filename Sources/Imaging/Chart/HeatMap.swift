/// A table of counts as colours, such as which classes are taken for which.
///
/// A cell's colour is its share of the row, on a scale of square roots, so that small shares are seen.
public struct HeatMap: Chart, Hashable {
    /// What is shown, in a few words.
    public var title: String
    /// What there is to see, for readers who cannot see it.
    public var summary: String
    /// What the rows are.
    public var rowTitle: String
    /// What the columns are.
    public var columnTitle: String
    /// The names of the rows, from the top.
    public var rows: [String]
    /// The names of the columns, from the left.
    public var columns: [String]
    /// The counts, row by row; nil and NaN leave a cell empty.
    public var values: [[Double?]]
    /// Whether cells off the diagonal have another hue, as what is wrong in a confusion matrix.
    public var marksDiagonal = false
    /// How many of the last rows and columns stand apart from the others, such as one for what is in no class.
    public var setsApart = 0
    /// Whether the title stands above the drawing.
    public var showsTitle = true
    /// The width that the chart may have, unless cells would be too small to tell apart.
    public var width = 860.0

    /// Creates a chart.
    public init(
        title: String, summary: String = "", rowTitle: String, columnTitle: String, rows: [String],
        columns: [String], values: [[Double?]]
    ) {
        self.title = title
        self.summary = summary
        self.rowTitle = rowTitle
        self.columnTitle = columnTitle
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The shapes that the chart is made of.
    public func drawing() -> ChartDrawing {
        let layout = HeatMapLayout(self)
        var drawing = ChartDrawing(width: layout.width, height: layout.height)
        if showsTitle { _ = drawing.writeTitle(title) }
        layout.writeLabels(of: self, on: &drawing)
        for index in rows.indices { draw(row: index, layout, on: &drawing) }
        layout.drawLegend(of: self, on: &drawing)
        return drawing
    }

    private func draw(row: Int, _ layout: HeatMapLayout, on drawing: inout ChartDrawing) {
        let counts = columns.indices.map { column -> Double? in
            guard row < values.count, column < values[row].count, let value = values[row][column] else { return nil }
            return value.isFinite ? value : nil
        }
        let sum = counts.reduce(0.0) { $0 + max($1 ?? 0, 0) }
        let y = layout.y(row)
        // One ground for the whole row: most cells of a large matrix are 0.
        let apart = min(max(setsApart, 0), columns.count)
        for group in [0..<(columns.count - apart), (columns.count - apart)..<columns.count] where !group.isEmpty {
            let left = layout.x(group.lowerBound)
            drawing.rectangle(
                left, y, layout.x(group.upperBound - 1) + layout.cell - left - layout.seam, layout.cell - layout.seam,
                .ramp(0))
        }
        for (column, count) in counts.enumerated() {
            guard let count, count != 0 else { continue }
            let share = sum > 0 ? min(max(count / sum, 0), 1) : 0
            let step = max(1, Int((share.squareRoot() * Double(Ink.rampSteps)).rounded()))
            let isOther = marksDiagonal && row != column
            let name = "\(TextMeasure.line(rows[row])) → \(TextMeasure.line(columns[column]))"
            drawing.rectangle(
                layout.x(column), y, layout.cell - layout.seam, layout.cell - layout.seam,
                isOther ? .otherRamp(step) : .ramp(step),
                tooltip:
                    "\(name): \(NumberLabel.trimmed(NumberLabel.fixed(count, digits: 2))) (\(NumberLabel.percent(share, digits: 1)))"
            )
            guard let text = layout.text(of: count) else { continue }
            drawing.write(
                ChartDrawing.Text(
                    string: text, x: layout.x(column) + (layout.cell - layout.seam) / 2,
                    y: y + (layout.cell - layout.seam) / 2 + layout.textSize * 0.36, size: layout.textSize,
                    ink: isOther ? .otherRampText(step) : .rampText(step), anchor: .middle))
        }
    }
}
