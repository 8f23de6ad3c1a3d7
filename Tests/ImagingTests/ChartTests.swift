import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct ChartTests {
    private static let hostile = "<script>\"&'\u{0}\u{1f}\u{ffff}]]></svg> 自転車 حصان"

    /// A chart of each kind, whose names hold what XML cannot.
    private static let charts: [any Chart] = [lines, bars, map, histogram]

    private static let lines = LineChart(
        title: hostile, summary: hostile, xAxis: ChartAxis(hostile), yAxis: ChartAxis(hostile),
        series: (0..<3).map { (index: Int) -> LineChart.Series in
            let points = (0..<20).map { (step: Int) -> LineChart.Point in
                LineChart.Point(x: Double(step), y: step == 7 ? Double.nan : Double(step * index))
            }
            let marker = LineChart.Marker(x: 5, y: 3, label: hostile)
            return LineChart.Series(name: hostile, points: points, marker: marker, isFilled: index == 0)
        })

    private static let bars = BarChart(
        title: hostile, axis: ChartAxis(hostile),
        bars: [
            BarChart.Bar(label: hostile, value: 0.4, interval: 0.3...0.5), BarChart.Bar(label: "b", value: nil),
            BarChart.Bar(label: "c", value: -.infinity, valueLabel: hostile),
        ])

    private static let map = HeatMap(
        title: hostile, rowTitle: hostile, columnTitle: hostile, rows: [hostile, "b"], columns: ["a", hostile],
        values: [[3, nil], [.nan]])

    private static let histogram = Histogram(
        title: hostile, axis: ChartAxis(hostile), countTitle: hostile,
        values: [(hostile, [1, 2, .nan, .infinity]), ("b", [])])

    @Test(arguments: charts.indices, ChartTheme.allCases)
    func textIsWellFormed(index: Int, theme: ChartTheme) throws {
        let svg = Self.charts[index].svg(theme: theme)
        let parser = XMLParser(data: Data(svg.utf8))
        let names = Names()
        parser.delegate = names
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(!names.all.contains("script"))
        #expect(names.all.starts(with: ["svg", "title"]))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        #expect(svg.contains("role=\"img\""))
        #expect(svg.contains("fill=\"#") == (theme != .page))
    }

    private final class Names: NSObject, XMLParserDelegate {
        var all: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            all.append(name)
        }
    }

    @Test(arguments: charts.indices) func picturesHaveTheirSizeAndAreNotBlank(index: Int) throws {
        let chart = Self.charts[index]
        let drawing = chart.drawing()
        for scale in [1, 1.5] {
            let image = try chart.image(scale: scale)
            #expect(abs(Double(image.size.width) - drawing.width * scale) <= 1)
            #expect(abs(Double(image.size.height) - drawing.height * scale) <= 1)
            #expect(image[0, 0] == .white)
            #expect(Set(image.colors).count > 10)
        }
        #expect(try chart.image(theme: .dark)[0, 0] != .white)
    }

    @Test func sizesThatCannotBeAreErrors() {
        let chart = BarChart(title: "", axis: ChartAxis("AP"), bars: (0..<3000).map { .init(label: "\($0)", value: 1) })
        for scale in [2, 0, -1, .nan, .infinity] {
            #expect(throws: ImagingError.self) { try chart.image(scale: scale) }
        }
    }

    @Test func aGapPartsALine() {
        // Five points, the middle one without a height: two runs, so two moves in the path of the line.
        func moves(_ heights: [Double?]) -> Int {
            let points = heights.enumerated().map { LineChart.Point(x: Double($0), y: $1) }
            let svg = LineChart(
                title: "", xAxis: ChartAxis("x"), yAxis: ChartAxis("y"), series: [.init(name: "a", points: points)]
            ).svg()
            let lines = svg.components(separatedBy: "<path d=\"").dropFirst().filter {
                $0.contains("stroke-width=\"2\"")
            }
            return lines.first?.prefix { $0 != "\"" }.count { $0 == "M" } ?? 0
        }
        #expect(moves([1, 2, 3, 4, 5]) == 1)
        #expect(moves([1, 2, nil, 4, 5]) == 2)
        #expect(moves([1, .nan, 3, .infinity, 5]) == 3)
        #expect(moves([nil, nil]) == 0)
    }

    @Test func linesOfManyPointsAreShort() {
        let points = (0..<200_000).map { LineChart.Point(x: Double($0), y: Double($0 % 97)) }
        let chart = LineChart(
            title: "Loss", xAxis: ChartAxis("step"), yAxis: ChartAxis("loss"),
            series: [.init(name: "a", points: points)])
        // Four points in each of some 600 columns, each of about 12 letters.
        #expect(chart.svg().utf8.count < 60_000)
    }

    @Test func axesHaveRoundNumbers() {
        func labels(_ axis: ChartAxis, _ xs: [Double]) -> [String] {
            let chart = LineChart(
                title: "", xAxis: axis, yAxis: ChartAxis("", range: 0...1),
                series: [.init(name: "", points: xs.map { .init(x: $0, y: 0.5) })])
            // Numbers of the horizontal axis stand centred.
            return chart.svg().components(separatedBy: "text-anchor=\"middle\">").dropFirst()
                .map { String($0.prefix { $0 != "<" }) }.filter { $0 != "x" }
        }
        #expect(
            labels(ChartAxis("x", range: 0...1), []).filter { $0 != "no data" } == [
                "0", "0.2", "0.4", "0.6", "0.8", "1.0",
            ])
        #expect(labels(ChartAxis("x"), [-3, 48_000]) == ["−10k", "0", "10k", "20k", "30k", "40k", "50k"])
        #expect(
            labels(ChartAxis("x", scale: .logarithmic), [0.001, 1000, -5, 0]) == [
                "0.001", "0.01", "0.1", "1", "10", "100", "1000",
            ])
        #expect(labels(ChartAxis("x", scale: .logarithmic), [10, 100]) == ["10", "20", "50", "100"])
        // Nothing to divide by, and numbers at the ends of what there is.
        let least = Double.leastNonzeroMagnitude
        for xs in [[0.0], [5], [1e300, -1e300], [least, 0], [.nan], []] { _ = labels(ChartAxis("x"), xs) }
        for xs in [[0.0], [5], [1e300, 1e-300], [least], [.nan], []] {
            _ = labels(ChartAxis("x", scale: .logarithmic), xs)
        }
    }

    @Test func histogramsCountEachValueOnce() {
        let histogram = Histogram(
            title: "", axis: ChartAxis("score", range: 0...1), countTitle: "",
            values: [("", [0, 0.09, 0.1, 0.55, 1, 1.01, -0.1, .nan])], bins: 10)
        // 0 and 0.09 are in the first bin, 0.1 in the second, 0.55 in the sixth, 1 in the last; three are outside.
        #expect(histogram.groups[0].counts == [2, 1, 0, 0, 0, 1, 0, 0, 0, 1])
        let wide = Histogram(
            title: "", axis: ChartAxis("area", scale: .logarithmic), countTitle: "",
            values: [("", [1, 9, 11, 99, 101, 10_000])], bins: 4)
        #expect(wide.groups[0].counts == [2, 2, 1, 1])
    }

    @Test(arguments: [0, 1, 2, 10, 80, 400]) func heatMapsOfAnySizeAreDrawn(count: Int) throws {
        let names = (0..<count).map { "class \($0)" }
        let map = HeatMap(
            title: "", rowTitle: "there", columnTitle: "found", rows: names, columns: names,
            values: names.indices.map { row in names.indices.map { row == $0 ? 1234 : $0 % 40 == 1 ? 7 : 0 } })
        let svg = map.svg()
        // Names are left out where cells are too small for letters, and counts where they are for numbers.
        #expect(svg.contains(">class 0</text>") == (1...80).contains(count))
        #expect(svg.contains(">1,234</text>") == (1...10).contains(count))
        #expect(try map.image(scale: 0.5).size.width > 100)
    }

    @Test func heatMapsTellCountAndShare() {
        var map = HeatMap(
            title: "", rowTitle: "", columnTitle: "", rows: ["cat", "dog"], columns: ["cat", "dog"],
            values: [[30, 10], [0, 0]])
        // 10 of 40 cats are a quarter.
        #expect(map.svg().contains("<title>cat → dog: 10 (25.0 %)</title>"))
        #expect(!map.svg().contains("dog → "))
        map.values = [[1]]
        #expect(map.svg().contains("cat → cat: 1 (100.0 %)"))
    }

    @Test func writesTheFormatOfTheName() throws {
        let folder = try TemporaryFolder()
        let chart = Self.charts[1]
        try chart.write(toFile: folder("a.SVG"))
        try chart.write(toFile: folder("b.png"))
        #expect(try String(contentsOfFile: folder("a.SVG"), encoding: .utf8) == chart.svg())
        #expect(try Image(contentsOfFile: folder("b.png")) == chart.image())
        #expect(throws: ImagingError.self) { try chart.write(toFile: folder("c.pdf")) }
        #expect(try folder.contents == ["a.SVG", "b.png"])
    }
}
