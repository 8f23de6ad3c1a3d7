import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// `doctor` and `demo`.
struct DoctorAndDemoTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    @Test func doctorFindsAllInOrder() async throws {
        let text = try await tool("doctor")
        #expect(text.status == 0, "\(text.output)")
        #expect(text.output.contains("LibTorch") && text.output.contains("libvips"))
        let document = try await tool("doctor", "--json").json
        #expect(document["ok"] as? Bool == true)
        let findings = try #require(document["findings"] as? [String: [String: Any]])
        #expect(Set(findings.keys).isSuperset(of: ["libtorch", "devices", "threads", "pictures", "fonts", "cache"]))
        #expect((findings["weights"]?["value"] as? String)?.hasPrefix("nuclei (built in, ") == true)
        #expect(findings["cache"]?["value"] as? String == folder.path("torch-home/hub/checkpoints"))
    }

    @Test func demoWritesWhatItSays() async throws {
        let first = try await tool("demo", "--output", "one", "--json")
        #expect(first.status == 0, "\(first.errors)")
        let outputs = try #require(try first.json["outputs"] as? [String])
        #expect(outputs.sorted() == ["one/input.png", "one/overlay.png", "one/results.json"])
        let drawn = try #require(try first.json["drawn"] as? Int)
        let found = try #require(try first.json["found"] as? Int)
        #expect(drawn > 20 && found > drawn / 2)
        #expect(folder.contents("one").count == outputs.count)
        let overlay = try Image(contentsOfFile: folder.path("one/overlay.png"))
        #expect(overlay.size == ImageSize(width: 640, height: 480))
        let results = try JSONSerialization.jsonObject(with: folder.read("one/results.json"))
        #expect((results as? [Any])?.isEmpty == false)

        let second = try await tool("demo", "--output", "two")
        #expect(second.output.contains("nuclei drawn"))
        for name in ["input.png", "results.json"] {
            #expect(try folder.read("one/" + name) == folder.read("two/" + name))
        }
    }
}
