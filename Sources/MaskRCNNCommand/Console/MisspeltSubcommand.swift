import ArgumentParser
import Files

/// A word that stands where a subcommand is to stand, and is none.
struct MisspeltSubcommand {
    /// The command that has no such subcommand.
    private let command: any ParsableCommand.Type
    private let word: String
    /// The subcommands before the word.
    private let path: [String]

    /// Finds it in what was typed; nil where every subcommand is one.
    init?(in arguments: [String], under root: any ParsableCommand.Type) {
        // The word after it is a shell.
        if arguments.first == "--generate-completion-script" { return nil }
        var command = root
        var path: [String] = []
        for word in arguments where !word.hasPrefix("-") {
            let subcommands = command.configuration.subcommands
            if subcommands.isEmpty { return nil }
            if word == "help", command == root { continue }
            guard let next = subcommands.first(where: { $0.configuration.commandName == word }) else {
                self.command = command
                self.word = word
                self.path = path
                return
            }
            command = next
            path.append(word)
        }
        return nil
    }

    /// What to say of it.
    var error: ValidationError {
        let names = command.configuration.subcommands.compactMap { $0.configuration.commandName }
        let nearest = NearestName.of(word, among: names)
        let advice = nearest.map { "Did you mean '\($0)'?" } ?? "There are \(names.joined(separator: ", "))."
        let place = path.isEmpty ? "" : " of \(path.joined(separator: " "))"
        return ValidationError("There is no subcommand '\(VisibleText.of(word))'\(place). \(advice)")
    }
}
