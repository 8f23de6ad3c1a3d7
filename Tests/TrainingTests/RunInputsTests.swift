import Foundation
import TestSupport
import Testing
import Training

/// What a run was started with, and the folder that holds it.
struct RunInputsTests {
    @Test func inputsComeBack() throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary("run"))
        try folder.create()
        let inputs = RunInputs(
            training: [
                RunInputs.Data(annotations: "/a/train \"1\".json", images: "/a/é"),
                RunInputs.Data(annotations: "/b.json", images: "/b"),
            ],
            validation: nil, weights: "/w.pth", device: "cuda:1", threads: 3)
        try inputs.write(to: folder)
        #expect(try RunInputs(of: folder) == inputs)
    }

    @Test(arguments: ["", "{}", "[1", "{\"training\": 3}"])
    func otherFilesAreNothingToResume(text: String) throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary.path)
        _ = try temporary.add("inputs.json", Array(text.utf8))
        let error = #expect(throws: TrainingError.self) { try RunInputs(of: folder) }
        guard case .nothingToResume(let named, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(named == folder.path)
    }

    @Test func onlyTheRunIsRemoved() throws {
        let temporary = try TemporaryFolder()
        let folder = RunFolder(temporary.path)
        for name in [
            "configuration.yaml", "inputs.json", "metrics.jsonl", "state.safetensors", "best.pth", "loss.svg",
            "mine.txt",
        ] {
            _ = try temporary.add(name, [1])
        }
        try FileManager.default.createDirectory(atPath: folder.pictures, withIntermediateDirectories: true)
        #expect(folder.holdsRun)
        try folder.removeRun()
        #expect(!folder.holdsRun)
        #expect(try temporary.contents == ["mine.txt"])
    }
}
