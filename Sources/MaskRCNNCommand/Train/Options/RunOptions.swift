import ArgumentParser
import Logging

/// Where a run and its settings are kept.
struct RunOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder for all that the run leaves. (default: runs/ and the name of the data)", valueName: "folder"),
        completion: .directory)
    var output: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("A configuration in YAML; other options override it.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Any setting by its key in that file, as in network.boxHead.features=512.", valueName: "key=value"))
    var set: [SettingArgument] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Go on with the run in this folder, exactly where it stopped.", valueName: "folder"),
        completion: .directory)
    var resume: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Save the state after so many steps, too; 0 for after each epoch alone. (default: 0)", valueName: "steps",
            visibility: .hidden))
    var saveEvery: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long several processes wait for each other, at the start and in every step.", valueName: "seconds",
            visibility: .hidden))
    var peerTimeout = 1800.0

    @Flag(name: .long, help: "Replace the run that the folder holds.")
    var overwrite = false

    @Flag(name: .long, help: "Check data and settings, print both, and train nothing.")
    var dryRun = false

    func validate() throws {
        if resume != nil, output != nil {
            throw ValidationError("--resume goes on in its own folder, without --output.")
        }
        if resume != nil, overwrite { throw ValidationError("--resume and --overwrite exclude each other.") }
        if resume != nil, config != nil {
            throw ValidationError("--resume takes the run's own configuration, without --config.")
        }
        guard (0.1...2_592_000).contains(peerTimeout) else {
            throw ValidationError("--peer-timeout is from 0.1 to 2,592,000 seconds, but is \(peerTimeout).")
        }
        if output?.isEmpty == true || resume?.isEmpty == true { throw ValidationError("A folder has a name.") }
    }
}

/// A setting and its value, as typed: `optimizer.rate=0.01`.
struct SettingArgument: ExpressibleByArgument {
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else { return nil }
        key = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
    }
}

/// How much a training run says.
struct TrainingMessageOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: ArgumentHelp("Say nothing but errors.", visibility: .hidden))
    var quiet = false

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Write what happens to standard output as it happens, a JSON object a line.", visibility: .hidden))
    var json = false

    @Flag(
        name: .shortAndLong,
        help: ArgumentHelp("Say on standard error what is being done, with times.", visibility: .hidden))
    var verbose = false

    func validate() throws {
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other.") }
        if verbose { MessageOptions.reportLeftovers() }
    }

    /// The log of this run.
    var logger: Logger {
        var logger = Logger(label: "maskrcnn") { _ in ConsoleLog() }
        logger.logLevel = verbose ? .debug : .error
        return logger
    }
}
