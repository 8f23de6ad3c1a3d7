import Foundation
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Which network a checkpoint is of is told from its tensors' names and shapes.
@Suite struct ConfigurationDetectionTests {
    private func detected(_ manifest: [(name: String, shape: [Int])]) throws -> Configuration? {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("shapes.pth").path
            try writeShapes(manifest, to: path)
            return try Configuration.detected(in: Checkpoint(contentsOfFile: path))
        }
    }

    @Test(arguments: ["maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"])
    func torchvisionsNetworksAreKnown(_ name: String) throws {
        #expect(try detected(Manifest.entries(name)) == Configuration.named(name))
    }

    /// Every preset, told from names and shapes alone; so no two have the same, but for one that differs in sizes alone.
    @Test(arguments: Configuration.presetNames)
    func everyPresetIsKnown(_ name: String) throws {
        for classCount in [2, 91] {
            var preset = try #require(Configuration.named(name.replacing("_320_", with: "_")))
            preset.classCount = classCount
            #expect(try detected(#require(Configuration.named(name)).manifest(classCount)) == preset)
        }
    }

    /// Where several fit, who uses the file has to say which it is; where none does, that is said.
    @Test func whatWasConcludedIsSaid() throws {
        try Scratch.with { folder in
            func recognized(_ model: Configuration, _ presets: [Configuration]) throws -> RecognizedNetwork {
                let path = folder.appendingPathComponent("shapes.pth").path
                try writeShapes(model.manifest(), to: path)
                return try #require(try RecognizedNetwork(Checkpoint(contentsOfFile: path), presets: presets))
            }
            var finer = Configuration.small
            finer.name = "finer"
            finer.proposals.anchorSizes = [[4], [8], [16], [32], [64]]
            let two = try recognized(.small, [.maskRCNNResNet50FPN, .small, finer])
            #expect(two.evidence == .presets(["small", "finer"]) && two.explanation.contains("small and finer"))
            let one = try recognized(.small, [.small])
            #expect(one.note?.contains("small (input 320 to 640, anchors 16, 32, 64, 128, 256)") == true)
            let none = try recognized(.tiny, [.small])
            #expect(none.evidence == .shapes && none.configuration.name == "resnet18_fpn")
            #expect(none.note?.contains("no preset's shape") == true)
            // Of torchvision's networks nothing more is ever said.
            #expect(try recognized(.maskRCNNResNet50FPN, Configuration.presets).note == nil)
        }
    }

    /// v1 without pretrained weights has norms that learn, told by their counters.
    @Test func normsThatLearnAreKnownByTheirCounters() throws {
        var expected = Configuration.maskRCNNResNet50FPN
        expected.backbone.normalization = .batchNorm(epsilon: 1e-5)
        var manifest = try Manifest.entries(expected.name)
        manifest.append(("backbone.body.bn1.num_batches_tracked", []))
        #expect(try detected(manifest) == expected)
        // v2 files of before the counters are v2 all the same.
        let v2 = try Manifest.entries("maskrcnn_resnet50_fpn_v2").filter { !$0.name.hasSuffix("num_batches_tracked") }
        #expect(v2.count < 432)
        #expect(try detected(v2) == .maskRCNNResNet50FPNv2)
    }

    @Test func theAncientNamesAreUnderstood() throws {
        let old = try Manifest.entries("maskrcnn_resnet50_fpn").map { entry in
            let name = entry.name.replacing("rpn.head.conv.0.0.", with: "rpn.head.conv.")
                .replacing(/(inner|layer)_blocks\.(\d)\.0\./) { "\($0.output.1)_blocks.\($0.output.2)." }
                .replacing(/mask_head\.(\d)\.0\./) { "mask_head.mask_fcn\((Int($0.output.1) ?? 0) + 1)." }
            return (name, entry.shape)
        }
        #expect(old.contains { $0.0 == "roi_heads.mask_head.mask_fcn4.bias" })
        #expect(old.contains { $0.0 == "backbone.fpn.layer_blocks.3.weight" })
        #expect(old.contains { $0.0 == "rpn.head.conv.bias" })
        #expect(try detected(old) == .maskRCNNResNet50FPN)
    }

    /// What leaves a trace in the tensors is found, whatever it is.
    private static let variants: [@Sendable (inout Configuration) -> Void] = [
        { $0.classCount = 2 }, { $0.classCount = 7 }, { $0.classCount = 1204 },
        { $0.backbone.resNet?.depth = 34 }, { $0.backbone.resNet?.depth = 50 }, { $0.backbone.resNet?.depth = 101 },
        { $0.backbone.normalization = .frozenBatchNorm(epsilon: 1e-5) },
        { $0.pyramid?.channels = 8 }, { $0.pyramid?.normalization = .batchNorm(epsilon: 1e-5) },
        { $0.proposals.convolutionCount = 3 }, { $0.backbone.resNet?.width = 16 }, { $0.boxHead.resolution = 5 },
        { $0.boxHead.linearCount = 3 }, { $0.boxHead.features = 17 },
        { $0.boxHead.convolutionCount = 2 },
        {
            $0.boxHead.convolutionCount = 4
            $0.boxHead.linearCount = 2
            $0.boxHead.normalization = .batchNorm(epsilon: 1e-5)
        },
        { $0.maskHead?.channels = [8] }, { $0.maskHead?.channels = [8, 16, 4] },
        { $0.maskHead = nil },
        {
            $0.backbone.resNet?.depth = 50
            $0.backbone.resNet?.groups = 8
            $0.backbone.resNet?.groupWidth = 16
        },
        {
            $0.backbone.resNet?.depth = 50
            $0.backbone.resNet?.width = 32
            $0.backbone.resNet?.groupWidth = 128
        },
        { $0.maskHead?.predictorChannels = 9 }, { $0.maskHead?.normalization = .batchNorm(epsilon: 1e-5) },
    ]

    @Test(arguments: variants.indices)
    func variantsAreKnown(_ index: Int) throws {
        var expected = Configuration.small
        Self.variants[index](&expected)
        var found = try #require(try detected(expected.manifest()))
        // The rest has left no trace.
        (found.name, found.transform) = (expected.name, expected.transform)
        (expected.proposals.anchorSizes, found.proposals.anchorSizes) = ([], [])
        found.proposals.countBeforeNMS = expected.proposals.countBeforeNMS
        found.proposals.countAfterNMS = expected.proposals.countAfterNMS
        #expect(found == expected)
    }

    @Test(arguments: ["fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2"])
    func networksWithoutMasksAreFasterRCNNs(_ name: String) throws {
        #expect(try detected(Manifest.entries(name)) == Configuration.named(name))
        // A part of a keypoint head is no network's.
        let keypoints = try Manifest.entries(name) + [("roi_heads.keypoint_head.0.weight", [512, 256, 3, 3])]
        #expect(try detected(keypoints) == nil)
    }

    /// Sizes that no memory is for, of a tensor without elements: refused by name, and not computed with.
    @Test func immenseSizesAreRefused() throws {
        let manifest = try Manifest.entries("fasterrcnn_resnet50_fpn").map { entry in
            entry.name == "backbone.body.layer1.0.conv2.weight" ? (entry.name, [0, 1 << 57, 3, 3]) : entry
        }
        let found = try #require(try detected(manifest))
        #expect(throws: MaskRCNNError.self) { try found.validate() }
    }

    /// Without one of these names, or with a shape that no Mask R-CNN's has, it is something else.
    @Test(arguments: [
        "roi_heads.box_predictor.cls_score.weight", "roi_heads.mask_predictor.mask_fcn_logits.weight",
        "rpn.head.cls_logits.weight", "backbone.fpn.layer_blocks.0.0.weight", "backbone.body.layer3.5.conv1.weight",
    ])
    func otherNetworksAreNone(_ name: String) throws {
        let manifest = try Manifest.entries("maskrcnn_resnet50_fpn")
        let lacking = manifest.filter { $0.name != name }
        #expect(lacking.count == manifest.count - 1)
        #expect(try detected(lacking) == nil)
        #expect(try detected(lacking + [(name, [])]) == nil || name.hasPrefix("backbone.body"))
    }

    /// A file of ours says itself what no tensor does.
    @Test func metadataComesFirst() throws {
        try Scratch.with { folder in
            var configuration = TestModel.configuration
            configuration.name = "mine"
            configuration.proposals.aspectRatios = [[0.3, 1, 3]]
            configuration.boxHead.nmsThreshold = 0.45
            configuration.maskHead?.threshold = 0.6
            let path = folder.appendingPathComponent("mine.safetensors").path
            try configuration.writeRandomWeights(seed: 1, categories: [1: "a", 2: "b"], to: path)
            let checkpoint = try Checkpoint(contentsOfFile: path)
            #expect(try Configuration.detected(in: checkpoint) == configuration)
            #expect(try Categories.names(in: checkpoint) == [1: "a", 2: "b"])
        }
    }

    /// The COCO names stand at their ids: 80 in 90, and 12 is none of them.
    @Test func categoriesAreCOCOs() throws {
        #expect(Categories.coco.count == 80)
        #expect(Categories.coco[1] == "person" && Categories.coco[90] == "toothbrush")
        #expect(Categories.coco[44] == "bottle" && Categories.coco[72] == "tv" && Categories.coco[67] == "dining table")
        for absent in [0, 12, 26, 29, 30, 45, 66, 68, 69, 71, 83, 91] { #expect(Categories.coco[absent] == nil) }
        #expect(Categories.default(classCount: 91) == Categories.coco)
        #expect(Categories.default(classCount: 3) == [1: "class 1", 2: "class 2"])
    }
}

extension Configuration {
    /// Its tensors with so many classes.
    fileprivate func manifest(_ classCount: Int) throws -> [(name: String, shape: [Int])] {
        var configuration = self
        configuration.classCount = classCount
        return try configuration.manifest()
    }
}
