import ArgumentParser
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
    }

    /// The log of this run.
    var logger: Logger {
        var logger = Logger(label: "maskrcnn") { _ in ConsoleLog() }
        logger.logLevel = verbose ? .debug : .error
        return logger
    }
}
