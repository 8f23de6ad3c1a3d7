import COCO
import Foundation
import TestSupport
import Testing

/// What `maskrcnn eval` says of files that it cannot use.
struct EvaluateBadInputTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
    }

    /// A result with something replaced.
    private static func result(_ fields: String) -> String {
        "[{\"image_id\": 1, \"category_id\": 1, \"score\": 0.5, \"bbox\": [0, 0, 9, 9]},\n {\(fields)}]"
    }

    @Test(arguments: [
        ("[{\"image_id\": 1,}]", "bad.json:1:17: this is not JSON"),
        ("[{\"image_id\": 1", "bad.json:1:16: this is not JSON"),
        ("", "bad.json:1:1: this is not JSON: expected results, found an empty file"),
        (
            result("\"image_id\": \"one\", \"category_id\": 1, \"score\": 0.5, \"bbox\": [0, 0, 9, 9]"),
            "bad.json:2:15: [1].image_id should be"
        ),
        (result("\"image_id\": 1, \"category_id\": 1, \"score\": NaN, \"bbox\": [0, 0, 9, 9]"), "[1].score should be"),
        (result("\"image_id\": 1, \"category_id\": 1, \"score\": 0.5, \"bbox\": [0, 0, 9]"), "[1].bbox should be"),
        (
            result(
                "\"image_id\": 1, \"category_id\": 1, \"score\": 0.5, \"segmentation\": {\"size\": [4, 4], \"counts\": [3, 3]}"
            ),
            "[1].segmentation"
        ),
        (
            result(
                "\"image_id\": 1, \"category_id\": 1, \"score\": 0.5, \"segmentation\": {\"size\": [-4, 4], \"counts\": \"0\"}"
            ),
            "[1].segmentation.size"
        ),
        (
            result("\"image_id\": 77, \"category_id\": 1, \"score\": 0.5, \"bbox\": [0, 0, 9, 9]"), "77"
        ),
        ("{\"images\": []}", "results"),
    ])
    func badResultsAreNamed(text: String, message: String) async throws {
        try folder.write(text, to: "bad.json")
        let outcome = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "bad.json", "--iou-type", "bbox", "--no-report")
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func aMaskOfAnotherSizeIsNamed() async throws {
        try folder.write(
            "[{\"image_id\": 1, \"category_id\": 1, \"score\": 0.5, \"segmentation\": {\"size\": [4, 4], \"counts\": [3, 13]}}]",
            to: "bad.json")
        let outcome = try await tool("eval", "--ground-truth", "truth.json", "--results", "bad.json", "--no-report")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("4×4"))
        #expect(outcome.errors.contains("96×64"))
    }

    @Test func theFileAtFaultIsNamed() async throws {
        let bad = "[{\"image_id\": 1, \"category_id\": 1, \"score\": 0.5}]"
        try folder.write(bad, to: "bad.json")
        let results = try await tool("eval", "--ground-truth", "truth.json", "--results", "bad.json", "--no-report")
        #expect(results.status == 65)
        #expect(results.errors.contains("maskrcnn: bad.json: results[0] (image 1): "), "\(results.errors)")
        let other = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "results.json", "--compare", "bad.json", "--no-report")
        #expect(other.status == 65)
        #expect(other.errors.contains("maskrcnn: bad.json: results[0] (image 1): "), "\(other.errors)")
        let truth = String(decoding: try folder.read("truth.json"), as: UTF8.self)
        let size = truth.replacingOccurrences(
            of: "\"segmentation\":[[", with: "\"segmentation\":{\"size\":[5,5],\"counts\":[25]},\"was\":[[")
        try #require(size != truth)
        try folder.write(size, to: "sizes.json")
        let marked = try await tool("eval", "--ground-truth", "sizes.json", "--results", "results.json", "--no-report")
        #expect(marked.status == 65)
        #expect(marked.errors.contains("maskrcnn: sizes.json: annotations[0] "), "\(marked.errors)")
    }

    @Test func filesThatAreNotThereAreNamed() async throws {
        let outcome = try await tool("eval", "--ground-truth", "truth.json", "--results", "none.json")
        #expect(outcome.status == 66)
        #expect(outcome.errors.hasPrefix("maskrcnn: none.json: "))
        let folder = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "results.json", "--images", "nowhere")
        #expect(folder.status == 66)
        #expect(folder.errors.contains("nowhere"))
    }

    @Test func aReportThatCannotBeWrittenIsKnownAtOnce() async throws {
        let outcome = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "results.json", "--output", "none/report.html")
        #expect(outcome.status == 73)
        #expect(outcome.output.isEmpty)
    }

    @Test func garbageIsRefusedAtOnce() async throws {
        // A file with a hole: two gigabytes long, and almost nothing on the disk.
        try folder.write("[", to: "huge.json")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("huge.json")))
        try file.truncate(atOffset: 2 << 30)
        try file.close()
        let outcome = try await tool("eval", "--ground-truth", "truth.json", "--results", "huge.json", "--no-report")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("huge.json:1:2"))
    }

    @Test(arguments: [
        ["--ground-truth", "truth.json"], ["--ground-truth", "truth.json", "--weights", "w.pth"],
        ["--ground-truth", "truth.json", "--results", "results.json", "--weights", "w.pth", "--images", "images"],
        ["--ground-truth", "truth.json", "--results", "results.json", "--iou-type", "points"],
        ["--ground-truth", "truth.json", "--results", "results.json", "--iou-thresholds", "0.5,two"],
        ["--ground-truth", "truth.json", "--results", "results.json", "--iou-thresholds", "0:1:0.1"],
        ["--ground-truth", "truth.json", "--results", "results.json", "--area-ranges", "all"],
        ["--ground-truth", "truth.json", "--results", "results.json", "--max-dets", "0"],
    ])
    func usageErrors(arguments: [String]) async throws {
        let outcome = try await tool.run(["eval"] + arguments)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }
}
