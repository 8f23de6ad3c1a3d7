// LibTorch and Gloo say what happened to a socket; a person wants to know what happened to the training.

extension ProcessGroup {
    /// The error with what it means for processes that work together, where it comes from their exchange; itself where not.
    ///
    /// Operations of this class throw such errors by themselves. A backward pass through ``sum(_:)`` does not.
    public func explained(_ error: TorchError) -> TorchError {
        guard case .operation(let operation, let message) = error, !message.hasPrefix(Self.ended),
            let explanation = Self.explanation(of: message, within: timeout)
        else { return error }
        return .operation(operation, message: explanation)
    }

    func exchange<Result>(_ body: () throws(TorchError) -> Result) throws(TorchError) -> Result {
        do throws(TorchError) {
            return try body()
        } catch {
            throw explained(error)
        }
    }

    private static let ended = "another process has likely ended"

    private static func explanation(of message: String, within timeout: Duration) -> String? {
        let detail = withoutPlace(message)
        let closings = ["Connection closed", "Connection reset", "Broken pipe", "Socket closed", "Connection refused"]
        if closings.contains(where: detail.contains) {
            return "\(ended), or lost its connection (\(detail))"
        }
        if detail.contains("Timed out") || detail.contains("timeout") || detail.contains("timed out") {
            return "\(ended) or hangs: no answer for \(timeout) (\(detail))"
        }
        return nil
    }

    static func explained(
        _ error: TorchError, meetingAt environment: DistributedEnvironment, within timeout: Duration
    ) -> TorchError {
        guard case .operation(let operation, let message) = error else { return error }
        let detail = withoutPlace(message)
        let place = "\(environment.address):\(environment.port)"
        if detail.contains("EADDRINUSE") || detail.contains("address already in use") {
            return .operation(operation, message: "port \(environment.port) is in use; set another MASTER_PORT")
        }
        if detail.contains("did not come within") { return .operation(operation, message: detail) }
        if detail.contains("timed out") || detail.contains("Timed out") || detail.contains("failed to connect") {
            return .operation(
                operation, message: "process 0 does not answer at \(place), waited \(timeout) (\(detail))")
        }
        return .operation(operation, message: "meeting at \(place): \(detail)")
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
