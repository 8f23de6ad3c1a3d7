internal import CTorch

// LibTorch and Gloo say what happened to a socket; a person wants to know what happened to the training.

extension ProcessGroup {
    /// The error with what it means for processes that work together, where it comes from their exchange; itself where not.
    ///
    /// Which of them are at fault is found out in some seconds. Operations of this class throw such errors by themselves. A
    /// backward pass through ``sum(_:)`` does not.
    public func explained(_ error: TorchError) -> TorchError {
        guard case .operation(let operation, let message) = error, let failure = Failure(message) else { return error }
        return .peers(operation: operation, message: text(failure))
    }

    func exchange<Result>(_ body: () throws(TorchError) -> Result) throws(TorchError) -> Result {
        do throws(TorchError) {
            return try body()
        } catch {
            throw explained(error)
        }
    }

    /// What LibTorch says of an exchange that failed.
    private enum Failure {
        case closed(String)
        case timedOut(String)
        case earlier(String)

        init?(_ message: String) {
            let detail = ProcessGroup.withoutPlace(message)
            let closings = [
                "Connection closed", "Connection reset", "Broken pipe", "Socket closed", "Connection refused",
            ]
            if closings.contains(where: detail.contains) {
                self = .closed(detail)
            } else if ["Timed out", "timeout", "timed out"].contains(where: detail.contains) {
                self = .timedOut(detail)
            } else if detail.contains("an earlier operation between the processes failed") {
                self = .earlier(detail)
            } else {
                return nil
            }
        }
    }

    private func text(_ failure: Failure) -> String {
        switch failure {
        case .earlier(let detail): return detail
        case .closed(let detail):
            let silent = suspects().silent
            let who = silent.isEmpty ? "another process has likely" : Self.ranks(silent)
            return "\(who) ended, or lost its connection (\(detail))"
        case .timedOut(let detail):
            let (silent, behind) = suspects()
            if !silent.isEmpty {
                return
                    "\(Self.ranks(silent)) ended, been stopped or lost its connection: no answer for \(timeout) (\(detail))"
            }
            if !behind.isEmpty {
                return "no answer for \(timeout): \(Self.ranks(behind)) not come so far, though it runs (\(detail))"
            }
            return "another process has likely ended or hangs: no answer for \(timeout) (\(detail))"
        }
    }

    /// Ranks that give no sign of life, and those that have not begun what this process waits for.
    private func suspects() -> (silent: [Int], behind: [Int]) {
        var states = [Int8](repeating: 0, count: size)
        ct_group_inquire(handle, &states)
        func ranks(_ state: Int) -> [Int] { states.indices.filter { Int(states[$0]) == state } }
        return (ranks(Int(CT_PEER_SILENT)), ranks(Int(CT_PEER_BEHIND)))
    }

    private static func ranks(_ ranks: [Int]) -> String {
        let shown = ranks.prefix(16).map(String.init).joined(separator: ", ")
        let more = ranks.count > 16 ? " and \(ranks.count - 16) more" : ""
        return ranks.count == 1 ? "rank \(shown) has" : "each of the ranks \(shown)\(more) has"
    }

    static func explained(
        _ error: TorchError, meetingAt environment: DistributedEnvironment, within timeout: Duration
    ) -> TorchError {
        guard case .operation(let operation, let message) = error else { return error }
        let detail = withoutPlace(message)
        let address = environment.address
        let place = (address.contains(":") ? "[\(address)]" : address) + ":\(environment.port)"
        let disagreement = "WORLD_SIZE differs: "
        if detail.hasPrefix(disagreement) {
            return .mismatch(
                operation: operation, expected: "the same WORLD_SIZE in all processes that meet at \(place)",
                found: String(detail.dropFirst(disagreement.count)))
        }
        let text =
            if detail.contains("EADDRINUSE") || detail.contains("address already in use") {
                "port \(environment.port) is in use; set another MASTER_PORT"
            } else if detail.contains("did not come to") || detail.contains("is unknown:")
                || detail.contains("two processes")
            {
                detail
            } else if detail.hasPrefix("no answer from ") {
                "waited \(timeout) for \(detail.dropFirst("no answer from ".count))"
            } else if detail.contains("timed out") || detail.contains("Timed out")
                || detail.contains("failed to connect")
            {
                "process 0 does not answer at \(place), waited \(timeout) (\(detail))"
            } else if detail.contains("Connection reset") || detail.contains("Connection closed") {
                "what answers at \(place) is not process 0 of a run, or it has ended (\(detail))"
            } else {
                "meeting at \(place): \(detail)"
            }
        return .peers(operation: operation, message: text)
    }

    /// The message without the file and line of LibTorch's source that Gloo puts first, and without its advice after that.
    private static func withoutPlace(_ message: String) -> String {
        var rest = message[...]
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]"), rest[..<end].contains(":") {
            rest = rest[rest.index(after: end)...].drop(while: \.isWhitespace)
        }
        if let advice = rest.firstRange(of: ". This is typically caused by") { rest = rest[..<advice.lowerBound] }
        return String(rest)
    }
}
