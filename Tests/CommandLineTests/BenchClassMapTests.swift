import Foundation
import TestSupport
import Testing

/// `bench` with a small network that gives every pixel a class, and with a peer that is a shell script.
struct BenchClassMapTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try SmallSegmenter.write("maps.safetensors", in: folder)
        try FakePeers.write(in: folder)
    }

    private func bench(_ behaviour: String = "", _ arguments: String...) async throws -> Tool.Outcome {
        try await FakePeers.tool(in: folder, behaviour: behaviour).run(
            [
                "bench", "--weights", "maps.safetensors", "--threads", "1", "--size", "96x64", "--runs", "3",
                "--warm-up", "1", "--peer-script", "server.sh",
            ] + arguments)
    }

    @Test func stagesAreThoseOfClassMaps() async throws {
        let outcome = try await bench("", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.json
        let stages = try #require(document["stages"] as? [String: [String: Double]])
        #expect(Set(stages.keys) == ["transform", "backbone", "head", "classes"])
        #expect(stages["head"]?["operations"] ?? 0 > 0 && stages["classes"]?["operations"] == 0)
        #expect(document["detections"] is NSNull && document["score"] is NSNull && document["max_detections"] is NSNull)
        #expect((1...3).contains(try #require(document["classes"] as? Int)))
        #expect(document["input_size"] as? [String: Int] == ["width": 96, "height": 64])
        let share = try #require(document["accounted_share"] as? Double)
        #expect(abs(stages.values.compactMap { $0["share"] }.reduce(0, +) - share) < 1e-9 && share <= 1)
    }

    @Test func theInputHasTheSizeThatIsAskedFor() async throws {
        let outcome = try await bench("", "--short-side", "32")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains(/\n96×64, 48×32 for the network, [1-3] class(es)? in the map, 1 thread\n/))
    }

    @Test func aPeerIsToldWhereItsMapGoes() async throws {
        let outcome = try await bench("rounds", "--compare", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = String(decoding: try folder.read("torchvision.arguments"), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(words[0] == "torchvision" && words[2].hasSuffix("maps.safetensors"))
        #expect(words[5...7] == ["--threads", "1", "--class-map"] && words.count == 9)
        let peers = try #require(try outcome.json["peers"] as? [[String: Any]])
        #expect(peers.count == 1)
        let agreement = try #require(peers[0]["agreement"] as? [String: Any])
        #expect(agreement["pixels"] as? Int == 6144 && agreement["differing"] as? Int == 6144)
        #expect(agreement["ties"] as? Int == 6144 && agreement["agrees"] as? Bool == true)
        #expect(peers[0]["detections"] is NSNull && peers[0]["ratio"] as? Double ?? 0 > 0)
    }

    @Test func anotherMapIsNoSuccess() async throws {
        let outcome = try await bench("differs", "--compare")
        #expect(outcome.status == 1)
        #expect(outcome.output.contains(/\ntorchvision +500\.0 +\d+\.\d\d +0\.0 % +123\.5 MB\n/), "\(outcome.output)")
        #expect(outcome.errors.contains("6,144 of 6,144 pixels, at 6,144 of them not by rounding alone"))
    }

    @Test(arguments: [("", "wrote no class map"), ("cuts", "expected a class map of 6144 pixels, two bytes each")])
    func aPeerWithoutAWholeMap(behaviour: String, message: String) async throws {
        let outcome = try await bench(behaviour, "--compare")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("torchvision: " + message), "\(outcome.errors)")
    }

    @Test(arguments: [
        (["--score", "0.5"], "--score"), (["--max-detections", "3"], "--max-detections"),
        (["--compare", "torchvision,openvino"], "--compare openvino"),
    ])
    func whatIsForObjectsIsRefused(arguments: [String], message: String) async throws {
        let tool = FakePeers.tool(in: folder)
        for network in [["--weights", "maps.safetensors"], ["--model", "fcn_resnet50"]] {
            let outcome = try await tool.run(["bench"] + network + arguments)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
    }

    @Test func theFormOfTheOtherTaskIsRefused() async throws {
        let outcome = try await bench("", "--model", "maskrcnn_resnet50_fpn")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("maps.safetensors"), "\(outcome.errors)")
    }
}
