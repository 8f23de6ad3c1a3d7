import COCO
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// `predict --tile`, as a user meets it.
@Suite(.serialized) struct TiledPredictTests {
    private let folder: TemporaryFolder
    private let tool: Tool
    private let options = ["--weights", "small.safetensors", "--score", "0.3", "--scale", "1"]

    init() throws {
        folder = try TemporaryFolder()
        var tool = Tool(folder: folder)
        tool.environment["OMP_WAIT_POLICY"] = "passive"
        self.tool = tool
        try Samples.writeWeights(in: folder)
        try folder.write(Data(), to: "large.png")
        try Samples.picture(width: 700, height: 520).write(toFile: folder.path("large.png"))
    }

    /// In one tile it is what is found without.
    @Test func oneTileIsTheWholeImage() async throws {
        for (name, tiles) in [("whole", []), ("tiled", ["--tile", "1024"])] {
            let outcome = try await tool.run(
                ["predict", "large.png", "--format", "json", "--output", name] + tiles + options)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let whole = try [DetectionResult](contentsOfFile: folder.path("whole/results.json"))
        let tiled = try [DetectionResult](contentsOfFile: folder.path("tiled/results.json"))
        #expect(!whole.isEmpty && Set(whole) == Set(tiled) && whole.count == tiled.count)
    }

    @Test func everyFormatHasTheSameObjects() async throws {
        let outcome = try await tool.run(
            [
                "predict", "large.png", "--tile", "256", "--overlap", "64", "--format", "json,jsonl,coco", "--output",
                "out",
            ]
                + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(folder.contents("out").sorted() == ["annotations.json", "results.json", "results.jsonl"])
        let results = try [DetectionResult](contentsOfFile: folder.path("out/results.json"))
        #expect(results.count > 20)
        let line = try JSONSerialization.jsonObject(with: folder.read("out/results.jsonl"))
        let image = try #require(line as? [String: Any])
        #expect((image["instances"] as? [Any])?.count == results.count && image["width"] as? Int == 700)
        let dataset = try Dataset(contentsOfFile: folder.path("out/annotations.json"))
        #expect(dataset.annotations.count == results.count && dataset.images.first?.size?.width == 700)
    }

    /// A run that is stopped leaves what its tiles have, and the same command goes on from there.
    @Test func aRunGoesOnWhereItWasStopped() async throws {
        let command = ["predict", "large.png", "--tile", "128", "--overlap", "32", "--format", "jsonl"] + options
        let whole = try await tool.run(command + ["--output", "whole"])
        #expect(whole.status == 0, "\(whole.errors)")

        let run = try tool.start(command + ["--output", "out"])
        func lines() -> Int {
            (try? folder.read("out/large.tiles"))?.split(separator: UInt8(ascii: "\n")).count ?? 0
        }
        var waits = 0
        while lines() < 3, waits < 3000 {
            waits += 1
            try await Task.sleep(for: .milliseconds(10))
        }
        run.send(SIGINT)
        let stopped = try await run.outcome()
        try #require(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("large.tiles") && stopped.errors.contains("--output out"))
        #expect(folder.contents("out") == ["large.tiles"])
        let before = lines() - 1
        try #require(before >= 2)
        // A line that a crash left half-written does not count.
        try folder.write(folder.read("out/large.tiles") + Data("{\"tile\":".utf8), to: "out/large.tiles")

        // Another tiling is another run.
        let other = try await tool.run(
            ["predict", "large.png", "--tile", "200", "--format", "jsonl", "--output", "other"] + options)
        #expect(other.status == 0 && !other.errors.contains("goes on after"))
        let rest = try await tool.run(command + ["--output", "out"])
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(rest.errors.contains("goes on after \(before) tiles"), "\(rest.errors)")
        #expect(folder.contents("out") == ["results.jsonl"])
        #expect(try folder.read("out/results.jsonl") == folder.read("whole/results.jsonl"))
    }

    @Test(arguments: [
        (["--tile", "10"], 64, "--tile lies between"),
        (["--tile", "256", "--overlap", "200"], 64, "half of --tile"),
        (["--overlap", "20"], 64, "--overlap is for --tile"),
        (["--tile", "256", "--format", "overlay"], 64, "no overlay"),
        (["--tile", "256", "--format", "json,masks"], 64, "no masks"),
    ])
    func whatMakesNoSenseIsNamed(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        let outcome = try await tool.run(["predict", "large.png", "--output", "out"] + arguments + options)
        #expect(outcome.status == status && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!folder.has("out"))
    }

    /// What was found before a file's end stays.
    @Test func aTruncatedFileIsNamed() async throws {
        let data = try folder.read("large.png")
        try folder.write(data.prefix(data.count / 2), to: "torn.png")
        let outcome = try await tool.run(
            ["predict", "torn.png", "large.png", "--tile", "256", "--format", "jsonl", "--output", "out"] + options)
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("torn.png"))
        let lines = String(decoding: try folder.read("out/results.jsonl"), as: UTF8.self).split(separator: "\n")
        #expect(lines.contains { $0.contains("large.png") })
        for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
}
