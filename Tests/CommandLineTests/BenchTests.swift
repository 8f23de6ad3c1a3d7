import Foundation
import TestSupport
import Testing

/// What `bench` measures and prints, with a small model of random weights.
struct BenchTests {
    private static let stages = ["transform", "backbone", "fpn", "rpn", "box", "mask", "paste"]

    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(environment: ["TMPDIR": folder.path("tmp")], folder: folder)
        try FileManager.default.createDirectory(atPath: folder.path("tmp"), withIntermediateDirectories: true)
        try Samples.writeWeights(in: folder)
    }

    private func bench(_ arguments: String...) async throws -> Tool.Outcome {
        try await tool.run(["bench", "--weights", "small.safetensors", "--score", "0", "--threads", "1"] + arguments)
    }

    /// The middle one, worked anew.
    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    @Test func tables() async throws {
        let outcome = try await bench("--size", "96x64", "--runs", "3", "--warm-up", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0].hasPrefix("small, 3 classes") && lines[0].hasSuffix("small.safetensors"))
        #expect(lines[1].hasPrefix("96×64, 100 detections above a score of 0.0, 1 thread"))
        let rows = lines.drop { !$0.hasPrefix("stage ") }.prefix { !$0.isEmpty }
        #expect(rows.map { String($0.prefix { $0 != " " }) } == ["stage"] + Self.stages + ["all"])
        for row in rows.dropFirst() {
            #expect(row.wholeMatch(of: /[a-z]+ +\d+\.\d +\d+\.\d % +\d+\.\d +\d+\.\d/) != nil, "\(row)")
        }
        #expect(outcome.output.contains("Of 3 runs, after 1 to warm up."))
        #expect(outcome.output.contains("Peak memory: "))
    }

    @Test func figuresAddUp() async throws {
        let outcome = try await bench("--size", "96x64", "--runs", "5", "--warm-up", "0", "--json", "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.isEmpty)
        let document = try outcome.json
        #expect(
            Set(document.keys) == [
                "model", "weights", "size", "score", "max_detections", "device", "threads", "runs", "warm_up",
                "version",
                "libtorch", "cpu", "instruction_set", "detections", "classes", "input_size", "median_seconds",
                "minimum_seconds", "seconds",
                "stages", "accounted_share", "peak_bytes", "peers", "interrupted", "engine",
                "peak_operations_per_second",
            ])
        #expect(document["model"] as? String == "small")
        #expect((document["weights"] as? String)?.hasSuffix("small.safetensors") == true)
        #expect(document["size"] as? [String: Int] == ["width": 96, "height": 64])
        #expect(document["score"] as? Double == 0 && document["threads"] as? Int == 1)
        #expect(document["runs"] as? Int == 5 && document["warm_up"] as? Int == 0)
        #expect(document["detections"] as? Int == 100 && document["classes"] is NSNull)
        #expect(document["max_detections"] as? Int == 100)
        #expect((document["peers"] as? [Any])?.isEmpty == true && document["interrupted"] as? Bool == false)
        #expect(try #require(document["peak_bytes"] as? Int) > 10_000_000)

        let seconds = try #require(document["seconds"] as? [Double])
        #expect(seconds.count == 5 && seconds.allSatisfy { $0 > 0 })
        #expect(document["median_seconds"] as? Double == median(seconds))
        #expect(document["minimum_seconds"] as? Double == seconds.min())

        let stages = try #require(document["stages"] as? [String: [String: Double]])
        #expect(Set(stages.keys) == Set(Self.stages))
        for (name, stage) in stages {
            #expect(
                Set(stage.keys) == ["median_seconds", "minimum_seconds", "share", "operations", "floor_seconds"])
            let least = try #require(stage["minimum_seconds"])
            #expect(least > 0 && least <= stage["median_seconds"] ?? 0, "\(name)")
            // No stage is quicker than its products at the processor's peak.
            #expect(try #require(stage["floor_seconds"]) <= least * (1 + 1e-9), "\(name)")
        }
        // Pictures are scaled and masks pasted without any product.
        let peak = try #require(document["peak_operations_per_second"] as? Double)
        let proposals = try #require(stages["rpn"]?["operations"])
        #expect(proposals > 0 && abs(proposals / peak - (stages["rpn"]?["floor_seconds"] ?? 0)) < 1e-12)
        #expect(stages["transform"]?["operations"] == 0 && stages["paste"]?["operations"] == 0)

        let share = try #require(document["accounted_share"] as? Double)
        #expect(abs(stages.values.compactMap { $0["share"] }.reduce(0, +) - share) < 1e-9)
        #expect(share > 0.8 && share <= 1)
        // The least times of the stages are at most the least time of all, whichever runs they are of.
        let least = stages.values.compactMap { $0["minimum_seconds"] }.reduce(0, +)
        #expect(least <= document["minimum_seconds"] as? Double ?? 0)
    }

    @Test func withoutWeightsTheyAreRandom() async throws {
        let arguments = ["bench", "--model", "small", "--size", "64x48", "--runs", "1", "--warm-up", "0"]
        let outcome = try await tool.run(arguments + ["--max-detections", "7", "--json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.json
        #expect(document["weights"] is NSNull)
        #expect(document["model"] as? String == "small" && document["score"] as? Double == 0)
        #expect(document["detections"] as? Int == 7)
        let text = try await tool.run(arguments)
        #expect(text.output.contains("random weights"))
        #expect(folder.contents("tmp").isEmpty)
    }

    @Test func imagesAreTakenAsTheyAreOrResized() async throws {
        try Samples.writePicture("photo.png", in: folder)
        let own = try await bench("--image", "photo.png", "--runs", "1", "--warm-up", "0", "--json")
        #expect(try own.json["size"] as? [String: Int] == ["width": 96, "height": 64])
        let resized = try await bench(
            "--image", "photo.png", "--size", "50x40", "--runs", "1", "--warm-up", "0", "--json")
        #expect(try resized.json["size"] as? [String: Int] == ["width": 50, "height": 40])
    }

    @Test func verboseRunsAreLogged() async throws {
        let outcome = try await bench("--size", "96x64", "--runs", "2", "--warm-up", "1", "--verbose")
        #expect(outcome.errors.matches(of: /a run .*seconds=/).count == 3, "\(outcome.errors)")
    }

    @Test(arguments: [
        ["--size", "800"], ["--size", "0x5"], ["--size", "800x"], ["--size", "axb"], ["--size", "-8x8"],
        ["--size", "8x8x8"], ["--size", "60000x60000"], ["--size", "99999999999999999999x1"], ["--runs", "0"],
        ["--runs", "9223372036854775807"], ["--warm-up=-1"], ["--threads", "0"], ["--max-detections", "0"],
        ["--score", "1.5"], ["--compare", "tensorflow"], ["--compare", "torchvision,"],
    ])
    func whatMakesNoSenseIsRefused(arguments: [String]) async throws {
        let outcome = try await tool.run(["bench"] + arguments)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains(arguments[0].prefix { $0 != "=" }), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func peersComputeOnTheProcessor() async throws {
        let outcome = try await tool("bench", "--compare", "--device", "cuda:1")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--device is cuda:1"), "\(outcome.errors)")
    }

    @Test func missingAndBadFiles() async throws {
        let weights = try await tool("bench", "--weights", "gone.pth")
        #expect(weights.status == 66)
        #expect(weights.errors.contains("gone.pth"))
        try folder.write("no weights", to: "bad.pth")
        let bad = try await tool("bench", "--weights", "bad.pth", "--size", "8x8")
        #expect(bad.status == 65)
        #expect(bad.errors.contains("bad.pth"))
        let image = try await bench("--image", "gone.png")
        #expect(image.status == 66)
        #expect(image.errors.contains("gone.png"))
        let text = try await bench("--image", "bad.pth")
        #expect(text.status == 66)
        #expect(text.errors.contains("bad.pth"))
    }

    @Test(.enabled(if: getuid() != 0, "the superuser may write everywhere"))
    func aTemporaryFolderThatCannotBeWritten() async throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path("tmp"))
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path("tmp")) }
        let outcome = try await bench("--runs", "1")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("TMPDIR"))
    }
}
