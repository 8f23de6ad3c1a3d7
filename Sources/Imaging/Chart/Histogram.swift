/// How many values lie in each of a row of ranges, such as scores or the sizes of objects.
public struct Histogram: Chart, Hashable {
    /// A group of values; groups are stacked.
    public struct Group: Sendable, Hashable {
        /// What the values are of.
        public var name: String
        /// The number in each bin.
        public var counts: [Int]

        /// Creates a group.
        public init(name: String, counts: [Int]) {
            self.name = name
            self.counts = counts
        }
    }

    /// What is shown, in a few words.
    public var title: String
    /// What there is to see, for readers who cannot see it.
    public var summary: String
    /// The axis of the values.
    public var axis: ChartAxis
    /// What is counted.
    public var countTitle: String
    /// The borders of the bins, rising, one more than there are bins.
    public var edges: [Double]
    /// The groups, from the bottom.
    public var groups: [Group]
    /// Whether the title stands above the drawing.
    public var showsTitle = true
    /// The width.
    public var width = 640.0
    /// The height.
    public var height = 340.0

    /// Creates a histogram from counts.
    public init(
        title: String, summary: String = "", axis: ChartAxis, countTitle: String, edges: [Double], groups: [Group]
    ) {
        self.title = title
        self.summary = summary
        self.axis = axis
        self.countTitle = countTitle
        self.edges = edges
        self.groups = groups
    }

    /// Creates a histogram by counting values in bins of equal width, or of equal ratio on a logarithmic axis.
    ///
    /// Values that are no numbers, or outside of the axis's range, are not counted.
    public init(
        title: String, summary: String = "", axis: ChartAxis, countTitle: String,
        values: [(name: String, values: [Double])], bins: Int = 25
    ) {
        let bins = min(max(bins, 1), 1000)
        let ends = AxisTicks.ends(of: axis, values: values.flatMap(\.values))
        let isLogarithmic = axis.scale == .logarithmic
        func place(_ value: Double) -> Double { isLogarithmic ? decimalLogarithm(value) : value }
        let (lower, upper) = (place(ends.lowerBound), place(ends.upperBound))
        let edges = (0...bins).map { bin in
            let place = lower + (upper - lower) * (Double(bin) / Double(bins))
            return isLogarithmic ? power(10, place) : place
        }
        let groups = values.map { group in
            var counts = [Int](repeating: 0, count: bins)
            for value in group.values where ends.contains(value) {
                let share = (place(value) - lower) / (upper - lower)
                if share.isFinite { counts[min(max(Int(share * Double(bins)), 0), bins - 1)] += 1 }
            }
            return Group(name: group.name, counts: counts)
        }
        self.init(
            title: title, summary: summary, axis: axis, countTitle: countTitle, edges: edges, groups: groups)
    }

    /// The shapes that the chart is made of.
    public func drawing() -> ChartDrawing {
        var drawing = ChartDrawing(width: bounded(width), height: bounded(height))
        var top = showsTitle ? drawing.writeTitle(title) : 6
        if groups.count > 1 {
            top = drawing.writeLegend(groups.enumerated().map { ($1.name, $0) }, top: top, asBlocks: true)
        }
        let bins = max(edges.count - 1, 0)
        let totals = (0..<bins).map { bin in groups.reduce(0.0) { $0 + number($1, bin) } }
        var yAxis = ChartAxis(countTitle, includesZero: true)
        if !totals.contains(where: { $0 > 0 }) { yAxis.range = 0...1 }
        var xAxis = axis
        if let first = edges.first, let last = edges.last, first < last { xAxis.range = first...last }
        let frame = PlotFrame(of: drawing, top: top, xAxis: xAxis, yAxis: yAxis, xs: edges, ys: totals)
        frame.drawGrid(on: &drawing, xAxis: xAxis, yAxis: yAxis)
        if !totals.contains(where: { $0 > 0 }) { frame.writeNoData(on: &drawing) }
        for bin in 0..<bins { draw(bin, in: frame, on: &drawing) }
        return drawing
    }

    private func number(_ group: Group, _ bin: Int) -> Double {
        bin < group.counts.count ? Double(max(group.counts[bin], 0)) : 0
    }

    private func draw(_ bin: Int, in frame: PlotFrame, on drawing: inout ChartDrawing) {
        guard let left = frame.x.place(edges[bin]), let right = frame.x.place(edges[bin + 1]), right > left else {
            return
        }
        let range = "\(NumberLabel.short(edges[bin])) to \(NumberLabel.short(edges[bin + 1]))"
        var sum = 0.0
        for (index, group) in groups.enumerated() where number(group, bin) > 0 {
            guard let bottom = frame.y.place(sum), let top = frame.y.place(sum + number(group, bin)) else { continue }
            sum += number(group, bin)
            let name = groups.count > 1 ? TextMeasure.line(group.name) + ", " : ""
            let gap = right - left > 4 ? 1.0 : 0
            drawing.rectangle(
                left + gap / 2, top, right - left - gap, bottom - top, .series(index),
                tooltip: "\(name)\(range): \(NumberLabel.count(group.counts[bin]))")
        }
    }
}
