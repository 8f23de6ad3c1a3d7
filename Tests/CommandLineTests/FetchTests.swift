import Crypto
import Foundation
import TestSupport
import Testing

/// `weights fetch` against a server that behaves, and several that do not.
struct FetchTests {
    private let folder: TemporaryFolder
    private let tool: Tool
    private let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    /// A name whose digits begin the content's SHA-256.
    private var name: String {
        let digest = SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined()
        return "model-\(digest.prefix(8)).pth"
    }

    private var cached: String { "torch-home/hub/checkpoints/" + name }

    /// A server that gives parts, and whole files to those who ask for none or for another version.
    private func server(breaksAfter: Int? = nil, tag: String = "\"one\"") throws -> FileServer {
        try FileServer { [content] request, number in
            let broken = number == 1 ? breaksAfter : nil
            let isSame = request.headers["if-range"].map { $0 == tag } ?? true
            guard let start = request.start, isSame else {
                return .init(headers: ["ETag": tag], body: content, breaksAfter: broken)
            }
            let range = "bytes \(start)-\(content.count - 1)/\(content.count)"
            return .init(
                status: "206 Partial Content", headers: ["ETag": tag, "Content-Range": range],
                body: content.dropFirst(start), breaksAfter: broken)
        }
    }

    private func expectWhole(_ outcome: Tool.Outcome, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(try folder.read(cached) == content, sourceLocation: sourceLocation)
        #expect(folder.contents("torch-home/hub/checkpoints") == [name], sourceLocation: sourceLocation)
    }

    @Test func fetchesOnce() async throws {
        let server = try server()
        let first = try await tool("weights", "fetch", server.url(name))
        try expectWhole(first)
        #expect(first.output.hasSuffix(name + "\n"))
        let second = try await tool("weights", "fetch", server.url(name), "--json")
        #expect(try second.json["fetched"] as? Bool == false)
        #expect(server.requests.count == 1)
    }

    @Test func goesOnAfterABreak() async throws {
        let server = try server(breaksAfter: 100_000)
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
        #expect(server.requests.count == 2)
        #expect((server.requests.last?.start ?? 0) > 0)
        #expect(server.requests.last?.headers["if-range"] == "\"one\"")
    }

    @Test func goesOnWithThePartOfAnEarlierRun() async throws {
        try folder.write(content.prefix(123_456), to: cached + ".part")
        let server = try server()
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
        #expect(server.requests.map(\.start) == [123_456])
    }

    @Test func startsAnewWhenTheServerIgnoresParts() async throws {
        try folder.write(Data(repeating: 7, count: 1000), to: cached + ".part")
        let server = try FileServer { [content] _, _ in .init(body: content) }
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
    }

    @Test func startsAnewWhenTheFileHasChanged() async throws {
        try folder.write(Data(repeating: 7, count: 1000), to: cached + ".part")
        try folder.write("\"zero\"", to: cached + ".part.tag")
        let server = try server()
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
        #expect(server.requests.map(\.start) == [1000])
    }

    @Test func startsAnewWhenThePartWasOfAnotherFile() async throws {
        // No tag stands beside it, so only the SHA-256 of the whole tells.
        try folder.write(Data(repeating: 7, count: 1000), to: cached + ".part")
        let server = try server()
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
        #expect(server.requests.map(\.start) == [1000, nil])
    }

    @Test func finishesAPartThatIsWhole() async throws {
        try folder.write(content, to: cached + ".part")
        let server = try FileServer { [content] _, _ in
            .init(status: "416 Range Not Satisfiable", headers: ["Content-Range": "bytes */\(content.count)"])
        }
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
    }

    @Test func removesAFileOfAnotherDigest() async throws {
        let server = try FileServer { _, _ in .init(body: Data("not the weights".utf8)) }
        let outcome = try await tool("weights", "fetch", server.url(name))
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(name) && outcome.errors.contains("SHA-256"))
        #expect(folder.contents("torch-home/hub/checkpoints").isEmpty)
    }

    @Test func aWrongFileInTheCacheIsNotUsed() async throws {
        try folder.write("truncated", to: cached)
        let outcome = try await tool("weights", "fetch", "http://127.0.0.1:9/" + name)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("SHA-256"))
    }

    @Test func triesAgainWhenTheServerIsBusy() async throws {
        let server = try FileServer { [content] _, number in
            number == 1 ? .init(status: "503 Service Unavailable") : .init(body: content)
        }
        try expectWhole(try await tool("weights", "fetch", server.url(name)))
        #expect(server.requests.count == 2)
    }

    @Test func aFileThatIsNotThere() async throws {
        let server = try FileServer { _, _ in .init(status: "404 Not Found") }
        let outcome = try await tool("weights", "fetch", "resnet50", "--from", server.url("models"))
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("404") && outcome.errors.contains(server.url("models/resnet50-0676ba61.pth")))
        // One who says no is not asked again.
        #expect(server.requests.map(\.target) == ["/models/resnet50-0676ba61.pth"])
        #expect(folder.contents("torch-home/hub/checkpoints").isEmpty)
    }

    @Test func withoutANetworkTheErrorSaysWhichFileToPutWhere() async throws {
        // Nothing listens on port 9 of this machine.
        let outcome = try await tool("weights", "fetch", "maskrcnn_resnet50_fpn", "--from", "http://127.0.0.1:9")
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("http://127.0.0.1:9/maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth"))
        let place = folder.path("torch-home/hub/checkpoints/maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth")
        #expect(outcome.errors.contains(place))
    }

    @Test func anUnknownName() async throws {
        let outcome = try await tool("weights", "fetch", "maskrcnn_resnet5000")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("maskrcnn_resnet50_fpn_v2"))
    }

    /// Only `weights fetch` brings weights here: the other commands say so at once.
    @Test(arguments: [["predict", "photo.jpg", "--weights"], ["bench", "--weights"], ["weights", "inspect"]])
    func otherCommandsDoNotFetch(_ command: [String]) async throws {
        try folder.write("a photograph", to: "photo.jpg")
        var tool = tool
        tool.environment["https_proxy"] = "http://127.0.0.1:9"
        let outcome = try await tool.run(command + ["maskrcnn_resnet50_fpn"])
        #expect(outcome.status == 66, "\(outcome.errors)")
        #expect(outcome.errors.contains("`maskrcnn weights fetch maskrcnn_resnet50_fpn`"), "\(outcome.errors)")
        #expect(!folder.has("torch-home"))
    }
}
