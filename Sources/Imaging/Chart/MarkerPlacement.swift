/// Draws the points of lines that stand out, each with its words where they cover least.
struct MarkerPlacement {
    let frame: PlotFrame
    private var taken: [Area] = []

    private static let textSize = 11.5

    init(frame: PlotFrame) {
        self.frame = frame
    }

    private struct Area {
        var left: Double
        var top: Double
        var width: Double
        var height: Double

        func overlaps(_ other: Area) -> Bool {
            left < other.left + other.width && other.left < left + width && top < other.top + other.height
                && other.top < top + height
        }

        func contains(_ point: ChartDrawing.Point) -> Bool {
            point.x >= left && point.x <= left + width && point.y >= top && point.y <= top + height
        }
    }

    mutating func draw(
        _ line: LineChart.Series, _ index: Int, beside series: [LineChart.Series], on drawing: inout ChartDrawing
    ) {
        guard let marker = line.marker, let center = frame.point(LineChart.Point(x: marker.x, y: marker.y)) else {
            return
        }
        drawing.shapes.append(.dot(center, radius: 5.5, ink: .surface, tooltip: nil))
        let words = [line.name, marker.label].map { TextMeasure.line($0) }.filter { !$0.isEmpty }
        drawing.shapes.append(
            .dot(center, radius: 4, ink: .series(index), tooltip: words.joined(separator: ": ")))
        let measure = TextMeasure(size: MarkerPlacement.textSize, isBold: true)
        let text = measure.cut(TextMeasure.line(marker.label), to: (frame.right - frame.left) * 0.6)
        guard !text.isEmpty else { return }
        let width = measure.width(of: text)
        let points = series.flatMap { $0.points.prefix(2000).compactMap { frame.point($0) } }
        let areas = candidates(about: center, width: width)
        let costs = areas.map { cost(of: $0, points) }
        guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return }
        let area = areas[best]
        taken.append(area)
        drawing.write(
            ChartDrawing.Text(
                string: text, x: area.left + width / 2, y: area.top + 12, size: MarkerPlacement.textSize,
                anchor: .middle, isBold: true))
    }

    /// Above and below, near and farther, in the order in which they are liked.
    private func candidates(about center: ChartDrawing.Point, width: Double) -> [Area] {
        let height = 16.0
        let tops = [center.y - height - 6, center.y + 7, center.y - height - 22, center.y + 23]
        let lefts = [center.x - width / 2, center.x + 8, center.x - width - 8]
        return tops.flatMap { top in
            lefts.map { left in
                Area(
                    left: min(max(left, frame.left + 3), max(frame.right - width - 3, frame.left + 3)),
                    top: min(max(top, frame.top + 2), frame.bottom - height - 2), width: width, height: height)
            }
        }
    }

    private func cost(of area: Area, _ points: [ChartDrawing.Point]) -> Int {
        taken.count { $0.overlaps(area) } * 10_000 + points.count { area.contains($0) }
    }
}
