import Foundation
import TestSupport
import Testing
import Zoo

/// `PublishedWeights.fetch` against a server that behaves, and some that do not. What a hostile one can send is tested with the command.
struct FetchingTests {
    private let published: PublishedContent

    init() throws { published = try PublishedContent() }

    private func fetch(_ server: FileServer, progress: FetchProgress? = nil) async throws -> String {
        try await published.source(server).fetch(published.weights, progress: progress)
    }

    @Test func fetchesOnceAndTellsProgress() async throws {
        let server = try published.server()
        let told = ToldProgress()
        let path = try await fetch(server) { told.take($0, $1) }
        #expect(path == published.folder("cache/" + published.weights.fileName))
        #expect(published.isWhole)
        let size = published.content.count
        #expect(told.all.first == [0, size] && told.all.last == [size, size])
        #expect(told.all.map { $0[0] ?? -1 } == told.all.map { $0[0] ?? -1 }.sorted())
        // A busy machine may have to ask again; what is here is not asked for.
        let count = server.requests.count
        #expect(try await fetch(server) == path)
        #expect(server.requests.count == count)
        #expect(Set(server.requests.map(\.target)) == ["/models/" + published.weights.fileName])
    }

    @Test func goesOnAfterABreak() async throws {
        let server = try published.server(breaksAfter: 100_000)
        _ = try await fetch(server)
        #expect(published.isWhole)
        #expect(server.requests.count >= 2 && (server.requests.last?.start ?? 0) > 0)
    }

    @Test func goesOnWithThePartOfAnEarlierProcess() async throws {
        try published.cache(published.content.prefix(123_456), as: published.weights.fileName + ".part")
        let server = try published.server()
        _ = try await fetch(server)
        #expect(published.isWhole)
        #expect(server.requests.first?.start == 123_456)
    }

    @Test func aFileOfAnotherDigestIsRemoved() async throws {
        let server = try FileServer { _, _ in .init(body: Data("not the weights".utf8)) }
        let error = await #expect(throws: FetchError.self) { try await fetch(server) }
        guard case .wrongDigest(_, let url?, let expected, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(url == server.url("models/" + published.weights.fileName))
        #expect(expected == published.weights.digestPrefix && found.count == 8 && found != expected)
        #expect(published.cached.isEmpty)
    }

    @Test func aWrongFileInTheCacheIsNotUsed() async throws {
        try published.cache(Data("cut short".utf8), as: published.weights.fileName)
        let server = try published.server()
        let error = await #expect(throws: FetchError.self) { try await fetch(server) }
        guard case .wrongDigest(_, nil, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(server.requests.isEmpty && published.cached == [published.weights.fileName])
    }

    @Test func aMuchLongerFileIsRefused() async throws {
        let server = try FileServer { _, _ in .init(body: Data(), announced: "3000000") }
        let error = await #expect(throws: FetchError.self) { try await fetch(server) }
        guard case .tooLong(_, 3_000_000, 1_348_576, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(published.cached.isEmpty)
    }

    @Test func oneWhoSaysNoIsNotAskedAgain() async throws {
        let server = try FileServer { _, _ in .init(status: "404 Not Found") }
        let error = await #expect(throws: FetchError.self) { try await fetch(server) }
        let place = published.folder("cache/" + published.weights.fileName)
        #expect(
            error
                == .unavailable(
                    url: server.url("models/" + published.weights.fileName), reason: "the server says 404 Not Found",
                    file: place))
        #expect(error?.description.contains("put it at \(place)") == true)
        #expect(server.requests.count == 1 && published.cached.isEmpty)
    }

    /// The second waits for the first, and has its file.
    @Test func severalAtOnceFetchOnce() async throws {
        let server = try published.server(delay: 0.5)
        async let first = fetch(server)
        async let second = fetch(server)
        async let third = fetch(server)
        let paths = try await [first, second, third]
        #expect(Set(paths).count == 1)
        #expect(published.isWhole)
        // A busy machine may have to ask for the rest; none begins anew.
        #expect(server.requests.dropFirst().allSatisfy { ($0.start ?? 0) > 0 })
    }

    @Test func aCancelledFetchEndsAndKeepsItsPart() async throws {
        try published.cache(published.content.prefix(1000), as: published.weights.fileName + ".part")
        let goOn = DispatchSemaphore(value: 0)
        let server = try FileServer { _, _ in
            goOn.wait()
            return .init(status: "503 Service Unavailable")
        }
        defer { goOn.signal() }
        let task = Task { try await fetch(server) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        let error = await #expect(throws: FetchError.self) { try await task.value }
        #expect(error == .cancelled(url: server.url("models/" + published.weights.fileName)))
        #expect(published.cached == [published.weights.fileName + ".part"])
    }

    @Test(arguments: [
        ([:], false), (["MASKRCNN_OFFLINE": ""], false), (["MASKRCNN_OFFLINE": "0"], false),
        (["MASKRCNN_OFFLINE": "1"], true), (["MASKRCNN_OFFLINE": "yes"], true),
    ])
    func theEnvironmentSaysOffline(_ environment: [String: String], _ isOffline: Bool) {
        #expect(PublishedWeights.isOffline(in: environment) == isOffline)
    }
}
