import ArgumentParser
import Files
import Logging

/// How much the command says.
struct MessageOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @Flag(name: .long, help: "Write one JSON document about the run to standard output, and nothing else there.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say on standard error what is being done, with times.")
    var verbose = false

    func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
        if verbose { Self.reportLeftovers() }
    }

    /// Says on standard error which temporary files of killed processes are removed.
    static func reportLeftovers() {
        let log = logger(isVerbose: true)
        Leftovers.report { path, size in
            log.debug("removed what a killed process left", metadata: ["path": "\(path)", "bytes": "\(size)"])
        }
    }

    /// The log of this run.
    var logger: Logger { Self.logger(isVerbose: verbose) }

    private static func logger(isVerbose: Bool) -> Logger {
        var logger = Logger(label: "maskrcnn") { _ in ConsoleLog() }
        logger.logLevel = isVerbose ? .debug : .error
        return logger
    }
}
