extension LineChart {
    /// The shapes that the chart is made of.
    public func drawing() -> ChartDrawing {
        var drawing = ChartDrawing(width: bounded(width), height: bounded(height))
        var top = showsTitle ? drawing.writeTitle(title) : 6
        if showsLegend ?? (series.count > 1) {
            top = drawing.writeLegend(series.enumerated().map { ($1.name, $0) }, top: top)
        }
        let frame = PlotFrame(
            of: drawing, top: top, xAxis: xAxis, yAxis: yAxis,
            xs: series.flatMap { ($0.points + $0.background).map(\.x) },
            ys: series.flatMap { ($0.points + $0.background).compactMap(\.y) })
        frame.drawGrid(on: &drawing, xAxis: xAxis, yAxis: yAxis)
        if !series.contains(where: { line in line.points.contains { frame.point($0) != nil } }) {
            frame.writeNoData(on: &drawing)
        }
        for (index, line) in series.enumerated().reversed() where !line.background.isEmpty {
            drawing.shapes.append(.paleLines(runs(line.background, in: frame), ink: .series(index)))
        }
        // The first line is the most important, and lies on top.
        for (index, line) in series.enumerated().reversed() { draw(line, index, in: frame, on: &drawing) }
        drawHints(in: frame, on: &drawing)
        var markers = MarkerPlacement(frame: frame)
        for (index, line) in series.enumerated() { markers.draw(line, index, beside: series, on: &drawing) }
        return drawing
    }

    private func draw(_ line: Series, _ index: Int, in frame: PlotFrame, on drawing: inout ChartDrawing) {
        let runs = runs(line.points, in: frame)
        if line.isFilled {
            for run in runs {
                guard let first = run.first, let last = run.last else { continue }
                let feet = [last, first].map { ChartDrawing.Point(x: $0.x, y: frame.bottom) }
                drawing.shapes.append(.area(run + feet, ink: .series(index)))
            }
        }
        drawing.shapes.append(.lines(runs, ink: .series(index), width: 2, dash: index))
        // A point without a neighbour would be a speck.
        for run in runs where run.count == 1 {
            drawing.shapes.append(.dot(run[0], radius: 3, ink: .series(index), tooltip: nil))
        }
    }

    /// Where the points stand, in pieces between gaps.
    private func runs(_ points: [Point], in frame: PlotFrame) -> [[ChartDrawing.Point]] {
        points.split { frame.point($0) == nil }.map { run in
            LineThinning.thinned(run.compactMap { frame.point($0) })
        }
    }

    /// Strips that tell the heights of all lines at a place, where the lines share places and these are few.
    private func drawHints(in frame: PlotFrame, on drawing: inout ChartDrawing) {
        let xs = Set(series.flatMap { $0.points.map(\.x) }).filter { frame.x.place($0) != nil }.sorted()
        guard (1...128).contains(xs.count), series.count <= 12, showsLegend != false || series.count == 1 else {
            return
        }
        let heights = series.map { line in
            Dictionary(line.points.map { ($0.x, $0.y) }, uniquingKeysWith: { first, _ in first })
        }
        let places = xs.map { frame.x.place($0) ?? frame.left }
        for (index, x) in xs.enumerated() {
            let left = index == 0 ? frame.left : (places[index - 1] + places[index]) / 2
            let right = index == xs.count - 1 ? frame.right : (places[index] + places[index + 1]) / 2
            let lines = zip(series, heights).compactMap { line, heights -> String? in
                guard let height = heights[x].flatMap({ $0 }), height.isFinite else { return nil }
                return "\(TextMeasure.line(line.name)): \(NumberLabel.trimmed(NumberLabel.fixed(height, digits: 4)))"
            }
            guard !lines.isEmpty, right > left else { continue }
            let place = "\(xAxis.title) \(NumberLabel.trimmed(NumberLabel.fixed(x, digits: 4)))"
            drawing.shapes.append(
                .hint(
                    x: left, y: frame.top, width: right - left, height: frame.bottom - frame.top,
                    tooltip: ([place] + lines).joined(separator: "\n")))
        }
    }
}

/// A side of a chart, from something that can be drawn to something that can be looked at.
func bounded(_ side: Double) -> Double {
    side.isNaN ? 100 : min(max(side, 100), 100_000)
}
