import Foundation
import TestSupport
import Testing

/// Disks that are full, folders that cannot be written, and Ctrl-C.
struct OutputTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights(in: folder)
        for number in 1...40 { try Samples.writePicture("in/\(number).png", in: folder) }
    }

    private let options = ["--weights", "small.safetensors", "--score", "0", "--max-detections", "5"]

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/sys"), "This system has no /proc"))
    func aFolderThatCannotBeWritten() async throws {
        // Not even root can make files there.
        let outcome = try await tool.run(["predict", "in/1.png", "--output", "/proc/sys/out"] + options)
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("/proc/sys/out: cannot be written"))
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "This system has no /dev/full"))
    func standardOutputOnAFullDisk() async throws {
        let command = "'\(try Tool.path)' predict in/1.png --format jsonl --output - \(options.joined(separator: " "))"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command + " > /dev/full"]
        process.currentDirectoryURL = folder.url
        let outcome = try await Running(process, input: nil).outcome()
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("standard output: No space left on device"))
    }

    @Test(.enabled(if: SmallDisk.isPossible, "Mounting a small disk needs root on Linux"))
    func aFullDisk() async throws {
        let disk = try await SmallDisk(at: folder.path("disk"), kilobytes: 48)
        defer { disk.eject() }
        let outcome = try await tool.run(["predict", "in", "--output", "disk/out"] + options)
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("No space left on device"))
        let left = folder.contents("disk/out")
        #expect(left.allSatisfy { $0.hasSuffix(".overlay.png") }, "\(left)")
        #expect(left.count < 40)
        // What stands there is whole.
        for name in left { #expect(try folder.read("disk/out/" + name).suffix(8).starts(with: Array("IEND".utf8))) }
    }

    @Test func interruptedResultsAreKeptAndValid() async throws {
        // The first image is done, and the second not there yet.
        let run = try tool.start(
            ["predict", "in/1.png", "-", "in", "--format", "overlay,json,jsonl"] + options, holdsInput: true)
        for _ in 0..<1200 where !folder.contents("predictions").contains(where: { $0.hasSuffix(".overlay.png") }) {
            try await Task.sleep(for: .milliseconds(50))
        }
        run.send(SIGINT)
        for _ in 0..<1200 where !run.errorsSoFar.contains("Stopping") {
            try await Task.sleep(for: .milliseconds(20))
        }
        try run.closeInput()
        let outcome = try await run.outcome()
        #expect(outcome.status == 130, "\(outcome.errors)")
        let overlays = folder.contents("predictions").filter { $0.hasSuffix(".overlay.png") }
        let lines = String(decoding: try folder.read("predictions/results.jsonl"), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == overlays.count)
        #expect(lines.count < 40)
        let results = try JSONSerialization.jsonObject(with: folder.read("predictions/results.json"))
        #expect((results as? [Any])?.count == 5 * lines.count)
        #expect(folder.contents("predictions").count == overlays.count + 2)
    }

    @Test func theSecondInterruptionEndsAtOnce() async throws {
        let run = try tool.start(["predict", "in/1.png", "-", "in"] + options, holdsInput: true)
        // It listens before it makes the folder.
        for _ in 0..<1200 where !folder.has("predictions") { try await Task.sleep(for: .milliseconds(20)) }
        run.send(SIGINT)
        run.send(SIGTERM)
        let outcome = try await run.outcome()
        #expect(outcome.status == 130)
        #expect(!folder.has("predictions/results.json"))
    }
}
