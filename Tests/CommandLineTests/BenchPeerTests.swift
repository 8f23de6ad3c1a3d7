import Foundation
import TestSupport
import Testing

/// `bench --compare`, with peers that are shell scripts.
struct BenchPeerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try Samples.writeWeights(in: folder)
        try FakePeers.write(in: folder)
    }

    private static let arguments = [
        "bench", "--weights", "small.safetensors", "--score", "0.25", "--threads", "1", "--size", "96x64", "--runs",
        "3",
        "--warm-up", "1", "--max-detections", "9", "--peer-script", "server.sh",
    ]

    private func bench(_ behaviour: String = "", _ arguments: String...) async throws -> Tool.Outcome {
        try await FakePeers.tool(in: folder, behaviour: behaviour).run(Self.arguments + arguments)
    }

    private func peers(_ outcome: Tool.Outcome) throws -> [String: [String: Any]] {
        let peers = try #require(try outcome.json["peers"] as? [[String: Any]])
        return Dictionary(uniqueKeysWithValues: peers.map { ($0["peer"] as? String ?? "", $0) })
    }

    /// Whether a fake peer has ended, or ends within a second.
    private func hasEnded(_ peer: String) async throws -> Bool {
        let text = String(decoding: try folder.read(peer + ".pid"), as: UTF8.self)
        let number = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        for _ in 0..<100 {
            if kill(number, 0) != 0 { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func peersRunInTurns() async throws {
        let outcome = try await bench("", "--compare", "onnxruntime,torchvision", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let words = String(decoding: try folder.read("words"), as: UTF8.self)
        let turn = "onnxruntime run\ntorchvision run\n"
        #expect(words == turn + turn + turn + turn + "onnxruntime quit\ntorchvision quit\n")

        let own = try #require(try outcome.json["seconds"] as? [Double])
        let peers = try peers(outcome)
        #expect(Set(peers.keys) == ["onnxruntime", "torchvision"])
        for (name, peer) in peers {
            #expect(
                Set(peer.keys) == [
                    "peer", "versions", "load_seconds", "export_seconds", "detections", "median_seconds",
                    "minimum_seconds", "seconds", "ratio", "peak_bytes", "error", "agreement",
                ])
            #expect(peer["versions"] as? [String: String] == [name: "1.2.3"])
            #expect(peer["load_seconds"] as? Double == 0.25 && peer["export_seconds"] is NSNull)
            #expect(peer["detections"] as? Int == 7 && peer["peak_bytes"] as? Int == 123_456_789)
            #expect(peer["seconds"] as? [Double] == [0.5, 0.5, 0.5] && peer["error"] is NSNull)
            #expect(peer["median_seconds"] as? Double == 0.5 && peer["minimum_seconds"] as? Double == 0.5)
            // Of three runs the middle one of the ratios.
            let ratio = try #require(peer["ratio"] as? Double)
            #expect(abs(ratio - own.map { 0.5 / $0 }.sorted()[1]) < 1e-9)
            #expect(try await hasEnded(name))
        }
    }

    @Test func peersAreToldWhatIsMeasured() async throws {
        let outcome = try await bench("", "--compare", "torchvision")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = String(decoding: try folder.read("torchvision.arguments"), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(words.prefix(2) == ["torchvision", "small"])
        #expect(words[2].hasSuffix("small.safetensors") && words[3] == "--image" && words[4].hasSuffix(".png"))
        #expect(words.dropFirst(5) == ["--threads", "1", "--score", "0.25", "--max-detections", "9"])
        #expect(outcome.output.contains(/\ntorchvision +500\.0 +\d+\.\d\d +7 +123\.5 MB\n/), "\(outcome.output)")
        #expect(outcome.output.contains(/\nmaskrcnn +\d+\.\d +1\.00 +\d+ +\d/))
    }

    @Test func peersThatFailLeaveTheOthersTheirFigures() async throws {
        let outcome = try await bench("fails", "--json", "--compare")
        #expect(outcome.status == 1)
        let peers = try peers(outcome)
        #expect(peers["torchvision"]?["median_seconds"] as? Double == 0.5)
        for name in ["openvino", "onnxruntime"] {
            #expect(peers[name]?["median_seconds"] is NSNull && peers[name]?["ratio"] is NSNull)
            #expect(try await hasEnded(name))
        }
        #expect(peers["openvino"]?["error"] as? String == "openvino is not installed")
        let death = peers["onnxruntime"]?["error"] as? String
        #expect(death == "ended with exit code 9: MemoryError: out of patience")
        #expect(outcome.errors.contains("openvino: openvino is not installed"))
        #expect(outcome.errors.contains("not measured: openvino, onnxruntime"))
        #expect(outcome.errors.contains("Scripts/peers.sh --benchmarks"))
        #expect(try outcome.json["runs"] as? Int == 3)
    }

    @Test(arguments: [
        ("babbles", #"expected a line of JSON as its protocol has it, and got {"seconds": "many""#),
        ("dies", "ended by signal 9"),
    ])
    func aPeerThatDoesNotKeepToIt(behaviour: String, message: String) async throws {
        let outcome = try await bench(behaviour, "--compare", "torchvision")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("torchvision: " + message), "\(outcome.errors)")
        #expect(outcome.output.contains("torchvision  failed") || outcome.output.contains("torchvision     failed"))
        #expect(try await hasEnded("torchvision"))
    }

    @Test func controlCEndsThePeersToo() async throws {
        let running = try FakePeers.tool(in: folder, behaviour: "sleeps").start(
            Self.arguments + ["--compare", "torchvision"])
        for _ in 0..<1000 where !folder.has("asleep") { try await Task.sleep(for: .milliseconds(20)) }
        running.send(SIGINT)
        let outcome = try await running.outcome()
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("0 runs of 3 measured"))
        #expect(outcome.output.isEmpty)
        #expect(try await hasEnded("torchvision"))
    }

    @Test func missingPeersAreSaid() async throws {
        let nowhere = Tool(environment: ["MASKRCNN_PEERS": folder.path("nowhere")], folder: folder)
        let python = try await nowhere.run(Self.arguments + ["--compare"])
        #expect(python.status == 69)
        #expect(python.errors.contains("nowhere/venv/bin/python"))
        #expect(python.errors.contains("Scripts/peers.sh --benchmarks"))
        let unset = Tool(environment: ["MASKRCNN_PEERS": ""], folder: folder)
        let usual = try await unset.run(Self.arguments + ["--compare"])
        #expect(usual.status == 69)
        #expect(usual.errors.contains("maskrcnn: .peers/venv/bin/python"))
        let script = try await FakePeers.tool(in: folder).run(
            ["bench", "--compare", "--weights", "small.safetensors", "--size", "96x64"])
        #expect(script.status == 69)
        #expect(script.errors.contains("Tools/benchmarks/peer_server.py"))
    }
}
