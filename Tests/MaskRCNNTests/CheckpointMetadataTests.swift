import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What a checkpoint says of its model: read whole, or refused by name, and never guessed instead.
@Suite struct CheckpointMetadataTests {
    /// The test model with other metadata, in both layouts.
    private func load(_ change: (inout [String: String]) -> Void) throws -> [Result<Configuration?, MaskRCNNError>] {
        let checkpoint = try Checkpoint(contentsOfFile: TestModel.path())
        var metadata = checkpoint.metadata
        change(&metadata)
        return try Scratch.with { folder in
            let (first, second) = (folder.appendingPathComponent("a.pth").path, folder.appendingPathComponent("b").path)
            try Checkpoint.writeTorch(checkpoint.entries, metadata: metadata, to: first)
            try Checkpoint.writeSafetensors(checkpoint.entries, metadata: metadata, to: second)
            return try [first, second].map { path in
                let checkpoint = try Checkpoint(contentsOfFile: path)
                return Result { () throws(MaskRCNNError) in
                    _ = try Categories.names(in: checkpoint)
                    return try Configuration.detected(in: checkpoint)
                }
            }
        }
    }

    private func expectRefusal(
        _ text: String, sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout [String: String]) -> Void
    ) throws {
        for result in try load(change) {
            guard case .failure(.metadata(_, let problem)) = result else {
                Issue.record("\(result)", sourceLocation: sourceLocation)
                continue
            }
            #expect(problem.contains(text), "\(problem)", sourceLocation: sourceLocation)
        }
    }

    @Test func whatCannotBeUnderstoodIsRefused() throws {
        try expectRefusal("maskrcnn.configuration: no JSON") { $0["maskrcnn.configuration"] = "{" }
        try expectRefusal("maskrcnn.configuration: no JSON object") { $0["maskrcnn.configuration"] = "[1]" }
        try expectRefusal("transform is no JSON object") { $0["maskrcnn.configuration"] = #"{"transform":3}"# }
        try expectRefusal("proposals.anchorSizes") {
            $0["maskrcnn.configuration"] = #"{"proposals":{"anchorSizes":"x"}}"#
        }
        try expectRefusal("unknown setting proposals.anchorSize; the nearest that is known is proposals.anchorSizes") {
            $0["maskrcnn.configuration"] = #"{"proposals":{"anchorSize":[1]}}"#
        }
        try expectRefusal("unknown setting cascade") { $0["maskrcnn.configuration"] = #"{"cascade":{}}"# }
        try expectRefusal("maskrcnn.version is 4") { $0["maskrcnn.version"] = "4" }
        try expectRefusal("maskrcnn.version is new") { $0["maskrcnn.version"] = "new" }
        try expectRefusal("maskrcnn.categories") { $0["maskrcnn.categories"] = #"["a"]"# }
        try expectRefusal("names a class 4, and the model's are 1 to 3") {
            $0["maskrcnn.categories"] = #"{"1":"a","4":"d"}"#
        }
        try expectRefusal("names a class 0") { $0["maskrcnn.categories"] = #"{"0":"a"}"# }
    }

    /// A file from before there was a version or a setting.
    @Test func whatIsMissingIsTorchvisions() throws {
        let results = try load { metadata in
            metadata["maskrcnn.version"] = nil
            metadata["maskrcnn.configuration"] =
                #"{"classCount":4,"backbone":{"depth":18},"maskHead":{"threshold":0.6}}"#
        }
        var expected = Configuration()
        expected.classCount = 4
        expected.backbone.resNet?.depth = 18
        expected.maskHead?.threshold = 0.6
        for result in results { #expect(try result.get() == expected) }
    }

    @Test func aDetectorRefusesThem() async throws {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            let entries = try Checkpoint(contentsOfFile: TestModel.path()).entries
            try Checkpoint.writeTorch(entries, metadata: ["maskrcnn.configuration": "x"], to: path)
            await #expect(throws: MaskRCNNError.self) { _ = try await Detector(weights: path) }
            #expect(throws: MaskRCNNError.self) { _ = try Detector.check(weights: path) }
        }
    }
}
