import COCO
import Geometry
import Imaging
import Reports
import TestSupport

extension EvaluationReport {
    /// A report with every part, of made-up figures that look like those of a detector.
    static func sample(classes names: [String], pictures: Int = 2, seed: UInt64 = 7) throws -> EvaluationReport {
        var generator = SeededGenerator(seed: seed)
        var report = EvaluationReport(title: "Evaluation of \(names.count) classes")
        report.facts = [
            Fact("Data set", "annotations/instances_val.json"), Fact("Results", "runs/2/results.json"),
            Fact("Compared", "masks (segm)"), Fact("Images", "500"), Fact("Objects", "3,611"),
            Fact("Results kept", "21,094"), Fact("Date", "2026-11-21"),
            Fact(
                "Command", "maskrcnn evaluate annotations/instances_val.json runs/2/results.json --report report.html"),
        ]
        report.notes = ["12 images have no results."]
        let qualities = names.map { _ in Double.random(in: 0.15...0.9, using: &generator) }
        report.categories = names.enumerated().map { index, name in
            .sample(name, id: index + 1, quality: qualities[index], using: &generator)
        }
        for threshold in [0.5, 0.75] {
            let curves = zip(names, qualities).map {
                PrecisionRecallCurve.sample($0, iou: threshold, quality: threshold > 0.6 ? $1 * 0.75 : $1)
            }
            let mean = qualities.reduce(0, +) / Double(max(qualities.count, 1))
            report.curves += [.sample(nil, iou: threshold, quality: threshold > 0.6 ? mean * 0.75 : mean)] + curves
        }
        report.summary = SummaryFigure.sample
        report.intervals = [
            "AP": ConfidenceInterval(estimate: 0.412, lower: 0.398, upper: 0.427),
            "AP50": ConfidenceInterval(estimate: 0.634, lower: 0.618, upper: 0.652),
        ]
        report.confusion = .sample(names, using: &generator)
        report.breakdown = ErrorBreakdown(
            ap: 0.634, foregroundThreshold: 0.5, backgroundThreshold: 0.1, classification: 0.031, localization: 0.067,
            both: 0.011, duplicate: 0.003, background: 0.042, missed: 0.123, falsePositives: 0.131,
            falseNegatives: 0.164, counts: [412, 893, 150, 61, 3020, 911])
        report.pixels = PixelFigures(
            iou: 0.712, f1: 0.832, precision: 0.861, recall: 0.805, meanImageIoU: 0.651, meanImageF1: 0.771)
        report.objects = ObjectFigures(f1: 0.741, precision: 0.802, recall: 0.688, dice: 0.783, hausdorff: 41.27)
        report.comparison = .sample
        report.histograms = Histogram.samples(using: &generator)
        for index in 0..<pictures {
            report.pictures.append(try .sample(index, using: &generator))
        }
        return report
    }
}

extension CategoryFigures {
    fileprivate static func sample(
        _ name: String, id: Int, quality: Double, using generator: inout SeededGenerator
    ) -> CategoryFigures {
        let count = Int.random(in: 3...2000, using: &generator)
        return CategoryFigures(
            category: ObjectCategory(id: id, name: name), groundTruthCount: count, resultCount: count * 3,
            ap: quality * 0.65, ap50: quality, ap75: quality * 0.7, ar: quality * 0.8,
            best: OperatingPoint(score: 0.4 + quality / 4, precision: quality, recall: quality * 0.9))
    }
}

extension PrecisionRecallCurve {
    /// Precision that falls from 1 and ends at a recall of about `quality`.
    fileprivate static func sample(_ name: String?, iou: Double, quality: Double) -> PrecisionRecallCurve {
        let recall = EvaluationOptions.cocoRecallThresholds
        let end = min(quality + 0.1, 1)
        return PrecisionRecallCurve(
            category: name, iouThreshold: iou, recall: recall,
            precision: recall.map { $0 <= end ? 1 - 0.7 * $0 / end * ($0 / end) : 0 },
            scores: recall.map { $0 <= end ? 0.99 - 0.94 * $0 / end : 0 })
    }
}

extension SummaryFigure {
    fileprivate static let sample: [SummaryFigure] = [
        ("AP", "0.50:0.95 | area=   all", 0.412), ("AP50", "0.50      | area=   all", 0.634),
        ("AP75", "0.75      | area=   all", 0.438), ("APs", "0.50:0.95 | area= small", 0.221),
        ("APm", "0.50:0.95 | area=medium", 0.447), ("APl", "0.50:0.95 | area= large", nil),
    ].map { name, part, value in
        SummaryFigure(
            name: name, title: " Average Precision  (AP) @[ IoU=\(part) | maxDets=100 ]", value: value)
    }
}

extension ConfusionMatrix {
    fileprivate static func sample(_ names: [String], using generator: inout SeededGenerator) -> ConfusionMatrix {
        let side = names.count + 1
        var counts = [[Int]](repeating: [Int](repeating: 0, count: side), count: side)
        for row in names.indices {
            counts[row][row] = Int.random(in: 20...1800, using: &generator)
            counts[row][names.count] = Int.random(in: 0...400, using: &generator)
            counts[names.count][row] = Int.random(in: 0...600, using: &generator)
            for _ in 0..<min(4, names.count - 1) {
                let column = Int.random(in: 0..<names.count, using: &generator)
                if column != row { counts[row][column] = Int.random(in: 1...90, using: &generator) }
            }
        }
        return ConfusionMatrix(categories: names, counts: counts, iouThreshold: 0.5, scoreThreshold: 0.3)
    }
}

extension EvaluationReport.Comparison {
    fileprivate static let sample = EvaluationReport.Comparison(
        first: "runs/1/results.json", second: "runs/2/results.json",
        figures: [
            PairedComparison(
                name: "AP", first: 0.398, second: 0.412,
                difference: ConfidenceInterval(estimate: 0.014, lower: 0.006, upper: 0.023), pValue: 0.0004),
            PairedComparison(
                name: "AP50", first: 0.63, second: 0.634,
                difference: ConfidenceInterval(estimate: 0.004, lower: -0.005, upper: 0.012), pValue: 0.41),
            PairedComparison(
                name: "APs", first: 0.24, second: 0.221,
                difference: ConfidenceInterval(estimate: -0.019, lower: -0.033, upper: -0.006), pValue: 0.011),
        ])
}

extension Histogram {
    fileprivate static func samples(using generator: inout SeededGenerator) -> [Histogram] {
        let right = (0..<4000).map { _ in Double.random(in: 0...1, using: &generator).squareRoot() }
        let wrong = (0..<2500).map { _ in
            let root = Double.random(in: 0...1, using: &generator)
            return root * root
        }
        let sides = (0..<4000).map { _ in
            let share = Double.random(in: 0...1, using: &generator) + Double.random(in: 0...1, using: &generator)
            return 8 * (1 + share * share * share * 60)
        }
        return [
            Histogram(
                title: "Scores of results", axis: ChartAxis("Score", range: 0...1), countTitle: "Results",
                values: [("right", right), ("wrong", wrong)]),
            Histogram(
                title: "Sizes of objects", axis: ChartAxis("√area in pixels", scale: .logarithmic),
                countTitle: "Objects", values: [("", sides)], bins: 30),
        ]
    }
}

extension EvaluationReport.Picture {
    fileprivate static func sample(
        _ index: Int, using generator: inout SeededGenerator
    ) throws -> EvaluationReport.Picture {
        let size = ImageSize(width: 640, height: index % 3 == 1 ? 720 : 426)
        var image = try Image(size: size, filledWith: Color(hex: 0x6f8f5f))
        for _ in 0..<14 {
            let color = Palette.standard[Int.random(in: 0..<35, using: &generator)]
            let (x, y) = (
                Int.random(in: 0..<600, using: &generator), Int.random(in: 0..<(size.height - 20), using: &generator)
            )
            for row in y..<min(y + 90, size.height) {
                for column in x..<min(x + 120, size.width) { image[column, row] = color }
            }
        }
        let both = try Mosaic.sideBySide([
            Mosaic.Panel(image, caption: "what is there"), Mosaic.Panel(image, caption: "what was found"),
        ])
        return EvaluationReport.Picture(
            caption: "val2017/00000\(1000 + index).jpg", details: "F1 0.\(10 + index): 2 right, 5 wrong, 7 missed",
            image: both)
    }
}

/// Names that could do harm, or be hard to set.
enum Names {
    static let hostile = [
        "<script>alert(1)</script>", "\"quoted\" & 'single'", "</title><img src=x onerror=alert(1)>",
        "a name of a class that is so long that no table and no chart has room for the whole of it, whatever they do",
        "حصان جميل", "כלב 123", "自転車に乗っている人", "🦄🏳️‍🌈", "control\u{1}\u{0}\u{202e}characters", "",
    ]
    static let coco80 = """
        person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,\
        bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,\
        skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,\
        cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,\
        potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,\
        refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush
        """.split(separator: ",").map(String.init)
}
