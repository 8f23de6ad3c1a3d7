import TestSupport
import Testing

/// The help of every command, and how the command line answers what it does not understand.
struct HelpTests {
    let tool: Tool

    init() throws {
        tool = Tool(folder: try TemporaryFolder())
    }

    static let commands: [[String]] = [
        [], ["predict"], ["weights"], ["weights", "list"], ["weights", "fetch"], ["weights", "inspect"],
        ["weights", "convert"], ["eval"], ["dataset"], ["dataset", "info"], ["dataset", "check"],
        ["dataset", "convert"],
        ["dataset", "split"], ["dataset", "show"], ["dataset", "synthesize"], ["dataset", "suggest"], ["train"],
        ["export"], ["bench"], ["doctor"],
        ["demo"],
    ]

    @Test(arguments: commands)
    func helpHasExamples(command: [String]) async throws {
        let outcome = try await tool.run(command + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("EXAMPLES\n  "))
        #expect(outcome.output.contains("maskrcnn " + command.joined(separator: " ")))
    }

    @Test func helpNamesEveryExitCode() async throws {
        let outcome = try await tool("predict", "--help")
        for code in [0, 1, 64, 65, 66, 69, 70, 73, 130] {
            #expect(outcome.output.contains("\n  \(code) "))
        }
    }

    @Test func version() async throws {
        let outcome = try await tool("--version")
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: [
        (["predit", "a.jpg"], "predict"), (["perdict"], "predict"), (["trian", "--data", "x"], "train"),
        (["evaluate"], "eval"), (["weights", "fecth", "x"], "fetch"), (["dataset", "synthesise"], "synthesize"),
        (["dataset", "slpit", "--help"], "split"), (["help", "predit"], "predict"),
    ])
    func misspeltSubcommandsGetASuggestion(arguments: [String], meant: String) async throws {
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == 64, "\(outcome.output)")
        #expect(outcome.errors.contains("Did you mean '\(meant)'?"), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func wordsLikeNoSubcommandListThem() async throws {
        let outcome = try await tool("weights", "xyzzy")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("There are list, fetch, inspect, convert."))
        #expect(try await tool("help", "predict").status == 0)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let outcome = try await tool("--generate-completion-script", shell)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("weights"))
    }

    @Test(arguments: [
        ["predict"], ["predict", "a.jpg"], ["predict", "a.jpg", "--weights", "w", "--score", "2"],
        ["predict", "a.jpg", "--weights", "w", "--score", "many"],
        ["predict", "a.jpg", "--weights", "w", "--format", "overlay,gif"],
        ["predict", "a.jpg", "--weights", "w", "--device", "tpu"],
        ["predict", "a.jpg", "--weights", "w", "--model", "yolo"],
        ["predict", "a.jpg", "--weights", "w", "--batch", "0"],
        ["predict", "a.jpg", "--weights", "w", "--quiet", "--verbose"],
        ["predict", "a.jpg", "--weights", "w", "--output", "-"],
        ["predict", "a.jpg", "--weights", "w", "--output", "-", "--format", "masks"],
        ["weights", "convert", "a.pth", "b.onnx"], ["weights", "fetch", "resnet50", "--from", "ftp://x"], ["dance"],
    ])
    func usageErrors(arguments: [String]) async throws {
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("Error: "))
    }
}
