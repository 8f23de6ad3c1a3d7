import Foundation
import TestSupport
import Testing

/// `weights fetch` against servers that send it elsewhere, or say what is not so.
struct FetchSafetyTests {
    private let folder: TemporaryFolder
    private let tool: Tool
    private let content = Data((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7) })

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    private let cache = "torch-home/hub/checkpoints/"

    /// A server on this machine that a proxy's variable makes every host of the web; it sends `/start` to a target.
    private func redirecting(to target: String) throws -> FileServer {
        try FileServer { [content] request, _ in
            request.target.hasPrefix("/start.pth")
                ? .init(status: "302 Found", headers: ["Location": target]) : .init(body: content)
        }
    }

    private func fetch(_ url: String, by server: FileServer, _ others: [String] = []) async throws -> Tool.Outcome {
        var tool = tool
        tool.environment["http_proxy"] = "http://127.0.0.1:\(server.port)"
        tool.environment["no_proxy"] = "2130706433,0x7f.1"
        return try await tool.run(["weights", "fetch", url] + others)
    }

    @Test(arguments: [
        "http://10.1.2.3/x.pth", "http://127.0.0.1:1/x.pth", "http://192.168.0.1/x", "http://172.31.255.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/", "http://[::1]:1/x", "http://[fe80::1]/x",
        "http://[fd00::1]/x", "http://[::ffff:10.0.0.1]/x", "http://[::ffff:127.0.0.1]/x", "http://[64:ff9b::a00:1]/x",
        "http://[2002:a00:1::]/x", "http://localhost:1/x", "http://LOCALHOST:1/x", "//127.0.0.1:1/x",
        // Other ways to write 127.0.0.1, which the system's own look-up understands.
        "http://2130706433:1/x", "http://0x7f.1:1/x",
    ])
    func aPrivateNetworkIsNotRedirectedTo(_ target: String) async throws {
        let server = try redirecting(to: target)
        let outcome = try await fetch("http://example.org/start.pth", by: server)
        #expect(outcome.status == 69, "\(outcome.errors)")
        #expect(outcome.errors.contains("which is in a private network"), "\(outcome.errors)")
        // Nobody was asked but the first, once.
        #expect(server.requests.map(\.target) == ["/start.pth"])
        #expect(folder.contents(cache).isEmpty)
    }

    @Test(arguments: ["http://mirror.example.org/other.pth", "/other.pth", "http://93.184.216.34/other.pth"])
    func whatIsPublicIsFollowed(_ target: String) async throws {
        let server = try redirecting(to: target)
        let outcome = try await fetch("http://example.org/start.pth", by: server)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try folder.read(cache + "start.pth") == content)
    }

    /// One that is in a private network itself may redirect there, and `--from` admits its own host.
    @Test func whatTheUserNamedIsFollowed() async throws {
        let behind = try FileServer { [content] _, _ in .init(body: content) }
        let mirror = try redirecting(to: behind.url("x.pth"))
        let own = try await tool("weights", "fetch", mirror.url("start.pth"))
        #expect(own.status == 0, "\(own.errors)")
        try FileManager.default.removeItem(atPath: folder.path(cache + "start.pth"))

        let server = try redirecting(to: behind.url("x.pth"))
        let named = try await fetch("http://example.org/start.pth", by: server, ["--from", "http://127.0.0.1"])
        #expect(named.status == 0, "\(named.errors)")
    }

    @Test(arguments: ["ftp://example.org/x", "file:///etc/passwd", "http://", "http://exa%20mple/x"])
    func whatIsNoAddressOfTheWebIsRefused(_ target: String) async throws {
        let outcome = try await fetch("http://example.org/start.pth", by: redirecting(to: target))
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("it redirects to what is no address of the web"), "\(outcome.errors)")
    }

    @Test func redirectsAreCounted() async throws {
        let server = try FileServer { _, number in
            .init(status: "307 Temporary Redirect", headers: ["Location": "/again\(number)"])
        }
        let outcome = try await tool("weights", "fetch", server.url("start.pth"))
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("it redirects more than 5 times"), "\(outcome.errors)")
        #expect(server.requests.count == 6)
    }

    @Test func aPasswordGoesToItsServerAloneAndIsNotShown() async throws {
        let other = try FileServer { [content] _, _ in .init(body: content) }
        let server = try redirecting(to: other.url("x.pth?signature=geheim"))
        let address = "http://anna:s3cret@127.0.0.1:\(server.port)/start.pth?token=hidden"
        let outcome = try await tool("weights", "fetch", address, "--json", "--verbose")
        #expect(server.requests.map { $0.headers["authorization"] } == ["Basic YW5uYTpzM2NyZXQ="])
        #expect(other.requests.map { $0.headers["authorization"] } == [nil])
        let failed = try await tool(
            "weights", "fetch", "http://anna:s3cret@127.0.0.1:9/y.pth?token=hidden", "--verbose")
        #expect(failed.status == 69)
        for text in [outcome.output, outcome.errors, failed.output, failed.errors] {
            #expect(!text.contains("s3cret") && !text.contains("hidden") && !text.contains("geheim"), "\(text)")
        }
    }

    @Test(arguments: ["9223372036854775807", "99999999999999999999", "-5", "12x", "30000000000"])
    func aLengthThatCannotBeIsRefused(_ length: String) async throws {
        try folder.write(content.prefix(100), to: cache + "start.pth.part")
        let server = try FileServer { [content] _, _ in .init(body: content, announced: length) }
        let outcome = try await tool("weights", "fetch", server.url("start.pth"))
        #expect(outcome.status == 69, "\(outcome.errors)")
        #expect(!folder.has(cache + "start.pth"))
    }

    @Test(arguments: [
        ("bytes 100-2999/3001", "a rest that is no rest"), ("bytes 100-9223372036854775807/*", "beyond all"),
        ("bytes 100-99/3000", "backwards"), ("bytes 0-2999/3000", "from another place"),
        ("pages 100-2999/3000", "no bytes"),
        ("bytes 100-2999/200", "longer than the whole"), ("bytes -2900/3000", "without a beginning"),
    ])
    func aPartThatDoesNotAddUpIsFetchedAnew(_ range: String, _ what: String) async throws {
        try folder.write(content.prefix(100), to: cache + "start.pth.part")
        let server = try FileServer { [content] request, _ in
            request.start == nil
                ? .init(body: content)
                : .init(status: "206 Partial Content", headers: ["Content-Range": range], body: content.dropFirst(100))
        }
        let outcome = try await tool("weights", "fetch", server.url("start.pth"))
        #expect(outcome.status == 0, "\(what): \(outcome.errors)")
        #expect(try folder.read(cache + "start.pth") == content)
    }

    @Test func moreThanMayBeIsRefused() async throws {
        let announced = try FileServer { [content] _, _ in .init(body: content) }
        let first = try await tool("weights", "fetch", announced.url("start.pth"), "--max-bytes", "2999")
        #expect(first.status == 69 && first.errors.contains("--max-bytes"), "\(first.errors)")
        let silent = try FileServer { [content] _, _ in .init(body: content, announced: "") }
        let second = try await tool("weights", "fetch", silent.url("start.pth"), "--max-bytes", "2999")
        #expect(second.status == 69 && second.errors.contains("--max-bytes"), "\(second.errors)")
        #expect(folder.contents(cache).isEmpty)
        let third = try await tool("weights", "fetch", silent.url("start.pth"), "--max-bytes", "3000")
        #expect(third.status == 0, "\(third.errors)")
    }

    @Test func aLinkPlantedForThePartIsNotWrittenTo() async throws {
        try folder.write("precious", to: "elsewhere")
        try folder.write(Data(), to: cache + "other")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(cache + "start.pth.part"), withDestinationPath: folder.path("elsewhere"))
        let server = try FileServer { [content] _, _ in .init(body: content) }
        let outcome = try await tool("weights", "fetch", server.url("start.pth"))
        #expect(outcome.status == 73, "\(outcome.errors)")
        #expect(outcome.errors.contains("start.pth.part: cannot be written: it is a link"), "\(outcome.errors)")
        #expect(try folder.read("elsewhere") == Data("precious".utf8))
    }
}
