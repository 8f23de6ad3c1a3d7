/// The part of a drawing between its axes.
struct PlotFrame {
    let x: AxisLayout
    let y: AxisLayout
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    private static let labelSize = 11.5

    /// - Parameters:
    ///   - top: Where the room of the plot, with the title of its vertical axis, begins.
    ///   - xs: The numbers that a horizontal axis without a range must show.
    ///   - ys: The same for the vertical axis.
    init(
        of drawing: ChartDrawing, top: Double, xAxis: ChartAxis, yAxis: ChartAxis, xs: [Double], ys: [Double]
    ) {
        let top = top + (yAxis.title.isEmpty ? 8 : 24)
        let bottom = max(drawing.height - (xAxis.title.isEmpty ? 26 : 46), top + 10)
        y = AxisLayout(
            yAxis, values: ys, start: bottom, end: top, count: Int(min(max((bottom - top) / 40, 2), 8)))
        let measure = TextMeasure(size: PlotFrame.labelSize)
        left = (y.ticks.map { measure.width(of: $0.label) }.max() ?? 10) + 16
        right = max(drawing.width - 18, left + 10)
        x = AxisLayout(
            xAxis, values: xs, start: left, end: right, count: Int(min(max((right - left) / 76, 2), 10)))
        self.top = top
        self.bottom = bottom
    }

    /// Where a point stands; nil where it has no place.
    func point(_ point: LineChart.Point) -> ChartDrawing.Point? {
        guard let x = x.place(point.x), let y = y.place(point.y) else { return nil }
        // What a given range leaves out is cut off at the frame's edge.
        guard x >= left - 0.5, x <= right + 0.5 else { return nil }
        return ChartDrawing.Point(x: x, y: min(max(y, top), bottom))
    }

    func drawGrid(on drawing: inout ChartDrawing, xAxis: ChartAxis, yAxis: ChartAxis) {
        for tick in y.ticks {
            guard let height = y.place(tick.value) else { continue }
            drawing.line(left, height, right, height, .grid)
            drawing.write(
                ChartDrawing.Text(
                    string: tick.label, x: left - 7, y: height + 4, size: PlotFrame.labelSize, ink: .mutedText,
                    anchor: .end))
        }
        for tick in x.ticks {
            guard let place = x.place(tick.value) else { continue }
            drawing.line(place, top, place, bottom, .grid)
            drawing.write(
                ChartDrawing.Text(
                    string: tick.label, x: place, y: bottom + 17, size: PlotFrame.labelSize, ink: .mutedText,
                    anchor: .middle))
        }
        drawing.line(left, bottom, right, bottom, .axis)
        drawing.line(left, top, left, bottom, .axis)
        drawing.write(
            ChartDrawing.Text(string: yAxis.title, x: 6, y: top - 11, size: 12, ink: .mutedText),
            within: drawing.width - 12)
        drawing.write(
            ChartDrawing.Text(
                string: xAxis.title, x: (left + right) / 2, y: bottom + 37, size: 12, ink: .mutedText, anchor: .middle),
            within: right - left)
    }

    func writeNoData(on drawing: inout ChartDrawing) {
        drawing.write(
            ChartDrawing.Text(
                string: "no data", x: (left + right) / 2, y: (top + bottom) / 2, size: 13, ink: .mutedText,
                anchor: .middle))
    }
}

extension ChartDrawing {
    /// Writes the title and gives where what follows begins.
    mutating func writeTitle(_ title: String) -> Double {
        write(Text(string: title, x: 6, y: 20, size: 15, isBold: true), within: width - 12)
        return title.isEmpty ? 6 : 32
    }

    /// Writes the names of lines or bars in rows, and gives where what follows begins.
    mutating func writeLegend(_ entries: [(name: String, index: Int)], top: Double, asBlocks: Bool = false) -> Double {
        let measure = TextMeasure(size: 12)
        var (x, y) = (6.0, top + 12)
        for entry in entries where !entry.name.isEmpty {
            let name = measure.cut(TextMeasure.line(entry.name), to: min(240, width - 50))
            let length = 30 + measure.width(of: name)
            if x > 6, x + length > width - 6 {
                x = 6
                y += 19
            }
            if asBlocks {
                rectangle(x + 4, y - 8, 14, 9, .series(entry.index))
            } else {
                let ends = [Point(x: x, y: y - 4), Point(x: x + 23, y: y - 4)]
                shapes.append(.lines([ends], ink: .series(entry.index), width: 2, dash: entry.index))
            }
            write(
                Text(
                    string: name, x: x + 28, y: y, size: 12,
                    tooltip: name == entry.name ? nil : TextMeasure.line(entry.name)))
            x += length + 18
        }
        return entries.isEmpty ? top : y + 8
    }
}
