import Foundation
import Synchronization
import TestSupport
import Zoo

/// A file that a server on this machine publishes, and an empty cache for it.
struct PublishedContent {
    let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    let folder: TemporaryFolder
    let weights: PublishedWeights

    init() throws {
        folder = try TemporaryFolder()
        let digest = try Digest.sha256(of: folder.add("content", Array(content)))
        weights = PublishedWeights(
            name: "model", torchvisionName: "Model_Weights.V1", fileName: "model-\(digest.prefix(8)).pth",
            mebibytes: Double(content.count) / 1_048_576, what: "a test")
    }

    /// Where the file is published and cached.
    func source(_ server: FileServer) -> WeightsSource {
        var source = WeightsSource()
        source.weights = [weights]
        source.baseURL = server.url("models")
        source.cacheFolder = folder("cache")
        return source
    }

    /// A server that gives parts to those who ask for them, and breaks the first answer off.
    func server(breaksAfter: Int? = nil, delay: Double = 0) throws -> FileServer {
        try FileServer { [content] request, number in
            Thread.sleep(forTimeInterval: delay)
            let broken = number == 1 ? breaksAfter : nil
            guard let start = request.start else { return .init(body: content, breaksAfter: broken) }
            return .init(
                status: "206 Partial Content",
                headers: ["Content-Range": "bytes \(start)-\(content.count - 1)/\(content.count)"],
                body: content.dropFirst(start), breaksAfter: broken)
        }
    }

    /// What is in the cache.
    var cached: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder("cache"))) ?? []).sorted()
    }

    /// Puts bytes into the cache.
    func cache(_ bytes: Data, as name: String) throws {
        try FileManager.default.createDirectory(atPath: folder("cache"), withIntermediateDirectories: true)
        try bytes.write(to: URL(fileURLWithPath: folder("cache/" + name)))
    }

    /// Whether the file is in the cache, whole and alone.
    var isWhole: Bool {
        cached == [weights.fileName]
            && FileManager.default.contents(atPath: folder("cache/" + weights.fileName)) == content
    }
}

/// What was told of a fetch.
final class ToldProgress: Sendable {
    private let state = Mutex<[[Int?]]>([])

    var all: [[Int?]] { state.withLock { $0 } }

    func take(_ count: Int, _ total: Int?) { state.withLock { $0.append([count, total]) } }
}
