import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// `maskrcnn eval`.
struct EvaluateTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
    }

    private func evaluate(_ more: String...) async throws -> Tool.Outcome {
        try await tool.run(["eval", "--ground-truth", "truth.json", "--results", "results.json"] + more)
    }

    // Cats: 2 of 3 found before anything wrong, so precision is 1 up to recall 2/3: 67 of 101 points (0 … 0.66). The wrong
    // one comes after them. Dogs: all found. AP = (67/101 + 1) / 2.
    private let ap = (67.0 / 101 + 1) / 2

    @Test func printsTheLinesThatPeopleKnow() async throws {
        let outcome = try await evaluate("--no-report")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 12)
        #expect(lines[0] == " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.832")
        #expect(lines[4] == " Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = -1.000")
        #expect(lines[8] == " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.833")
        #expect(!folder.has("evaluation.html"))
    }

    @Test(arguments: ["segm", "bbox", "boundary"])
    func jsonIsInFullPrecision(type: String) async throws {
        let json = try await evaluate("--json", "--iou-type", type, "--no-report").json
        let figures = try #require(json["figures"] as? [String: Double])
        #expect(abs((figures["AP"] ?? 0) - ap) < 1e-12)
        let stats = try #require(json["stats"] as? [Double])
        #expect(stats.count == 12)
        #expect(stats[0] == figures["AP"])
        #expect(stats[4] == -1)
        let classes = try #require(json["classes"] as? [[String: Any]])
        #expect(classes.compactMap { $0["name"] as? String } == ["cat", "dog"])
        #expect(classes.compactMap { $0["AP"] as? Double }[1] == 1)
    }

    @Test func writesAReportAndReplacesNothingElse() async throws {
        #expect(try await evaluate("--images", "images", "--charts", "charts").status == 0)
        let report = String(decoding: try folder.read("evaluation.html"), as: UTF8.self)
        #expect(report.hasPrefix("<!DOCTYPE html>"))
        #expect(report.contains("data:image/jpeg;base64,"))
        #expect(folder.contents("charts").contains { $0.hasSuffix(".svg") })
        #expect(folder.contents("charts").contains { $0.hasSuffix(".png") })

        let again = try await evaluate()
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.hasSuffix("Report in evaluation.html\n"))
        let other = try await evaluate("--output", "truth.json")
        #expect(other.status == 73)
        #expect(other.errors.contains("truth.json is there already, and is no report"))
        #expect(try Dataset(contentsOfFile: folder.path("truth.json")) == SmallDataset.dataset)
        try folder.write("notes", to: "notes.txt")
        #expect(try await evaluate("--output", "notes.txt", "--overwrite").status == 0)
        #expect(String(decoding: try folder.read("notes.txt"), as: UTF8.self).hasPrefix("<!DOCTYPE html>"))
    }

    @Test func otherResultsAreCompared() async throws {
        var worse = try SmallDataset.results()
        worse.removeFirst()
        try worse.write(toFile: folder.path("worse.json"))
        let json = try await evaluate("--compare", "worse.json", "--bootstrap", "50", "--json", "--no-report").json
        let comparison = try #require(json["comparison"] as? [String: [String: Any]])
        let figures = try #require(comparison["AP"])
        let difference = try #require(figures["difference"] as? [String: Double])
        #expect(abs((figures["these"] as? Double ?? 0) - ap) < 1e-12)
        #expect((difference["estimate"] ?? 0) > 0.1)
        let text = try await evaluate("--compare", "worse.json", "--bootstrap", "50", "--no-report").output
        #expect(text.contains("\nfigure  other  these  difference"))
    }

    @Test func analysesArePrinted() async throws {
        let text = try await evaluate("--errors", "--regions", "--per-class", "--no-report").output
        // Three squares of 400 pixels found of four, and one that is none.
        #expect(text.contains(/\npixel IoU +0\.600\n/))
        // Mended, the cats' AP rises from 67/101 to 1, and half of that is the mean's gain.
        #expect(text.contains(/\nmissed +0\.168 +1\n/))
        #expect(text.contains(/\ndog +1 +1 +1\.000/))
    }

    @Test func rulesCanBeChosen() async throws {
        let text = try await evaluate(
            "--iou-thresholds", "0.5", "--max-dets", "1,2", "--area-ranges", "all=0-1e10,tiny=0-399", "--no-report"
        ).output
        #expect(text.contains("@[ IoU=0.50      | area=   all | maxDets=  2 ] = 0.832"))
        #expect(text.contains("area=  tiny | maxDets=  2 ] = -1.000"))
        let agnostic = try await evaluate("--class-agnostic", "--json", "--no-report").json
        // Three of four found before anything wrong: 76 of 101 points.
        #expect(abs(((agnostic["stats"] as? [Double])?[0] ?? 0) - 76.0 / 101) < 1e-12)
    }

    @Test func aModelPredictsFirst() async throws {
        try Samples.writeWeights(in: folder)
        let outcome = try await tool(
            "eval", "--ground-truth", "truth.json", "--weights", "small.safetensors", "--images", "images",
            "--save-results", "predicted.json", "--json", "--no-report")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let predicted = try [DetectionResult](contentsOfFile: folder.path("predicted.json"))
        #expect(Set(predicted.map(\.imageID)).isSubset(of: [1, 2, 3]))
        let again = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "predicted.json", "--json", "--no-report",
            "--iou-type", "segm")
        #expect(try outcome.json["stats"] as? [Double] == again.json["stats"] as? [Double])
        let refused = try await tool(
            "eval", "--ground-truth", "truth.json", "--weights", "small.safetensors", "--images", "images",
            "--save-results", "predicted.json", "--no-report")
        #expect(refused.status == 73)
    }

    @Test func anImageThatCannotBeReadIsNamed() async throws {
        try Samples.writeWeights(in: folder)
        try folder.write("no picture", to: "images/2.png")
        let outcome = try await tool(
            "eval", "--ground-truth", "truth.json", "--weights", "small.safetensors", "--images", "images",
            "--no-report")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("2.png"))
        #expect(outcome.output.contains("Average Precision"))
    }
}
