import COCO
import Foundation
import Geometry
import Imaging
import Reports
import TestSupport
import Testing

@Suite struct EvaluationReportTests {
    @Test func aPageNamesNothingOutsideItself() throws {
        let page = try EvaluationReport.sample(classes: ["cell", "nucleus"]).html()
        #expect(!page.contains("http://") && !page.contains("https://"))
        #expect(!page.contains("url(") && !page.contains("@import") && !page.contains("src=\"//"))
        #expect(page.contains("default-src 'none'; img-src data:; style-src 'sha256-"))
        #expect(!page.contains("unsafe-inline") && !page.contains(" style=\""))
        // One script, and one style.
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(page.components(separatedBy: "<style").count == 2)
    }

    @Test func namesAreTextWhateverTheyHold() throws {
        var report = try EvaluationReport.sample(classes: Names.hostile, pictures: 0)
        let hostile = "</title><script>alert('x')</script>\" onload=\"y"
        report.title = hostile
        report.facts = [.init(hostile, hostile)]
        report.notes = [hostile]
        report.summary.append(SummaryFigure(name: hostile, title: hostile, value: 0.5))
        report.comparison?.first = hostile
        report.pictures = [
            .init(
                caption: hostile, details: hostile,
                image: try Image(size: .init(width: 8, height: 8), filledWith: .white))
        ]
        report.histograms[0].title = hostile
        let page = try report.html()
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(!page.contains("alert('x')") && !page.contains("\" onload") && !page.contains("<img src=x"))
        #expect(page.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onload=&quot;y"))
        #expect(!page.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test func aPartWithoutDataHasNoSection() throws {
        func sections(_ report: EvaluationReport) throws -> [String] {
            try report.html().components(separatedBy: "<section id=\"").dropFirst().map {
                String($0.prefix { $0 != "\"" })
            }
        }
        let whole = try EvaluationReport.sample(classes: ["cell", "nucleus"], pictures: 1)
        let all = [
            "summary", "errors", "classes", "curves", "confusion", "regions", "comparison", "distributions", "pictures",
            "glossary",
        ]
        #expect(try sections(whole) == all)
        #expect(try sections(EvaluationReport(title: "")) == ["glossary"])
        let removals: [(String, (inout EvaluationReport) -> Void)] = [
            ("summary", { $0.summary = [] }), ("errors", { $0.breakdown = nil }), ("classes", { $0.categories = [] }),
            ("curves", { $0.curves = [] }), ("confusion", { $0.confusion = nil }),
            ("regions", { ($0.pixels, $0.objects) = (nil, nil) }), ("comparison", { $0.comparison = nil }),
            ("distributions", { $0.histograms = [] }), ("pictures", { $0.pictures = [] }),
        ]
        for (name, remove) in removals {
            var report = whole
            remove(&report)
            #expect(try sections(report) == all.filter { $0 != name })
        }
    }

    @Test func theTextSaysWhatCostsMost() throws {
        var report = EvaluationReport(title: "")
        report.breakdown = ErrorBreakdown(
            ap: 0.5, foregroundThreshold: 0.5, backgroundThreshold: 0.1, classification: 0.02, localization: 0.0671,
            both: 0, duplicate: 0, background: 0.01, missed: 0.1234, falsePositives: 0.05, falseNegatives: 0.2,
            counts: [])
        let page = try report.html()
        // 0.1234 is 12.3 points, 0.0671 is 6.7.
        #expect(
            page.contains(
                "Most AP is lost to missed objects (12.3 points), then to objects found in not quite the right place (6.7). "
                    + "Objects not found cost more than wrong results: 20.0 points against 5.0."))
        report.breakdown?.missed = .nan
        #expect(
            try report.html().contains("Most AP is lost to objects found in not quite the right place (6.7 points)"))
    }

    @Test func numbersThatAreNoneAreDashes() throws {
        var report = EvaluationReport(title: "")
        report.summary = [SummaryFigure(name: "AP", title: "", value: nil)]
        report.pixels = PixelFigures(
            iou: .nan, f1: .infinity, precision: 1, recall: 0, meanImageIoU: 1e300, meanImageF1: -0.0)
        let page = try report.html()
        #expect(page.contains("nothing to find"))
        #expect(!page.contains("nan") && !page.contains("inf<") && !page.contains(">-0"))
    }

    @Test func picturesStayUnderTheirLimit() throws {
        var generator = SeededGenerator(seed: 3)
        var report = EvaluationReport(title: "")
        report.pictureBytes = 300_000
        // Noise is the hardest to compress: as they are, these four would have about 4 MB.
        report.pictures = try (0..<4).map { _ in
            let pixels = (0..<(900 * 700 * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return .init(
                caption: "noise", details: "", image: try Image(size: .init(width: 900, height: 700), pixels: pixels))
        }
        let page = try report.html()
        #expect(page.utf8.count < 330_000)
        #expect(page.components(separatedBy: "data:image/jpeg;base64,").count == 5)
    }

    @Test func aPageOfEightyClassesIsNotLarge() throws {
        var report = try EvaluationReport.sample(classes: Names.coco80, pictures: 0)
        #expect(try report.html().utf8.count < 1_500_000)
        // More classes than can be drawn: the matrix is cut to the most confused, and the page says so.
        let names = (0..<300).map { "class \($0)" }
        report = try EvaluationReport.sample(classes: names, pictures: 0)
        let page = try report.html()
        #expect(page.contains("Of 300 classes the 50 with the most confusions are"))
        #expect(page.utf8.count < 3_000_000)
    }

    @Test func writesAWholeFileOrNone() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("report.html").path
            let report = try EvaluationReport.sample(classes: ["cell"], pictures: 0)
            try report.write(toFile: path)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == report.html())
            #expect(throws: ReportError.self) { try report.write(toFile: path + "/report.html") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.html"])
        }
    }

    @Test func writesChartsAsFiles() throws {
        try Scratch.with { folder in
            let report = try EvaluationReport.sample(classes: ["cell", "nucleus"], pictures: 0)
            let names = [
                "precision-recall", "f1-over-score", "ap-per-class", "errors", "confusion-matrix", "difference",
                "histogram-1", "histogram-2",
            ]
            let path = folder.appendingPathComponent("charts").path
            let written = try report.write(chartsTo: path)
            #expect(written == ["svg", "png"].flatMap { ending in names.map { "\(path)/\($0).\(ending)" } })
            for file in written where file.hasSuffix(".png") {
                let image = try Image(contentsOfFile: file)
                #expect(Set(image.pixels).count > 8, "\(file) is blank")
            }
            #expect(throws: ReportError.self) { try report.write(chartsTo: path + "/no/folder") }
        }
    }

    /// Source: NIST's examples of SHA-256, of none, one and two blocks, in base 64.
    @Test(arguments: [
        ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
        ),
    ])
    func theHashOfWhatThePageMayRun(text: String, hash: String) {
        #expect(ContentHash.of(text) == "sha256-" + hash)
    }
}
