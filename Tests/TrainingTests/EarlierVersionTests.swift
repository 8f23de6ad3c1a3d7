import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingRecords

/// Runs of versions that had no check sums and no list of files.
struct EarlierVersionTests {
    @Test func aRunWithoutCheckSumsGoesOn() throws {
        let folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"), images: 2)
        let whole = try SmallRun.request(folder("data"), folder("whole"))
        _ = try Trainer(whole).run()
        var request = try SmallRun.request(folder("data"), folder("run"))
        _ = try Trainer(request).run(isInterrupted: { true })
        let run = request.folder

        // A state with the fields that the first version had.
        let state = try Checkpoint(contentsOfFile: run.state)
        let text = try #require(state.metadata["maskrcnn.training"])
        var progress = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(progress.removeValue(forKey: "startsWithClasses") != nil)
        if var best = progress["best"] as? [String: Any] {
            best["weights"] = nil
            progress["best"] = best
        }
        let old = String(decoding: try JSONSerialization.data(withJSONObject: progress), as: UTF8.self)
        try Checkpoint.writeSafetensors(state.entries, metadata: ["maskrcnn.training": old], to: run.state)
        // Its other files.
        func drop(_ pattern: String, from path: String) throws {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let shorter = text.replacing(try Regex(pattern), with: "")
            #expect(shorter != text)
            try Data(shorter.utf8).write(to: URL(fileURLWithPath: path))
        }
        try drop(#","crc32c":"[0-9a-f]{8}""#, from: run.metrics)
        try drop("# crc32c: .*\n", from: run.configuration)
        try FileManager.default.removeItem(atPath: run.manifest)
        let settings = try run.savedConfiguration(fallback: .tiny)
        #expect(settings == request.configuration)
        let inputs = Array(#"{"training": [{"annotations": "a", "images": "b"}], "device": "cpu"}"#.utf8)
        try Data(inputs).write(to: URL(fileURLWithPath: run.inputs))
        #expect(try RunInputs(of: run).training.map(\.annotations) == ["a"])

        request.resumes = true
        _ = try Trainer(request).run()
        for name in ["best.safetensors", "last.safetensors"] {
            #expect(try SmallRun.bytes(folder("whole/\(name)")) == SmallRun.bytes(folder("run/\(name)")), "\(name)")
        }
        #expect(try RunTrace.lines(of: run.path) == RunTrace.lines(of: whole.folder.path))
        // All of it is known by the names that it has.
        #expect(try run.removeRun().isEmpty)
    }
}
