internal import Foundation
internal import Torch

/// Which weights of a run a file holds: after how many steps, and their fingerprint.
///
/// The run's state has it of the best weights, and the files of weights have it of their own: so it is told after a stop whether a
/// file was written in time.
struct WeightsIdentity: Codable, Equatable {
    /// Steps done.
    var step: Int
    /// ``Checkpoints/Checkpoint/fingerprint(of:)`` of the tensors.
    var fingerprint: String

    private static let stepKey = "maskrcnn.training.step"
    private static let fingerprintKey = "maskrcnn.training.fingerprint"

    init(step: Int, of entries: [Checkpoint.Entry]) throws(CheckpointError) {
        self.step = step
        fingerprint = try Checkpoint.fingerprint(of: entries)
    }

    /// The texts that stand in a file of weights.
    var notes: [String: String] { [Self.stepKey: String(step), Self.fingerprintKey: fingerprint] }

    /// What is found where weights should be.
    enum Finding {
        /// There is no such file.
        case missing
        /// Others than those that should be there: the step that they say they are of.
        case others(step: Int?)
        /// Something that cannot be read, or is not what was written; what of it.
        case damaged(String)
        /// The weights.
        case right(Checkpoint)
    }

    /// Looks for weights in a file, all of which is read.
    ///
    /// - Parameter identity: Which weights; nil where nobody knows, and any will do.
    static func find(_ identity: WeightsIdentity?, atPath path: String) -> Finding {
        guard FileManager.default.fileExists(atPath: path) else { return .missing }
        do throws(CheckpointError) {
            let checkpoint = try Checkpoint(contentsOfFile: path)
            try checkpoint.verify()
            guard let identity else { return .right(checkpoint) }
            guard let step = checkpoint.metadata[stepKey].flatMap({ Int($0) }) else { return .others(step: nil) }
            let found = try Checkpoint.fingerprint(of: checkpoint.entries)
            // What a file says of itself and what it holds must be one.
            guard checkpoint.metadata[fingerprintKey] == found else {
                return .damaged("its tensors are not those that it says it holds")
            }
            return step == identity.step && found == identity.fingerprint ? .right(checkpoint) : .others(step: step)
        } catch {
            guard case .file(_, let expected, let found) = error else { return .damaged("\(error)") }
            return .damaged("expected \(expected), found \(found)")
        }
    }
}
