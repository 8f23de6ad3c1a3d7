import ArgumentParser

/// `maskrcnn doctor`: what this machine has of what the program needs.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine has of what is needed, and what to do about the rest.",
        discussion: """
            It computes with LibTorch, encodes and decodes pictures and looks for fonts, rather than only asking for
            versions. The exit code is not 0 when something that predict needs does not work.

            EXAMPLES
              maskrcnn doctor
              maskrcnn doctor --json
            """)

    @Flag(name: .long, help: "Write a JSON document.")
    var json = false

    func run() async throws {
        let findings = Diagnosis.findings()
        if json {
            try Console.standard.print(document(findings).document)
        } else {
            try Console.standard.print(text(findings))
        }
        let troubles = findings.filter { $0.state == .broken }
        if !troubles.isEmpty {
            throw CommandFailure(.unavailable, "\(troubles.map(\.name).joined(separator: ", ")): not in order")
        }
    }

    private func text(_ findings: [Finding]) -> TerminalText {
        var table = Table([("", .left), ("", .left), ("", .left)])
        for finding in findings {
            table.add([finding.state.mark, finding.name, finding.value])
            if let hint = finding.hint { table.add(["", "", "→ " + hint]) }
        }
        return table.text
    }

    private func document(_ findings: [Finding]) -> JSON {
        let entries = findings.map { finding in
            (
                finding.key,
                JSON.object([
                    ("value", .string(finding.value)), ("state", .string(finding.state.rawValue)),
                    ("hint", .optional(finding.hint)),
                ])
            )
        }
        let isWell = findings.allSatisfy { $0.state != .broken }
        return .object([
            ("version", .string(Release.version)), ("ok", .boolean(isWell)), ("findings", .object(entries)),
        ])
    }
}
