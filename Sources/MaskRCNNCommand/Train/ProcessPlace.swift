import Foundation
import Logging
import Torch
import Training

/// This process's place among those that train together.
struct ProcessPlace: Sendable {
    /// What the launcher says; nil where this process is the only one.
    let environment: DistributedEnvironment?

    /// Whether this process speaks for all.
    var isFirst: Bool { environment.map { $0.rank == 0 } ?? true }
    /// The number of processes.
    var count: Int { environment?.size ?? 1 }

    private static let hint = "Such variables are set by torchrun, Slurm or Kubernetes."

    /// The place that the process's environment tells.
    ///
    /// - Throws: ``CommandFailure`` where a launcher's variables make no sense.
    static func current() throws(CommandFailure) -> ProcessPlace {
        do {
            return ProcessPlace(environment: try DistributedEnvironment(ProcessInfo.processInfo.environment))
        } catch {
            throw CommandFailure(.usage, error.description, hint: hint)
        }
    }

    /// An error that names the process, where there are several.
    func named(_ error: any Error) -> any Error {
        guard let environment, var failure = error as? CommandFailure, let message = failure.message else {
            return error
        }
        failure.message = "rank \(environment.rank): \(message)"
        return failure
    }

    /// The group, once all processes are there; nil where this process is the only one. It belongs to the calling thread.
    ///
    /// - Throws: ``CommandFailure`` where some do not come in time, or this process was interrupted meanwhile.
    func makeGroup(timeout: Duration, logger: Logger) throws(CommandFailure) -> ProcessGroup? {
        guard let environment else { return nil }
        logger.debug(
            "rank \(environment.rank) of \(environment.size) waits at \(environment.address):\(environment.port)")
        var nextNotice = Duration.seconds(5)
        do {
            return try ProcessGroup(environment, timeout: timeout) { waiting in
                // On each machine one says it, and whoever does not even reach the first.
                if waiting.duration >= nextNotice, environment.localRank == 0 || !waiting.isConnected {
                    Console.standard.note(notice(waiting, timeout: timeout))
                    nextNotice = waiting.duration + .seconds(waiting.duration < .seconds(60) ? 20 : 60)
                }
                return !Interruption.isRequested
            }
        } catch {
            if Interruption.isRequested {
                throw CommandFailure(.interrupted, "interrupted before all processes had come; nothing was trained")
            }
            if case .mismatch = error { throw CommandFailure(.usage, error.description, hint: Self.hint) }
            throw CommandFailure(TrainingError.torch(error))
        }
    }

    private func notice(_ waiting: ProcessGroup.Waiting, timeout: Duration) -> String {
        let seconds = Int(waiting.duration.seconds.rounded())
        return "rank \(environment?.rank ?? 0): waiting for \(waiting.subject) "
            + "(\(seconds) s; ends after \(Quantity.decimal(timeout.seconds, places: 0)) s, which --peer-timeout sets)"
    }

    /// The device of this process: of GPUs that are not told apart, each process of a machine has its own.
    func device(_ name: DeviceName) -> Device {
        guard let environment, name.text == "cuda" else { return name.device }
        return .cuda(index: environment.localRank)
    }
}
