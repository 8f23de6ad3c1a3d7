import COCO
import Files
import Foundation
import TestSupport
import Testing

/// Names of files and classes come from outside, and never act on a terminal.
struct ControlCharacterTests {
    let folder: TemporaryFolder
    let tool: Tool

    /// Ends a line, begins sequences in both ways, sets a terminal's title, rings, and turns the direction of writing.
    private static let hostile = "a\n\u{1B}[31m\u{9B}2J\u{1B}]0;owned\u{07}\u{202E}\u{7F}\rb"

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        let picture = "images/\(Self.hostile).png"
        try Samples.writePicture(picture, in: folder)
        for image in 2...3 { try Samples.writePicture("images/\(image).png", in: folder) }
        try Samples.writeWeights(in: folder)
        var dataset = SmallDataset.dataset
        dataset.images[0].fileName = Self.hostile + ".png"
        dataset.images[1].fileName = "missing\(Self.hostile).png"
        dataset.categories[0].name = Self.hostile
        try dataset.write(toFile: folder.path("\(Self.hostile).json"))
        dataset.images[1].fileName = "2.png"
        try dataset.write(toFile: folder.path("truth.json"))
        try SmallDataset.results().write(toFile: folder.path("results.json"))
        try folder.write("not JSON \(Self.hostile)", to: "\(Self.hostile).txt")
    }

    /// Every control character but the ends of lines that the program itself writes.
    private func obeyed(_ text: String) -> [UInt32] {
        text.unicodeScalars.filter { $0 != "\n" && VisibleText.isObeyed($0) }.map(\.value)
    }

    @Test func noSubcommandPassesThemOn() async throws {
        let bad = Self.hostile + ".json"
        let runs = [
            ["dataset", "info", "truth.json"], ["dataset", "info", bad, "--json"],
            ["dataset", "check", bad, "--images", "images", "--shown", "0"],
            ["dataset", "check", bad, "--images", "images", "--json"], ["dataset", "check", Self.hostile + ".txt"],
            ["dataset", "split", "truth.json", "--output", "parts\(Self.hostile)"],
            ["dataset", "convert", "truth.json", "--images", "images", "--to", "binary-masks", "--output", "masks"],
            [
                "dataset", "convert", "truth.json", "--images", "images", "--to", "yolo", "--copy-images", "--output",
                "yolo",
            ],
            ["dataset", "convert", "truth.json", "--images", "images", "--to", "voc", "--output", "voc", "--json"],
            ["dataset", "convert", "yolo", "--output", "again.json"], ["dataset", "convert", Self.hostile],
            ["dataset", "show", "truth.json", "--images", "images", "--ids", "1", "--output", "shown"],
            ["dataset", "show", bad, "--images", "images", "--ids", "2"],
            ["eval", "--ground-truth", "truth.json", "--results", "results.json", "--images", "images", "--per-class"],
            ["eval", "--ground-truth", "truth.json", "--results", "results.json", "--no-report", "--json"],
            ["eval", "--ground-truth", "truth.json", "--results", Self.hostile + ".txt"],
            ["eval", "--ground-truth", bad, "--images", "images", "--weights", "small.safetensors", "--no-report"],
            ["predict", "images", "--weights", "small.safetensors", "--score", "0"],
            ["predict", "images", "--weights", "small.safetensors", "--dry-run"],
            ["predict", "images", "--weights", "small.safetensors", "--json", "--output", "out\(Self.hostile)"],
            [
                "predict", "images", "--weights", "small.safetensors", "--labels", bad, "--format", "jsonl", "--output",
                "-",
            ],
            ["predict", Self.hostile, "--weights", Self.hostile], ["predict", "images", "--" + Self.hostile],
            ["predict", "images", "--weights", "small.safetensors", "--verbose", "--overwrite"],
            ["train", "--train", "truth.json", "--images", "images", "--model", "tiny", "--dry-run"],
            ["train", "--train", bad, "--images", "images", "--model", "tiny", "--output", "run"],
            ["weights", "inspect", Self.hostile + ".txt"], ["weights", "fetch", Self.hostile],
            ["weights", "convert", "small.safetensors", "x\(Self.hostile).pth"], [Self.hostile],
            ["dataset", Self.hostile],
        ]
        for arguments in runs {
            let outcome = try await tool.run(arguments)
            #expect(obeyed(outcome.output).isEmpty, "\(arguments.prefix(3)): \(outcome.output.debugDescription)")
            #expect(obeyed(outcome.errors).isEmpty, "\(arguments.prefix(3)): \(outcome.errors.debugDescription)")
            // No line is one that a name forged.
            for line in (outcome.output + outcome.errors).split(separator: "\n") {
                #expect(!line.hasPrefix("\\u{1B}"), "\(arguments.prefix(3)): \(line)")
            }
            #expect(
                outcome.output.contains("{1B}") || !outcome.output.contains("owned") || outcome.output.contains("u001b")
            )
        }
    }

    @Test func jsonGivesThemBack() async throws {
        let info = try await tool("dataset", "info", "truth.json", "--json").json
        let categories = try #require(info["categories"] as? [[String: Any]])
        #expect(categories[0]["name"] as? String == Self.hostile)
    }

    @Test func reportsShowThem() async throws {
        let outcome = try await tool(
            "eval", "--ground-truth", "truth.json", "--results", "results.json", "--images", "images", "--charts",
            "charts")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let files =
            ["evaluation.html"] + folder.contents("charts").filter { $0.hasSuffix(".svg") }.map { "charts/" + $0 }
        #expect(files.count > 3)
        for file in files {
            let text = String(decoding: try folder.read(file), as: UTF8.self)
            #expect(obeyed(text.replacing("\t", with: "")).isEmpty, "\(file)")
        }
    }
}
