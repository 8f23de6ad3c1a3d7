import Foundation

/// A line that a peer's program says; each kind of answer has its own members.
struct PeerAnswer: Decodable, Sendable {
    /// Once loaded.
    var ready: Bool?
    var versions: [String: String]?
    var loadSeconds: Double?
    var exportSeconds: Double?
    /// After a run.
    var seconds: Double?
    var detections: Int?
    /// At the end.
    var peakBytes: Int?
    /// Instead of all others: what went wrong.
    var error: String?

    private enum CodingKeys: String, CodingKey {
        case ready, versions, seconds, detections, error
        case loadSeconds = "load_seconds"
        case exportSeconds = "export_seconds"
        case peakBytes = "peak_bytes"
    }

    /// Reads a line; nil where it is no JSON object, as what a library prints.
    ///
    /// - Throws: ``PeerFailure`` where a member is not what it should be.
    init?(line: String) throws(PeerFailure) {
        guard line.hasPrefix("{") else { return nil }
        do {
            self = try JSONDecoder().decode(PeerAnswer.self, from: Data(line.utf8))
        } catch {
            throw .unexpected(expected: "a line of JSON as its protocol has it", found: line)
        }
    }
}

/// Why a peer gives no figures.
enum PeerFailure: Error, Sendable {
    /// It could not be started.
    case notStarted(String)
    /// It said so itself.
    case said(String)
    /// It ended without a word; the status is its exit code, or the signal's negative number.
    case ended(status: Int32, lastWords: String?)
    /// It said something that it should not say.
    case unexpected(expected: String, found: String)
    /// Ctrl-C: its answer was not waited for.
    case interrupted
}

extension PeerFailure: CustomStringConvertible {
    /// One line, after the peer's name.
    var description: String {
        switch self {
        case .notStarted(let reason): "cannot be started: \(reason)"
        case .said(let message): message
        case .ended(let status, let lastWords):
            (status < 0 ? "ended by signal \(-status)" : "ended with exit code \(status)")
                + (lastWords.map { ": " + $0 } ?? "")
        case .unexpected(let expected, let found): "expected \(expected), and got \(found.prefix(200))"
        case .interrupted: "interrupted"
        }
    }
}
