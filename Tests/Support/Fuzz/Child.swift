import Foundation
import HostileInputs

/// One child process and where it is.
final class Child {
    let slot: Int
    let reader: Int
    let numbers: Range<Int>
    let progress: Progress
    private(set) var isKilled = false
    private(set) var ending = ""
    private(set) var seconds = 0.0
    /// The most memory that it had, in megabytes.
    private(set) var peak = 0

    private let process: pid_t
    private let outputPath: String
    private let start = ContinuousClock().now
    private var lastBegun = -1
    private var secondsBefore = 0.0
    private var lastChange = ContinuousClock().now

    init?(slot: Int, reader: Int, numbers: Range<Int>, options: FuzzOptions, folder: String) {
        (self.slot, self.reader, self.numbers) = (slot, reader, numbers)
        let place = "\(folder)/\(slot)"
        let scratch = place + "/scratch"
        try? FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        progress = Progress(path: place + "/progress")
        progress.reset()
        outputPath = place + "/output"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, place + "/errors", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let words =
            [
                "fuzz", "--worker", "\(numbers.lowerBound)", "\(numbers.upperBound)", place + "/progress", scratch,
                "--seed", "\(options.seed)", "--readers", options.readers[reader].name, "--memory", "\(options.memory)",
            ]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var environment: [UnsafeMutablePointer<CChar>?] =
            ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no", "OMP_NUM_THREADS": "1"]) { $1 }
            .map { strdup("\($0)=\($1)") } + [nil]
        defer { for variable in environment { free(variable) } }
        var process: pid_t = 0
        guard posix_spawn(&process, "/proc/self/exe", &actions, nil, &arguments, &environment) == 0 else { return nil }
        self.process = process
    }

    /// Whether it has ended; one that reads an input for too long is ended.
    func hasEnded(after limit: Double) -> Bool {
        var status: Int32 = 0
        var usage = rusage()
        if wait4(process, &status, WNOHANG, &usage) == process {
            seconds = Double((ContinuousClock().now - start).components.seconds)
            peak = usage.ru_maxrss / 1024
            let signal = status & 0x7f
            ending = signal == 0 ? "it ended with \(status >> 8 & 0xff)" : "it was ended by signal \(signal)"
            return true
        }
        let now = ContinuousClock().now
        if progress.begun != lastBegun {
            (lastBegun, lastChange, secondsBefore) = (progress.begun, now, processorSeconds)
        } else if now - lastChange > .seconds(limit), !isKilled {
            // On a machine that is busy with other things, little of that may have been the child's. What waits for
            // something that never comes uses no processor at all.
            let waits = now - lastChange > .seconds(12 * limit) && !isReady
            guard processorSeconds - secondsBefore > limit || waits else { return false }
            isKilled = true
            kill(process, SIGKILL)
        }
        return false
    }

    /// The time that it has computed, as the system counts it.
    private var processorSeconds: Double {
        let fields = status
        // The 12th and 13th are the times in the program and in the system.
        guard fields.count > 12, let own = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (own + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Whether it would go on if it had a processor.
    private var isReady: Bool { status.first == "R" }

    /// What the system says of it, after its name, which ends with a bracket.
    private var status: [String] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return text.split(separator: ")").last?.split(separator: " ").map(String.init) ?? []
    }

    /// What it has said.
    var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }
}
