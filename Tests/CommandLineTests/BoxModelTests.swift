import COCO
import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Models that find boxes alone: what they write, what they refuse, and how they are trained.
@Suite(.serialized) struct BoxModelTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        var tool = Tool(folder: folder)
        tool.environment["OMP_WAIT_POLICY"] = "passive"
        self.tool = tool
    }

    private func writeWeights() throws {
        var configuration = Configuration.small
        configuration.name = "small-boxes"
        configuration.classCount = 3
        configuration.transform.minimumSide = 96
        configuration.transform.maximumSide = 160
        configuration.maskHead = nil
        try configuration.writeRandomWeights(
            seed: 1, categories: [1: "cat", 2: "dog"], to: folder.path("boxes.safetensors"))
    }

    @Test func whatIsFoundHasNoMask() async throws {
        try writeWeights()
        try Samples.writePicture("a.png", in: folder)
        let outcome = try await tool(
            "predict", "a.png", "--weights", "boxes.safetensors", "--score", "0", "--max-detections", "7", "--format",
            "overlay,json,jsonl", "--output", "out")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let results = try [DetectionResult](contentsOfFile: folder.path("out/results.json"))
        #expect(results.count == 7 && results.allSatisfy { $0.box != nil && $0.segmentation == nil })
        let line = try #require(
            try JSONSerialization.jsonObject(with: folder.read("out/results.jsonl")) as? [String: Any])
        let instances = try #require(line["instances"] as? [[String: Any]])
        #expect(instances.count == 7)
        for instance in instances {
            #expect(Set(instance.keys) == ["category_id", "category", "score", "bbox"])
        }
        #expect(try Image(contentsOfFile: folder.path("out/a.overlay.png")).size == Samples.picture().size)
    }

    @Test(arguments: [["--format", "masks"], ["--format", "json,soft"], ["--mask-threshold", "0.4"]])
    func whatTheyCannotGiveIsRefused(_ arguments: [String]) async throws {
        try writeWeights()
        try Samples.writePicture("a.png", in: folder)
        for dryRun in [[], ["--dry-run"]] {
            let outcome = try await tool.run(
                ["predict", "a.png", "--weights", "boxes.safetensors", "--output", "out"] + arguments + dryRun)
            #expect(outcome.status == 64, "\(outcome.errors)")
            #expect(outcome.errors.contains("wants masks, and small-boxes finds boxes alone"), "\(outcome.errors)")
            #expect(outcome.errors.contains("maskrcnn_resnet50_fpn_v2"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("fasterrcnn"), "\(outcome.errors)")
            #expect(!folder.has("out"))
        }
    }

    @Test func evalComparesBoxes() async throws {
        try writeWeights()
        try SmallDataset.write(in: folder)
        let arguments = [
            "eval", "--ground-truth", "truth.json", "--images", "images", "--weights", "boxes.safetensors",
            "--no-report",
        ]
        let outcome = try await tool.run(arguments + ["--json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"bbox\""), "\(outcome.output.prefix(600))")
        for type in ["segm", "boundary"] {
            let refused = try await tool.run(arguments + ["--iou-type", type])
            #expect(refused.status == 64, "\(refused.errors)")
            #expect(refused.errors.contains("--iou-type \(type) wants masks"), "\(refused.errors)")
        }
    }

    private static let configuration = """
        model: tiny
        network:
          maskHead: null
          transform: {minimumSide: 64, maximumSide: 96}
          backbone: {width: 16}
          pyramid: {channels: 32}
          boxHead: {features: 64, maximumDetections: 20}
        data: {batchSize: 2}
        optimizer: {method: adamw, rate: 0.002}
        schedule: {epochs: 12, warmupSteps: 3}
        evaluation: {everyEpochs: 4, maximumDetections: 20, pictures: 1}
        seed: 5
        """

    /// From boxes alone, which are all that there is: the loss falls, box AP is what counts, and the weights find boxes.
    @Test func boxesAreEnoughToLearnFrom() async throws {
        let drawn = try await tool(
            "dataset", "synthesize", "cells", "--images", "8", "--val-images", "2", "--size", "64x64", "--quiet")
        try #require(drawn.status == 0, "\(drawn.errors)")
        for name in folder.contents("cells").filter({ $0.hasSuffix(".json") }) {
            var dataset = try Dataset(contentsOfFile: folder.path("cells/" + name))
            for index in dataset.annotations.indices { dataset.annotations[index].segmentation = nil }
            try dataset.write(toFile: folder.path("cells/" + name))
        }
        try folder.write(Self.configuration, to: "boxes.yaml")
        let outcome = try await tool(
            "train", "--data", "cells", "--config", "boxes.yaml", "--threads", "1", "--output", "run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let text = outcome.output + outcome.errors
        #expect(text.contains("box AP ") && !text.contains("mask AP"), "\(text)")
        let records = String(decoding: try folder.read("run/metrics.jsonl"), as: UTF8.self).split(separator: "\n")
            .compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
        let totals = records.compactMap { $0["loss/total"] as? Double }
        try #require(totals.count == 48)
        let (first, last) = (totals.prefix(8).reduce(0, +), totals.suffix(8).reduce(0, +))
        #expect(last < 0.8 * first, "\(totals)")
        let noted = Set(records.flatMap(\.keys))
        #expect(noted.contains("eval/bbox/AP") && !noted.contains("eval/segm/AP") && !noted.contains("loss/mask"))
        let weights = try Checkpoint(contentsOfFile: folder.path("run/best.safetensors"))
        #expect(!weights.entries.contains { $0.name.contains("mask") })
        let detected = try #require(try Configuration.detected(in: weights))
        #expect(!detected.hasMasks && detected.backbone.resNet?.width == 16)
        let found = try await tool(
            "predict", "cells/images", "--weights", "run/best.pth", "--score", "0.1", "--format", "json", "--output",
            "out")
        #expect(found.status == 0, "\(found.errors)")
    }
}
