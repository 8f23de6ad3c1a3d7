/// Horizontal bars, such as the AP of each class, with the ranges that the numbers may lie in.
public struct BarChart: Chart, Hashable {
    /// A bar.
    public struct Bar: Sendable, Hashable {
        /// What is measured.
        public var label: String
        /// The length; nil or NaN draws no bar.
        public var value: Double?
        /// The range that the value may lie in.
        public var interval: ClosedRange<Double>?
        /// What is written after the bar; nil for the value with three digits.
        public var valueLabel: String?
        /// Which of the chart's colours the bar has.
        public var color: Int

        /// Creates a bar.
        public init(
            label: String, value: Double?, interval: ClosedRange<Double>? = nil, valueLabel: String? = nil,
            color: Int = 0
        ) {
            self.label = label
            self.value = value
            self.interval = interval
            self.valueLabel = valueLabel
            self.color = color
        }
    }

    /// What is shown, in a few words.
    public var title: String
    /// What there is to see, for readers who cannot see it.
    public var summary: String
    /// The axis under the bars, which begin at its 0.
    public var axis: ChartAxis
    /// The bars, from the top.
    public var bars: [Bar]
    /// Whether the title stands above the drawing.
    public var showsTitle = true
    /// The width; the height follows from the number of bars.
    public var width = 640.0

    /// Creates a chart.
    public init(title: String, summary: String = "", axis: ChartAxis, bars: [Bar]) {
        self.title = title
        self.summary = summary
        self.axis = axis
        self.bars = bars
    }

    /// The shapes that the chart is made of.
    public func drawing() -> ChartDrawing {
        let step = bars.count > 30 ? 17.0 : 25.0
        let head = showsTitle && !title.isEmpty ? 34.0 : 6
        let bottom = head + step * Double(max(bars.count, 1)) + 4
        var drawing = ChartDrawing(width: bounded(width), height: bottom + (axis.title.isEmpty ? 26 : 46))
        if showsTitle { _ = drawing.writeTitle(title) }
        let layout = layout(width: drawing.width, isDense: step < 20)
        let zero = min(max(layout.place(0) ?? layout.start, layout.start), layout.end)
        drawGrid(layout, head: head, bottom: bottom, on: &drawing)
        for (index, bar) in bars.enumerated() {
            draw(bar, middle: head + step * (Double(index) + 0.5), step: step, layout, zero: zero, on: &drawing)
        }
        drawing.line(zero, head, zero, bottom, .axis)
        if bars.isEmpty {
            drawing.write(
                ChartDrawing.Text(
                    string: "no data", x: (layout.start + layout.end) / 2, y: head + step * 0.7, size: 13,
                    ink: .mutedText, anchor: .middle))
        }
        return drawing
    }

    private func layout(width: Double, isDense: Bool) -> AxisLayout {
        let measure = TextMeasure(size: isDense ? 10.5 : 12)
        let labels = bars.map { measure.width(of: TextMeasure.line($0.label)) }.max() ?? 0
        let left = min(labels, width * 0.34) + 16
        let values = bars.compactMap { text(of: $0) }.map { measure.width(of: $0) }.max() ?? 0
        let right = max(width - min(values, width * 0.3) - 16, left + 20)
        var axis = axis
        axis.scale = .linear
        axis.includesZero = true
        let numbers = bars.flatMap { bar in
            [bar.value, bar.interval?.lowerBound, bar.interval?.upperBound].compactMap { $0 }
        }
        return AxisLayout(
            axis, values: numbers, start: left, end: right, count: Int(min(max((right - left) / 60, 2), 10)))
    }

    private func drawGrid(_ layout: AxisLayout, head: Double, bottom: Double, on drawing: inout ChartDrawing) {
        for tick in layout.ticks {
            guard let place = layout.place(tick.value) else { continue }
            drawing.line(place, head, place, bottom, .grid)
            drawing.write(
                ChartDrawing.Text(
                    string: tick.label, x: place, y: bottom + 16, size: 11.5, ink: .mutedText, anchor: .middle))
        }
        drawing.write(
            ChartDrawing.Text(
                string: axis.title, x: (layout.start + layout.end) / 2, y: bottom + 36, size: 12, ink: .mutedText,
                anchor: .middle), within: drawing.width - 12)
    }

    private func draw(
        _ bar: Bar, middle: Double, step: Double, _ layout: AxisLayout, zero: Double,
        on drawing: inout ChartDrawing
    ) {
        let size = step < 20 ? 10.5 : 12
        drawing.write(
            ChartDrawing.Text(
                string: bar.label, x: layout.start - 8, y: middle + size * 0.36, size: size, anchor: .end),
            within: layout.start - 12)
        func clamped(_ value: Double?) -> Double? {
            layout.place(value).map { min(max($0, layout.start), layout.end) }
        }
        var end = zero
        if let place = clamped(bar.value) {
            let tooltip = "\(TextMeasure.line(bar.label)): \(text(of: bar))"
            drawing.rectangle(
                min(zero, place), middle - step * 0.34, abs(place - zero), step * 0.68, .series(bar.color),
                tooltip: tooltip)
            end = max(zero, place)
        }
        if let interval = bar.interval, let low = clamped(interval.lowerBound), let high = clamped(interval.upperBound)
        {
            // A pale seam keeps the line visible on the bar.
            drawing.line(low, middle, high, middle, .surface, width: 3)
            drawing.line(low, middle, high, middle, .text, width: 1.5)
            for place in [low, high] { drawing.line(place, middle - 4, place, middle + 4, .text, width: 1.5) }
            end = max(end, high)
        }
        drawing.write(
            ChartDrawing.Text(
                string: text(of: bar), x: end + 7, y: middle + size * 0.36, size: size, ink: .mutedText))
    }

    private func text(of bar: Bar) -> String {
        TextMeasure.line(bar.valueLabel ?? NumberLabel.fixed(bar.value, digits: 3))
    }
}
