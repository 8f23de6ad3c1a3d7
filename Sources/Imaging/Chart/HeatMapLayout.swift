/// Where the cells of a heat map stand, and which of its texts there is room for.
struct HeatMapLayout {
    let width: Double
    let height: Double
    /// The distance from one cell to the next.
    let cell: Double
    /// The ground between cells.
    let seam: Double
    /// The size of the numbers in the cells.
    let textSize: Double
    private let left: Double
    private let top: Double
    private let head: Double
    private let labelSize: Double
    /// How the columns' names stand: 0, −45 or −90 degrees.
    private let rotation: Double
    private let columnRoom: Double
    private let columnLimit: Int
    private let rowLimit: Int

    private static let gap = 6.0
    private static let longestLabel = 150.0

    init(_ map: HeatMap) {
        let apart = min(max(map.setsApart, 0), min(map.rows.count, map.columns.count))
        let (rows, columns) = (map.rows.count, map.columns.count)
        (rowLimit, columnLimit) = apart > 0 ? (rows - apart, columns - apart) : (rows, columns)
        let room = min(max(map.width.isNaN ? 860 : map.width, 300), 10_000)
        func longest(_ names: [String], _ size: Double) -> Double {
            let measure = TextMeasure(size: size)
            return min(names.map { measure.width(of: TextMeasure.line($0)) }.max() ?? 0, HeatMapLayout.longestLabel)
        }
        let guess = (room - 140) / Double(max(columns, 1))
        labelSize = min(12, max(8, guess * 0.95))
        let rowRoom = longest(map.rows, labelSize)
        let available = room - rowRoom - 60
        // Under 9 units cells are too small to point at: the chart then grows, up to a width that browsers still scroll.
        cell = max(min(available / Double(max(columns, 1)), 68), min(9, 2400 / Double(max(columns, 1))), 0.5)
        seam = cell >= 14 ? 1.5 : cell >= 6 ? 0.5 : 0
        let labelsAreShown = cell >= 8
        let nameRoom = labelsAreShown ? longest(map.columns, labelSize) : 0
        rotation = nameRoom <= cell - 6 ? 0 : cell >= 26 ? -45 : -90
        columnRoom = !labelsAreShown ? 0 : rotation == 0 ? 18 : rotation == -45 ? nameRoom * 0.71 + 16 : nameRoom + 8
        textSize = min(13, max(8, cell * 0.34))
        left = 26 + (labelsAreShown ? rowRoom : 0) + 10
        head = map.showsTitle && !map.title.isEmpty ? 34 : 6
        top = head + 20 + columnRoom
        let matrix = cell * Double(columns) + (apart > 0 ? HeatMapLayout.gap : 0)
        let slant = rotation == -45 ? nameRoom * 0.71 + 6 - cell / 2 : 0
        width = max(left + matrix + max(slant, 0) + 12, 420)
        height = top + cell * Double(max(rows, 1)) + (apart > 0 ? HeatMapLayout.gap : 0) + 58
    }

    func x(_ column: Int) -> Double {
        left + cell * Double(column) + (column >= columnLimit ? HeatMapLayout.gap : 0)
    }

    func y(_ row: Int) -> Double { top + cell * Double(row) + (row >= rowLimit ? HeatMapLayout.gap : 0) }

    /// What is written in a cell; nil where it has no room.
    func text(of count: Double) -> String? {
        guard cell >= 21 else { return nil }
        let text =
            abs(count) < 100_000 && count == count.rounded() ? NumberLabel.count(Int(count)) : NumberLabel.short(count)
        let measure = TextMeasure(size: textSize)
        if measure.width(of: text) <= cell - 3 { return text }
        let short = NumberLabel.short(count)
        return measure.width(of: short) <= cell - 2 ? short : nil
    }

    func writeLabels(of map: HeatMap, on drawing: inout ChartDrawing) {
        drawing.write(
            ChartDrawing.Text(string: map.columnTitle, x: left, y: head + 13, size: 12, ink: .mutedText),
            within: width - left)
        let middle = (y(0) + y(max(map.rows.count - 1, 0)) + cell) / 2
        drawing.write(
            ChartDrawing.Text(
                string: map.rowTitle, x: 16, y: middle, size: 12, ink: .mutedText, anchor: .middle, rotation: -90),
            within: max(height - 20, 60))
        guard columnRoom > 0 else { return }
        for (index, name) in map.rows.enumerated() {
            drawing.write(
                ChartDrawing.Text(
                    string: name, x: left - 8, y: y(index) + cell / 2 + labelSize * 0.34, size: labelSize, anchor: .end),
                within: HeatMapLayout.longestLabel)
        }
        for (index, name) in map.columns.enumerated() {
            let isUpright = rotation == -90
            drawing.write(
                ChartDrawing.Text(
                    string: name, x: x(index) + cell / 2 + (isUpright ? labelSize * 0.34 : 0), y: top - 6,
                    size: labelSize, anchor: rotation == 0 ? .middle : .start, rotation: rotation),
                within: HeatMapLayout.longestLabel)
        }
    }

    /// A bar of the colours with the shares that they stand for.
    func drawLegend(of map: HeatMap, on drawing: inout ChartDrawing) {
        let (width, height) = (160.0 / Double(Ink.rampSteps + 1), 12.0)
        let y = self.height - 42
        for row in 0..<(map.marksDiagonal ? 2 : 1) {
            for step in 0...Ink.rampSteps {
                drawing.rectangle(
                    left + Double(step) * width, y + Double(row) * height, width + 0.2, height,
                    row == 1 ? .otherRamp(step) : .ramp(step))
            }
        }
        let bottom = y + height * (map.marksDiagonal ? 2 : 1) + 13
        for share in [0.0, 0.05, 0.25, 0.5, 1] {
            drawing.write(
                ChartDrawing.Text(
                    string: NumberLabel.fixed(share * 100, digits: 0), x: left + share.squareRoot() * 160, y: bottom,
                    size: 10.5, ink: .mutedText, anchor: .middle))
        }
        let words = map.marksDiagonal ? ["right, % of the row", "wrong, % of the row"] : ["% of the row"]
        for (row, text) in words.enumerated() {
            drawing.write(
                ChartDrawing.Text(
                    string: text, x: left + 170, y: y + 10 + Double(row) * height, size: 10.5, ink: .mutedText),
                within: self.width - left - 174)
        }
    }
}
