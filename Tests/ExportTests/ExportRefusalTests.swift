import Export
import Foundation
import Models
import TestSupport
import Testing
import Torch

/// What is not exported, and why.
struct ExportRefusalTests {
    private func error(
        _ options: ExportOptions = ExportOptions(), _ change: (inout Configuration) -> Void = { _ in }
    ) throws -> ExportError {
        var configuration = SmallNetworks.mask
        change(&configuration)
        return try #require(throws: ExportError.self) { _ = try ExportedModel(configuration, options) }
    }

    @Test func settingsThatAGraphWouldNotFollowAreNamed() throws {
        let soft = try error { $0.boxHead.suppression.method = .gaussian }
        #expect("\(soft)".hasPrefix("boxHead.suppression.method gaussian cannot be exported: "))
        var options = ExportOptions()
        var model = SmallNetworks.mask
        model.boxHead.suppression.maskThreshold = 0.5
        options.model = .detection(model)
        let masks = try error(options)
        #expect("\(masks)".hasPrefix("boxHead.suppression.maskThreshold cannot be exported: "), "\(masks)")
    }

    /// Those of every network there is are known.
    @Test func settingsThatComeLaterAreUnknown() throws {
        for network in Configuration.presets + SmallNetworks.detectors {
            #expect(KnownSettings.firstUnknown(in: network) == nil)
        }
        let later: [String: Any] = [
            "name": "x", "boxHead": ["resolution": 7, "isOfTomorrow": true], "maskHead": NSNull(),
        ]
        #expect(KnownSettings.firstUnknown(later, at: "") == "boxHead.isOfTomorrow")
    }

    /// One change at a time, whatever conventions there will be.
    @Test func conventionsOfOthersAreNamed() throws {
        let changes: [(String, (inout Configuration.Conventions) -> Void)] = [
            ("channelOrder bgr", { $0.channelOrder = .bgr }), ("valueRange byte", { $0.valueRange = .byte }),
            ("sizes detectron2", { $0.sizes = .detectron2 }), ("interpolation pillow", { $0.interpolation = .pillow }),
            ("anchors mmdetection", { $0.anchors = .mmdetection }),
            ("boxes maskrcnnBenchmark", { $0.boxes = .maskrcnnBenchmark }),
            ("levels detectron2", { $0.levels = .detectron2 }), ("alignsBoxes 1", { $0.alignsBoxes = true }),
            ("alignsMasks 1", { $0.alignsMasks = true }), ("alignsKeypoints 1", { $0.alignsKeypoints = true }),
            ("paste detectron2", { $0.paste = .detectron2 }),
            ("keypointScores detectron2", { $0.keypointScores = .detectron2 }),
        ]
        for (name, change) in changes {
            let found = "\(try error { change(&$0.conventions) })"
            #expect(found.hasPrefix("conventions.\(name) cannot be exported: "), "\(found)")
        }
    }

    @Test func versionsOfOperatorsThatThereAreNotAreRefused() throws {
        for opset in [16, 27, -1] {
            var options = ExportOptions()
            options.opset = opset
            #expect(try error(options) == .opset(opset, supported: 17...26))
        }
    }

    @Test func choicesWithoutMeaningAreRefused() throws {
        var options = ExportOptions()
        options.scoreThreshold = 0.5
        let found = try #require(throws: ExportError.self) {
            _ = try ExportedModel(SmallNetworks.segmentation, options)
        }
        #expect("\(found)".hasPrefix("a score threshold has no meaning: "))
    }

    @Test func whatCannotBeWrittenLeavesNothing() throws {
        try Scratch.with { folder in
            let weights = folder.appendingPathComponent("weights.safetensors").path
            try SmallNetworks.faster.writeRandomWeights(seed: 1, to: weights)
            let path = folder.appendingPathComponent("none/model.onnx").path
            let found = try #require(throws: ExportError.self) { try ONNXExport.write(weights: weights, to: path) }
            #expect("\(found)".hasPrefix("\(path): cannot be written: "))

            // Where the graph's own name is a folder, the weights' file is not there either.
            let taken = folder.appendingPathComponent("taken.onnx")
            try FileManager.default.createDirectory(at: taken, withIntermediateDirectories: false)
            var options = ExportOptions()
            options.hasExternalWeights = true
            #expect(throws: ExportError.self) {
                try ONNXExport.write(weights: weights, to: taken.path, options: options)
            }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                    "taken.onnx", "weights.safetensors",
                ])
        }
    }

    @Test func weightsThatDoNotFitAreNamedTogether() throws {
        try Scratch.with { folder in
            let weights = folder.appendingPathComponent("weights.safetensors").path
            try SmallNetworks.faster.writeRandomWeights(seed: 1, to: weights)
            var options = ExportOptions()
            var other = SmallNetworks.mask
            other.boxHead.features = 32
            options.model = .detection(other)
            let path = folder.appendingPathComponent("model.onnx").path
            let found =
                "\(try #require(throws: ExportError.self) { try ONNXExport.write(weights: weights, to: path, options: options) })"
            #expect(found.contains("9 missing") && found.contains("of another shape"), "\(found)")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
