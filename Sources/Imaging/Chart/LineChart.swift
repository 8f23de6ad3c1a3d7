/// Lines over two axes, such as precision over recall or a loss over steps.
public struct LineChart: Chart, Hashable {
    /// A place of a line.
    public struct Point: Sendable, Hashable {
        /// The place along the horizontal axis.
        public var x: Double
        /// The height; nil or NaN leaves a gap.
        public var y: Double?

        /// Creates a point.
        public init(x: Double, y: Double?) {
            self.x = x
            self.y = y
        }
    }

    /// A point that stands out, with a word about it.
    public struct Marker: Sendable, Hashable {
        /// The place along the horizontal axis.
        public var x: Double
        /// The height.
        public var y: Double
        /// What is written beside it; empty for nothing.
        public var label: String

        /// Creates a marker.
        public init(x: Double, y: Double, label: String) {
            self.x = x
            self.y = y
            self.label = label
        }
    }

    /// A line.
    public struct Series: Sendable, Hashable {
        /// What the line is of.
        public var name: String
        /// The points, in the order in which they are joined.
        public var points: [Point]
        /// A point that stands out, such as the best.
        public var marker: Marker?
        /// Whether the area under the line is filled.
        public var isFilled: Bool
        /// What lies behind the line, thin and pale, such as the numbers that it is the smoothed form of.
        public var background: [Point]

        /// Creates a line.
        public init(
            name: String, points: [Point], marker: Marker? = nil, isFilled: Bool = false, background: [Point] = []
        ) {
            self.name = name
            self.points = points
            self.marker = marker
            self.isFilled = isFilled
            self.background = background
        }
    }

    /// What is shown, in a few words.
    public var title: String
    /// What there is to see, for readers who cannot see it.
    public var summary: String
    /// The horizontal axis.
    public var xAxis: ChartAxis
    /// The vertical axis.
    public var yAxis: ChartAxis
    /// The lines; each has a colour and dashes of its own.
    public var series: [Series]
    /// Whether the title stands above the drawing.
    public var showsTitle = true
    /// Whether names of lines stand above the drawing; nil where there is more than one.
    public var showsLegend: Bool?
    /// The width.
    public var width = 640.0
    /// The height.
    public var height = 400.0

    /// Creates a chart.
    public init(title: String, summary: String = "", xAxis: ChartAxis, yAxis: ChartAxis, series: [Series]) {
        self.title = title
        self.summary = summary
        self.xAxis = xAxis
        self.yAxis = yAxis
        self.series = series
    }
}
