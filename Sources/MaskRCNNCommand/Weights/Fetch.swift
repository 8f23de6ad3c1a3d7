import Logging

/// Brings one published file to its place, however often the connection breaks.
struct Fetch {
    let file: RemoteFile
    /// What `--from` names; nil for torchvision's own place.
    let mirror: Location?
    /// The most bytes that a file may have.
    let limit: Int
    let logger: Logger
    let isQuiet: Bool

    /// How often a failed request is tried, and how long to wait before each of these tries.
    private static let pauses: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)]

    /// - Throws: ``CommandFailure`` when the file cannot be had, is not the published one, or cannot be written.
    func run() async throws {
        let part = try PartialFile(of: file.path)
        let hadSome = part.count > 0
        try await download(to: part)
        if hadSome, (try? Digest.check(part.path, against: file)) == nil {
            // The part may have been of another version of the file: once more, from the start.
            Console.standard.note("The file is not the published one; fetching it anew.")
            try part.restart(tag: nil)
            try await download(to: part)
        }
        do {
            try Digest.check(
                part.path, against: file,
                hint: "What came from \(file.url) has been removed. A proxy or a mirror may have changed it.")
        } catch {
            part.remove()
            throw error
        }
        try part.finish(as: file.path)
    }

    private func download(to part: PartialFile) async throws {
        try await attempts(part).get()
    }

    private func attempts(_ part: PartialFile) async -> Result<Void, CommandFailure> {
        let rules = RedirectRules(first: file.location, mirror: mirror, environment: .current)
        var lastReason = ""
        for attempt in 0...Self.pauses.count {
            var transfer = Transfer(file, part: part, rules: rules, limit: limit, isQuiet: isQuiet)
            defer { Console.standard.clearStatus() }
            switch await transfer.run(attempt: attempt) {
            case .done: return .success(())
            case .failed(let failure): return .failure(failure)
            case .refused(let reason): return .failure(unavailable(reason, part))
            case .brokenOff(let reason):
                lastReason = reason
                logger.info("\(file.url): \(reason)", metadata: ["attempt": "\(attempt + 1)"])
            }
            if attempt < Self.pauses.count { try? await Task.sleep(for: Self.pauses[attempt]) }
        }
        return .failure(unavailable(lastReason, part))
    }

    private func unavailable(_ reason: String, _ part: PartialFile) -> CommandFailure {
        // An empty part tells nobody anything.
        if part.count == 0 { part.remove() }
        return CommandFailure(
            .unavailable, "\(file.url): \(reason)",
            hint: "Without a network here, fetch that file elsewhere and put it at \(file.path)")
    }
}
