import Foundation
import Torch

/// This process's place among those that train together.
struct ProcessPlace: Sendable {
    /// What the launcher says; nil where this process is the only one.
    let environment: DistributedEnvironment?

    /// Whether this process speaks for all.
    var isFirst: Bool { environment.map { $0.rank == 0 } ?? true }
    /// The number of processes.
    var count: Int { environment?.size ?? 1 }

    /// The place that the process's environment tells.
    ///
    /// - Throws: ``CommandFailure`` where a launcher's variables make no sense.
    static func current() throws(CommandFailure) -> ProcessPlace {
        do {
            return ProcessPlace(environment: try DistributedEnvironment(ProcessInfo.processInfo.environment))
        } catch {
            throw CommandFailure(
                .usage, error.description, hint: "Such variables are set by torchrun, Slurm or Kubernetes.")
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
    func makeGroup() throws(CommandFailure) -> ProcessGroup? {
        guard let environment else { return nil }
        do {
            return try ProcessGroup(environment)
        } catch {
            throw CommandFailure(.unavailable, error.description)
        }
    }

    /// The device of this process: of GPUs that are not told apart, each process of a machine has its own.
    func device(_ name: DeviceName) -> Device {
        guard let environment, name.text == "cuda" else { return name.device }
        return .cuda(index: environment.localRank)
    }
}
