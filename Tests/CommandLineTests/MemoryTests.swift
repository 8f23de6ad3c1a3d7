import COCO
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What would need more memory than the budget is an error by name before it is allocated, and the rest is done.
struct MemoryTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    @Test(arguments: ["8Q", "0", "-1G", "101%", "nan%", "", "100M"])
    func budgetsThatMakeNoSense(text: String) async throws {
        let outcome = try await tool("dataset", "synthesize", "cells", "--memory=\(text)")
        #expect(outcome.status == 64 && outcome.errors.contains("--memory"), "\(outcome.errors)")
        #expect(!folder.has("cells"))
    }

    @Test func noMoreThanThereIs() async throws {
        let outcome = try await tool("dataset", "synthesize", "cells", "--memory", "900T")
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains("--memory 900T is more than the "), "\(outcome.errors)")
    }

    @Test func picturesThatDoNotFitAreNamedAndTheOthersDone() async throws {
        try Samples.writeWeights(in: folder)
        for number in 1...4 { try Samples.writePicture("\(number).png", in: folder) }
        // 144 million pixels of a sparse file: within --max-pixels, and over a gigabyte to decode and draw.
        try writeBitmap("immense.bmp", side: 12_000)
        let outcome = try await tool(
            "predict", ".", "--weights", "small.safetensors", "--score", "0", "--memory", "1G", "--output", "out")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("./immense.bmp: would need "), "\(outcome.errors)")
        #expect(outcome.errors.contains("more than the budget of 1.0 GiB (--memory 1G)"), "\(outcome.errors)")
        #expect((1...4).allSatisfy { folder.has("out/\($0).overlay.png") })
    }

    /// A black BMP of which the disk holds the head alone.
    private func writeBitmap(_ name: String, side: UInt32) throws {
        func little(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.littleEndian, Array.init) }
        let head = Array("BM".utf8) + little(54 + 3 * side * side) + little(0) + little(54)
        let form = little(40) + little(side) + little(side) + [1, 0, 24, 0] + [UInt8](repeating: 0, count: 24)
        try folder.write(Data(head + form), to: name)
        try #require(truncate(folder.path(name), off_t(54 + 3 * Int(side) * Int(side))) == 0)
    }

    /// Each fits alone; all that could wait for the model together would not.
    @Test func picturesAreDecodedAsFarAsTheyFit() async throws {
        try Samples.writeWeights(in: folder)
        for number in 1...7 {
            try Samples.picture(width: 2600, height: 2000).write(toFile: folder.path("\(number).jpg"))
        }
        let outcome = try await tool(
            "predict", ".", "--weights", "small.safetensors", "--score", "0.9", "--memory", "640M", "--output", "out",
            "--format", "json,overlay", "--overlay-format", "jpg", "--verbose")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect((1...7).allSatisfy { folder.has("out/\($0).overlay.jpg") })
        let peak = try #require(Self.peak(outcome))
        #expect(peak < 640 << 20, "\(peak >> 20) MiB")
    }

    @Test func aModelThatDoesNotFitIsRefusedAtTheStart() async throws {
        try Samples.writeWeights(in: folder)
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await tool(
            "predict", "a.png", "--weights", "small.safetensors", "--short-side", "9000", "--memory", "400M")
        #expect(outcome.status == 71, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("small.safetensors: would need ")
                && outcome.errors.contains("more than the budget of 400.0 MiB"), "\(outcome.errors)")
        #expect(!folder.has("predictions"))
    }

    /// An image larger for the model than the others costs itself alone.
    @Test func anInputThatDoesNotFitIsNamed() async throws {
        try Samples.writeWeights(in: folder)
        try Samples.picture(width: 96, height: 64).write(toFile: folder.path("small.png"))
        try Samples.picture(width: 1500, height: 1000).write(toFile: folder.path("large.png"))
        let outcome = try await tool(
            "predict", "large.png", "small.png", "--weights", "small.safetensors", "--scale", "2", "--score", "0",
            "--memory", "900M", "--output", "out", "--format", "json")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("large.png: would need ") && outcome.errors.contains("1500×1000"),
            "\(outcome.errors)")
        #expect(folder.has("out/results.json"))
    }

    @Test func batchesAreAsLargeAsFits() async throws {
        try Samples.writeWeights(in: folder)
        for number in 1...3 { try Samples.writePicture("\(number).png", in: folder) }
        let outcome = try await tool(
            "predict", ".", "--weights", "small.safetensors", "--score", "0", "--batch", "1024", "--memory", "500M",
            "--output", "out", "--format", "json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("note: --batch 1024 does not fit into the memory budget"), "\(outcome.errors)")
    }

    @Test func immenseMetadataIsRefused() async throws {
        try Samples.writeWeights(in: folder)
        try Samples.writePicture("a.png", in: folder)
        let checkpoint = try Checkpoint(contentsOfFile: folder.path("small.safetensors"))
        var metadata = checkpoint.metadata
        let text = try #require(metadata["maskrcnn.configuration"])
        metadata["maskrcnn.configuration"] = text.replacing(
            #/"countAfterNMS":\d+/#, with: "\"countAfterNMS\":4611686018427387904")
        try Checkpoint.writeSafetensors(checkpoint.entries, metadata: metadata, to: folder.path("claims.safetensors"))
        let outcome = try await tool("predict", "a.png", "--weights", "claims.safetensors")
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("claims.safetensors: configuration: proposals.countAfterNMS"), "\(outcome.errors)")
    }

    @Test func aTrainingBatchThatDoesNotFitIsRefused() async throws {
        let drawn = try await tool("dataset", "synthesize", "cells", "--images", "4", "--size", "64x64", "--quiet")
        try #require(drawn.status == 0, "\(drawn.errors)")
        for arguments in [["--dry-run"], []] {
            let outcome = try await tool.run(
                ["train", "--data", "cells", "--model", "tiny", "--batch-size", "65536", "--output", "run"] + arguments)
            #expect(outcome.status == 71, "\(outcome.errors)")
            #expect(outcome.errors.contains("data.batchSize 65536 (--batch-size): would need "), "\(outcome.errors)")
        }
    }

    /// Twenty gigabytes of nothing, whatever the file is taken for.
    @Test func sparseFilesAreNotRead() async throws {
        let path = folder.path("sparse.json")
        for start in ["", "[", "{\"images\": "] {
            try folder.write(Data(start.utf8), to: "sparse.json")
            try #require(truncate(path, 20 << 30) == 0)
            for arguments in [
                ["eval", "--ground-truth", "sparse.json", "--results", "sparse.json", "--no-report"],
                ["dataset", "info", "sparse.json"], ["weights", "inspect", "sparse.json"],
            ] {
                let outcome = try await tool.run(arguments)
                #expect([65, 66, 71].contains(outcome.status), "\(arguments): \(outcome.status) \(outcome.errors)")
                #expect(outcome.errors.contains("sparse.json"), "\(outcome.errors)")
            }
        }
    }

    /// Ten times as many pictures take no more memory.
    @Test func predictingManyTakesAsMuchAsPredictingFew() async throws {
        try Samples.writeWeights(in: folder)
        try Samples.writePicture("source.png", in: folder)
        func peak(_ count: Int) async throws -> Int {
            let pictures = "pictures-\(count)"
            try FileManager.default.createDirectory(atPath: folder.path(pictures), withIntermediateDirectories: false)
            for number in 0..<count {
                try FileManager.default.linkItem(
                    atPath: folder.path("source.png"), toPath: folder.path("\(pictures)/\(number).png"))
            }
            let outcome = try await tool(
                "predict", pictures, "--weights", "small.safetensors", "--score", "0", "--max-detections", "5",
                "--output", "out-\(count)", "--format", "overlay,json", "--verbose")
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(Self.peak(outcome))
        }
        let (few, many) = (try await peak(30), try await peak(300))
        #expect(many < few + 24 << 20, "\(few >> 20) MiB, then \(many >> 20) MiB")
    }

    /// Steps and evaluations do not add up.
    @Test func trainingLongTakesAsMuchAsTrainingBriefly() async throws {
        let drawn = try await tool(
            "dataset", "synthesize", "cells", "--images", "2", "--val-images", "1", "--size", "64x64", "--quiet")
        try #require(drawn.status == 0, "\(drawn.errors)")
        func peak(_ epochs: Int) async throws -> Int {
            let outcome = try await tool(
                "train", "--data", "cells", "--model", "tiny", "--epochs", "\(epochs)", "--output", "run-\(epochs)",
                "--batch-size", "2", "--set", "network.transform.minimumSide=64",
                "--set", "network.transform.maximumSide=64", "--set", "network.backbone.width=8",
                "--set", "network.pyramid.channels=16", "--set", "network.boxHead.features=32",
                "--set", "network.proposals.countAfterNMS=20", "--set", "sampling.countAfterNMS=20",
                "--set", "sampling.proposals.count=16", "--threads", "1", "--verbose")
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(Self.peak(outcome))
        }
        let (few, many) = (try await peak(4), try await peak(24))
        #expect(many < few + 24 << 20, "\(few >> 20) MiB, then \(many >> 20) MiB")
    }

    /// The most memory that a run told that it had.
    private static func peak(_ outcome: Tool.Outcome) -> Int? {
        outcome.errors.firstMatch(of: #/peak memory bytes=(\d+)/#).flatMap { Int($0.1) }
    }
}
