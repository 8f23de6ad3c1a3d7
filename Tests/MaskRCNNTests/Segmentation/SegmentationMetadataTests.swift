import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What a file of a network for segmentation says of it: read whole, or refused by name.
struct SegmentationMetadataTests {
    private func detected(
        _ change: (inout [String: String]) -> Void
    ) async throws -> Result<SegmentationConfiguration?, MaskRCNNError> {
        try await SmallSegmenter.withWeights { path in
            let checkpoint = try Checkpoint(contentsOfFile: path)
            var metadata = checkpoint.metadata
            change(&metadata)
            try Checkpoint.writeSafetensors(checkpoint.entries, metadata: metadata, to: path + ".2")
            let changed = try Checkpoint(contentsOfFile: path + ".2")
            return Result { () throws(MaskRCNNError) in try SegmentationConfiguration.detected(in: changed) }
        }
    }

    private func expectRefusal(
        _ text: String, sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout [String: String]) -> Void
    ) async throws {
        guard case .failure(.metadata(_, let problem)) = try await detected(change) else {
            Issue.record("nothing was refused", sourceLocation: sourceLocation)
            return
        }
        #expect(problem.contains(text), "\(problem)", sourceLocation: sourceLocation)
    }

    private static let key = "maskrcnn.segmentation"

    @Test func aFileSaysAll() async throws {
        for configuration in [SmallSegmenter.configuration(deep: true), SmallSegmenter.configuration(auxiliary: false)]
        {
            try await SmallSegmenter.withWeights(configuration, name: "maps.pth") { path in
                let checkpoint = try Checkpoint(contentsOfFile: path)
                #expect(checkpoint.metadata["maskrcnn.version"] == "3")
                #expect(checkpoint.metadata["maskrcnn.configuration"] == nil)
                #expect(try SegmentationConfiguration.detected(in: checkpoint) == configuration)
                #expect(try Configuration.detected(in: checkpoint) == nil)
                #expect(try ModelTask.of(checkpoint) == .segmentation)
            }
        }
    }

    @Test func whatCannotBeUnderstoodIsRefused() async throws {
        try await expectRefusal("unknown setting transform.shortSize; the nearest that is known is transform.shortSide")
        {
            $0[Self.key] = #"{"transform":{"shortSize":3}}"#
        }
        try await expectRefusal("unknown setting head.deepLabV2; the nearest that is known is head.deepLabV3") {
            $0[Self.key] = #"{"head":{"deepLabV2":{}}}"#
        }
        try await expectRefusal("unknown setting head.fcn.channel; the nearest that is known is head.fcn.channels") {
            $0[Self.key] = #"{"head":{"fcn":{"channel":3}}}"#
        }
        try await expectRefusal("head has 2 kinds, and is of one") {
            $0[Self.key] = #"{"head":{"fcn":{},"deepLabV3":{}}}"#
        }
        try await expectRefusal("head is no JSON object") { $0[Self.key] = #"{"head":null}"# }
        try await expectRefusal("unknown setting maskHead") { $0[Self.key] = #"{"maskHead":null}"# }
        try await expectRefusal("it has both maskrcnn.configuration and maskrcnn.segmentation") {
            $0["maskrcnn.configuration"] = "{}"
        }
        try await expectRefusal("maskrcnn.version is 4, and this program knows up to 3") {
            $0["maskrcnn.version"] = "4"
        }
        try await expectRefusal("names a class 5, and the model's are 0 to 4") {
            $0["maskrcnn.categories"] = #"{"0":"ground","5":"x"}"#
        }
    }

    /// What is missing is torchvision's; a ResNet that says nothing of dilation has none.
    @Test func whatIsMissingIsTorchvisions() async throws {
        var expected = SegmentationConfiguration()
        expected.classCount = 7
        #expect(try await detected { $0[Self.key] = #"{"classCount":7}"# }.get() == expected)
        expected.backbone.resNet?.dilatedStageCount = 0
        expected.backbone.resNet?.normalization = Configuration().backbone.normalization
        expected.transform.shortSide = nil
        expected.auxiliaryHead = nil
        let text =
            #"{"classCount":7,"backbone":{"resNet":{"depth":50}},"transform":{"shortSide":null},"auxiliaryHead":null}"#
        #expect(try await detected { $0[Self.key] = text }.get() == expected)
        let dilated = #"{"classCount":7,"backbone":{"resNet":{"dilatedStageCount":1}}}"#
        #expect(try await detected { $0[Self.key] = dilated }.get()?.backbone.resNet?.dilatedStageCount == 1)
    }

    /// Without metadata names and shapes tell a network, with torchvision's values for what they do not show.
    @Test func namesAndShapesTellANetwork() async throws {
        try await SmallSegmenter.withWeights { path in
            let entries = try Checkpoint(contentsOfFile: path).entries
            let bare = path + ".pth"
            try Checkpoint.writeTorch(entries, metadata: [:], to: bare)
            let checkpoint = try Checkpoint(contentsOfFile: bare)
            var expected = SmallSegmenter.configuration()
            expected.name = "fcn_resnet50"
            expected.transform.shortSide = 520
            let found = try #require(try RecognizedSegmentation(checkpoint, presets: []))
            #expect(found.configuration == expected && found.evidence == .shapes)
            #expect(found.note?.contains("a short side of 520, 2 stages that dilate") == true)
            // Two presets of one shape.
            var (first, second) = (expected, expected)
            (first.name, second.name) = ("a", "b")
            second.transform.shortSide = 300
            let several = try #require(try RecognizedSegmentation(checkpoint, presets: [first, second]))
            #expect(several.evidence == .presets(["a", "b"]))
            // With one head broken off it is none.
            try Checkpoint.writeTorch(entries.filter { $0.name != "classifier.4.weight" }, metadata: [:], to: bare)
            #expect(try RecognizedSegmentation(Checkpoint(contentsOfFile: bare)) == nil)
        }
    }
}
