internal import Files

/// Brings one file to its place, however often the connection breaks.
package struct Fetch: Sendable {
    /// What happens meanwhile.
    package enum Event: Sendable {
        /// So many bytes are here, of so many in all.
        case progress(byteCount: Int, totalByteCount: Int?)
        /// A try has ended without the file, which others may follow.
        case brokenOff(reason: String, attempt: Int)
        /// What is here was a part of another file.
        case beginsAnew
    }

    private let file: RemoteFile
    private let mirror: Location?
    private let limit: Int
    private let agent: String
    private let report: @Sendable (Event) -> Void

    /// How often a failed request is tried, and how long to wait before each of these tries.
    private static let pauses: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)]

    /// - Parameters:
    ///   - mirror: What the user named in place of torchvision's own place, if anything.
    ///   - limit: The most bytes that the file may have.
    ///   - agent: What the server is told who asks.
    ///   - report: Is told what happens, on any thread.
    package init(
        _ file: RemoteFile, mirror: Location?, limit: Int, agent: String,
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.file = file
        self.mirror = mirror
        self.limit = limit
        self.agent = agent
        self.report = report
    }

    /// - Throws: ``FetchError`` when the file cannot be had, is not the published one, or cannot be written; that it is busy while another
    ///   process, or task, is at it.
    package func run() async throws(FetchError) {
        try await run(into: PartialFile(of: file.path))
    }

    /// The same, but while another process, or task, is at it, waits until it is done.
    package func runAfterOthers() async throws(FetchError) {
        while true {
            do {
                let part = try PartialFile(of: file.path)
                // It may have become whole just before this one had its turn.
                guard FileStatus.kind(of: file.path) == nil else { return part.remove() }
                return try await run(into: part)
            } catch {
                guard case .busy(let path) = error else { throw error }
                if let size = FileStatus.size(of: path) { report(.progress(byteCount: size, totalByteCount: nil)) }
            }
            do {
                try await Task.sleep(for: .milliseconds(200))
            } catch {
                throw .cancelled(url: file.url)
            }
        }
    }

    private func run(into part: PartialFile) async throws(FetchError) {
        let hadSome = part.count > 0
        try await download(to: part)
        if hadSome, (try? Digest.check(part.path, against: file)) == nil {
            // The part may have been of another version of the file: once more, from the start.
            report(.beginsAnew)
            try part.restart(tag: nil)
            try await download(to: part)
        }
        do {
            try Digest.check(part.path, against: file, isNew: true)
        } catch {
            part.remove()
            throw error
        }
        try part.finish(as: file.path)
    }

    private func download(to part: PartialFile) async throws(FetchError) {
        let rules = RedirectRules(first: file.location, mirror: mirror, environment: .current)
        let transfer = Transfer(file, part: part, rules: rules, limit: limit, agent: agent) { [report] count, total in
            report(.progress(byteCount: count, totalByteCount: total))
        }
        var lastReason = ""
        for attempt in 0...Self.pauses.count {
            switch await transfer.run(attempt: attempt) {
            case .done: return
            case .failed(let error): throw error
            case .refused(let reason): throw unavailable(reason, part)
            case .tooLong(let count):
                if part.count == 0 { part.remove() }
                throw .tooLong(url: file.url, byteCount: count, limit: limit, file: file.path)
            case .brokenOff(let reason):
                lastReason = reason
                if !Task.isCancelled { report(.brokenOff(reason: reason, attempt: attempt + 1)) }
            }
            if attempt < Self.pauses.count { try? await Task.sleep(for: Self.pauses[attempt]) }
            if Task.isCancelled {
                if part.count == 0 { part.remove() }
                throw .cancelled(url: file.url)
            }
        }
        throw unavailable(lastReason, part)
    }

    private func unavailable(_ reason: String, _ part: PartialFile) -> FetchError {
        // An empty part tells nobody anything.
        if part.count == 0 { part.remove() }
        return .unavailable(url: file.url, reason: reason, file: file.path)
    }
}
