import Foundation
import TestSupport
import Testing

/// Standard streams that are full, closed, or that nobody reads.
struct StreamTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
        try Samples.writeWeights(in: folder)
    }

    private static let commands = [
        "--help", "--version", "train --help", "help predict", "--generate-completion-script bash", "weights list",
        "weights list --json", "weights inspect small.safetensors --json", "dataset info truth.json --json",
        "dataset check truth.json --json", "dataset split truth.json --output parts --json",
        "dataset show truth.json --images images --output drawn.png --json",
        "dataset convert truth.json --images images --to yolo --output yolo --json", "doctor --json",
        "eval --ground-truth truth.json --results results.json --no-report --json",
        "predict images/1.png --weights small.safetensors --output out --json",
    ]

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "This system has no /dev/full"),
        arguments: commands)
    func aFullStandardOutputIsAnError(_ line: String) async throws {
        let outcome = try await tool.shell("exec \"$TOOL\" \(line) > /dev/full")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("standard output: No space left on device"), "\(outcome.errors)")
    }

    /// What is printed must not go into the file that takes the number of a closed standard output.
    @Test(arguments: [
        "--help", "weights convert small.safetensors copy.safetensors", "dataset split truth.json --output parts",
    ])
    func aClosedStandardOutputIsAnError(_ line: String) async throws {
        let outcome = try await tool.shell("exec \"$TOOL\" \(line) >&-")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("standard output: it is closed"), "\(outcome.errors)")
        if line.hasPrefix("weights") {
            let size = { (name: String) in try folder.read(name).count }
            let whole = try await tool("weights", "convert", "small.safetensors", "whole.safetensors")
            #expect(try whole.status == 0 && size("copy.safetensors") == size("whole.safetensors"))
        }
        // Where nobody can be told, the code still is.
        #expect(try await tool.shell("exec \"$TOOL\" \(line) --overwrite >&- 2>&-").status != 0)
    }

    @Test func aReaderThatIsGoneIsAnErrorAndNoDeathBySignal() async throws {
        // The reader ends before the tool begins, which the pipe of file names tells.
        let line = "{ read go < ready; \"$TOOL\" --help; echo $? > code; } | { exec < /dev/null; echo > ready; }"
        let outcome = try await tool.shell("mkfifo ready; " + line)
        #expect(String(decoding: try folder.read("code"), as: UTF8.self) == "73\n")
        #expect(outcome.errors.contains("standard output: whoever read it is gone"), "\(outcome.errors)")
    }

    @Test func aClosedStandardErrorCostsNothing() async throws {
        let outcome = try await tool.shell(
            "exec \"$TOOL\" dataset convert truth.json --images images --output copy.json 2>&-")
        #expect(outcome.status == 0)
        #expect(try folder.read("copy.json").first == UInt8(ascii: "{"))
        #expect(try await tool.shell("exec \"$TOOL\" dataset info nowhere.json 2>&-").status == 66)
    }
}
