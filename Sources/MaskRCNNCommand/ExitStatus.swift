/// What the process's exit code says; from 64 on, the numbers are those of BSD's `sysexits.h`.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case success = 0
    case someInputsFailed = 1
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case internalError = 70
    case noMemory = 71
    case cannotWrite = 73
    case interrupted = 130

    /// What it means, for the help.
    var meaning: String {
        switch self {
        case .success: "all is well"
        case .someInputsFailed: "some inputs or peers failed; the others are done"
        case .usage: "the command was not understood"
        case .badData: "the weights or another given file cannot be used"
        case .noInput: "no input could be read"
        case .unavailable: "the network, the device or a peer is not there"
        case .internalError: "a fault of this program"
        case .noMemory: "more memory would be needed than --memory, or the machine, allows"
        case .cannotWrite: "the output cannot be written"
        case .interrupted: "interrupted; what was done until then is kept"
        }
    }

    /// The table of the help.
    static var help: String {
        allCases.map { status in
            let number = String(status.rawValue)
            return "  " + number + String(repeating: " ", count: 7 - number.count) + status.meaning
        }.joined(separator: "\n")
    }
}

/// Why the command ends without having done what was asked.
struct CommandFailure: Error, Sendable {
    /// The process's exit code.
    var status: ExitStatus
    /// What is wrong, starting with the file's name where there is one; nil when all has been said already.
    var message: String?
    /// What is wrong in particular, a line each.
    var details: [String] = []
    /// What to do about it.
    var hint: String?

    init(_ status: ExitStatus, _ message: String?, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// Message and details, for documents.
    var text: String? { message.map { ([$0] + details).joined(separator: "\n  ") } }
}
