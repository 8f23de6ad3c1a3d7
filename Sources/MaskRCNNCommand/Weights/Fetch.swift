import AsyncHTTPClient
import Logging
import MaskRCNN

/// Brings one published file to its place, however often the connection breaks.
struct Fetch {
    let weights: PublishedWeights
    let url: String
    let path: String
    let logger: Logger
    let isQuiet: Bool

    /// How often a failed request is tried, and how long to wait before each of these tries.
    private static let pauses: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)]

    /// - Throws: ``CommandFailure`` when the file cannot be had, is not the published one, or cannot be written.
    func run() async throws {
        let part = try PartialFile(of: path)
        let hadSome = part.count > 0
        try await download(to: part)
        if try !isRight(part), hadSome {
            // The part may have been of another version of the file: once more, from the start.
            Console.standard.note("The file is not the published one; fetching it anew.")
            try part.restart(tag: nil)
            try await download(to: part)
        }
        let digest = try Digest.sha256(of: part.path)
        guard digest.hasPrefix(weights.digestPrefix) else {
            part.remove()
            throw CommandFailure(
                .badData,
                "\(url): is not the published file: its SHA-256 begins \(digest.prefix(8)), not \(weights.digestPrefix)",
                hint: "What was fetched has been removed. A proxy or a mirror may have changed it.")
        }
        try part.finish(as: path)
    }

    private func isRight(_ part: PartialFile) throws(CommandFailure) -> Bool {
        try Digest.sha256(of: part.path).hasPrefix(weights.digestPrefix)
    }

    private func download(to part: PartialFile) async throws {
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton, configuration: .forFetching(url, environment: .current))
        let result = await attempts(client, part)
        try? await client.shutdown()
        try result.get()
    }

    private func attempts(_ client: HTTPClient, _ part: PartialFile) async -> Result<Void, CommandFailure> {
        var lastReason = ""
        for attempt in 0...Self.pauses.count {
            var transfer = Transfer(url: url, part: part, isQuiet: isQuiet, name: weights.fileName)
            defer { Console.standard.clearStatus() }
            switch await transfer.run(client) {
            case .done: return .success(())
            case .failed(let failure): return .failure(failure)
            case .refused(let reason): return .failure(unavailable(reason, part))
            case .brokenOff(let reason):
                lastReason = reason
                logger.info("\(url): \(reason)", metadata: ["attempt": "\(attempt + 1)"])
            }
            if attempt < Self.pauses.count { try? await Task.sleep(for: Self.pauses[attempt]) }
        }
        return .failure(unavailable(lastReason, part))
    }

    private func unavailable(_ reason: String, _ part: PartialFile) -> CommandFailure {
        // An empty part tells nobody anything.
        if part.count == 0 { part.remove() }
        return CommandFailure(
            .unavailable, "\(url): \(reason)",
            hint: "Without a network here, fetch that file elsewhere and put it at \(path)")
    }
}
