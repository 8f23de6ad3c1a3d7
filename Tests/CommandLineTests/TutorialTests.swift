import Foundation
import MaskRCNN
import TestSupport
import Testing

/// Every command of the tutorial, in its order, on fewer and smaller pictures.
struct TutorialTests {
    /// What is smaller here than there.
    private static let reductions = [
        ("--images 40 --size 256x256", "--images 8 --size 96x96"), ("-b 4 --epochs 10", "-b 2 --epochs 1"),
    ]

    private static func commands() throws -> [[String]] {
        let page = Peer.packageRoot.appendingPathComponent("docs/tutorial.md")
        var text = try String(contentsOf: page, encoding: .utf8)
        for (there, here) in reductions {
            try #require(text.contains(there), "the tutorial no longer has \(there)")
            text = text.replacingOccurrences(of: there, with: here)
        }
        var isCode = false
        var commands: [[String]] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") {
                isCode = line == "```sh"
            } else if isCode {
                let words = line.split(separator: " ").map(String.init)
                try #require(words.first == "maskrcnn", "\(line)")
                commands.append(Array(words.dropFirst()))
            }
        }
        return commands
    }

    @Test(.enabled(if: BuiltInWeights.nuclei.path != nil, "the model nuclei is not beside the tests"))
    func everyCommandWorks() async throws {
        let folder = try TemporaryFolder()
        let tool = Tool(folder: folder)
        let commands = try Self.commands()
        #expect(commands.count == 11)
        for command in commands {
            let outcome = try await tool.run(command)
            #expect(outcome.status == 0, "\(command.joined(separator: " ")): \(outcome.errors)")
        }
        for file in [
            "look.png", "augmented.png", "runs/nuclei/best.pth", "runs/nuclei/loss.png", "runs/nuclei/ap.png",
            "test.html",
        ] {
            #expect(folder.has(file), "\(file)")
        }
    }
}
