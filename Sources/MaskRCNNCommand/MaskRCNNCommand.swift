import ArgumentParser
import Files
import Foundation

/// The command `maskrcnn`.
@main
struct MaskRCNNCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maskrcnn",
        abstract: "Find, name and outline every object of a photograph with Mask R-CNN.",
        discussion: """
            EXAMPLES
              maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
              maskrcnn predict photo.jpg --weights maskrcnn_resnet50_fpn_v2
              maskrcnn doctor

            EXIT CODES
            \(ExitStatus.help)

            COMPLETIONS
              maskrcnn --generate-completion-script bash, zsh or fish prints a script.
              Save it where the shell looks:
              bash   ~/.local/share/bash-completion/completions/maskrcnn
              zsh    _maskrcnn, in a folder of $fpath
              fish   ~/.config/fish/completions/maskrcnn.fish
            """,
        version: Release.version,
        subcommands: [
            Predict.self, Train.self, Evaluate.self, DatasetCommand.self, Models.self, Weights.self, ExportCommand.self,
            Bench.self, Doctor.self, Demo.self,
        ])

    /// Runs the command and ends the process with an ``ExitStatus``.
    static func main() async {
        StandardStreams.reserve()
        Interruption.begin()
        // A server or a job is not to begin a download by itself: `weights fetch` alone does, which is asked to.
        setenv("MASKRCNN_OFFLINE", "1", 1)
        do {
            var command = try parseAsRoot(ProcessArguments.words)
            takeBudget(of: command)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            leave(.success)
        } catch let failure as CommandFailure {
            Console.standard.report(failure)
            leave(failure.status)
        } catch {
            leave(reporting: MisspeltSubcommand(in: ProcessArguments.words, under: Self.self)?.error ?? error)
        }
    }

    private static func takeBudget(of command: any ParsableCommand) {
        if let budgeted = command as? any MemoryBudgeted { MemoryBudget.process = budgeted.memory.budget() }
    }

    /// Ends the process with what the parser of arguments has to say: help, a version, or what was not understood.
    private static func leave(reporting error: any Error) -> Never {
        let text = fullMessage(for: error)
        switch exitCode(for: error) {
        case .success:
            do {
                // The program's own text, scripts for completion among it, in which tabs are meant.
                if !text.isEmpty { try Console.standard.write(Array((text + "\n").utf8)) }
                leave(.success)
            } catch {
                Console.standard.report(error)
                leave(error.status)
            }
        case .validationFailure:
            Console.standard.note(text: TerminalText(document: withVisibleWords(text)))
            leave(.usage)
        default:
            Console.standard.report(CommandFailure(.internalError, "\(error)"))
            leave(.internalError)
        }
    }

    /// A text of the parser's with the words of the command line that it repeats made visible, ends of lines in them included:
    /// they can be names of files that a shell put there.
    private static func withVisibleWords(_ text: String) -> String {
        var text = text
        for word in ProcessArguments.words.flatMap({ [$0] + $0.split(separator: "=", maxSplits: 1).map(String.init) })
        where VisibleText.of(word) != word { text = text.replacing(word, with: VisibleText.of(word)) }
        return text
    }

    /// Ends the process without the destructors of LibTorch's statics, which take a tenth of a second to no end.
    private static func leave(_ status: ExitStatus) -> Never {
        fflush(nil)
        _exit(status.rawValue)
    }
}

/// What this build calls itself.
enum Release {
    /// The version of the package, as in its changelog.
    static let version = "0.1.0"
}
