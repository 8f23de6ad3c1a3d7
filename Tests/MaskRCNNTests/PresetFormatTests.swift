import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A checkpoint loads as the network that it was saved as, in every layout and precision, with the same detections.
@Suite struct PresetFormatTests {
    /// A preset's structure with few channels, and values that leave no trace in tensors.
    private func network(_ name: String) throws -> Configuration {
        var network = try #require(Configuration.named(name))
        network.classCount = 4
        network.transform.minimumSide = 96
        network.transform.maximumSide = 160
        network.backbone.resNet?.width = 8
        network.pyramid?.channels = 16
        network.boxHead.features = 32
        network.maskHead?.channels = [16, 16, 16, 16]
        network.maskHead?.predictorChannels = 16
        network.keypointHead?.channels = [16, 16, 16, 16]
        network.keypointHead?.names = ["left", "right", "top"]
        network.keypointHead?.skeleton = [[1, 3], [3, 2]]
        network.proposals.anchorSizes = Array(
            [[7], [13], [24], [45], [90]].prefix(network.proposals.anchorSizes.count))
        network.proposals.aspectRatios = [[0.4, 1, 2.5]]
        network.proposals.countAfterNMS = 200
        // Random weights are sure of nothing.
        network.boxHead.scoreThreshold = 0
        network.boxHead.nmsThreshold = 0.35
        network.boxHead.maximumDetections = 37
        network.maskHead?.threshold = 0.45
        return network
    }

    private func detections(_ path: String, _ image: Image) async throws -> (Detector, [Detection]) {
        let detector = try await Detector(weights: path)
        return (detector, try await detector.detections(in: image))
    }

    @Test(arguments: Configuration.presetNames)
    func everyFormatHoldsTheWholeModel(_ name: String) async throws {
        let network = try network(name)
        let names = [1: "round", 2: "long", 3: "other"]
        let image = try TestModel.picture(width: 120, height: 80)
        try await Scratch.with { folder in
            let original = folder.appendingPathComponent("original.safetensors").path
            try network.writeRandomWeights(seed: 3, categories: names, to: original)
            let lively = try TestModel.changed(original) { name, tensor in
                try TestModel.gains[name].map { gain in try tensor.tensor() * gain }?.stored()
                    ?? tensor
            }
            for dtype in [DType.float32, .float16, .bfloat16, .float64] {
                var found: [[Detection]] = []
                for ending in ["safetensors", "pth"] {
                    let path = folder.appendingPathComponent("\(dtype).\(ending)").path
                    let converted = try lively.converted(to: dtype)
                    try ending == "pth" ? converted.writeTorch(to: path) : converted.writeSafetensors(to: path)
                    let (detector, detections) = try await detections(path, image)
                    #expect(detector.configuration == network && detector.categories == names, "\(path)")
                    #expect(detector.notes.isEmpty)
                    // The limit is 37; larger networks find fewer boxes that do not overlap.
                    #expect((10...37).contains(detections.count), "\(detections.count)")
                    found.append(detections)
                }
                #expect(found[0] == found[1], "\(dtype)")
                // Another network's anchors would find other boxes.
                let score = try #require(found[0].first?.score)
                // Random weights of a MobileNet are less sure than a ResNet's.
                #expect(score > (network.backbone.mobileNetV3 == nil ? 0.3 : 0.15), "\(score)")
            }
        }
    }

    /// A file that says nothing, as others write them: what a preset's names and shapes say is enough.
    @Test(arguments: ["tiny", "small"])
    func aFileWithoutMetadataIsThePresetOfItsShape(_ name: String) async throws {
        var network = try #require(Configuration.named(name))
        network.classCount = 2
        let image = try TestModel.picture(width: 120, height: 80)
        try await Scratch.with { folder in
            let (whole, bare) = (folder("whole.pth"), folder("bare.pth"))
            try network.writeRandomWeights(seed: 3, categories: [1: "nucleus"], to: whole)
            let lively = try TestModel.changed(whole) { name, tensor in
                try TestModel.gains[name].map { gain in try tensor.tensor() * gain }?.stored()
                    ?? tensor
            }
            try lively.writeTorch(to: whole)
            try Checkpoint.writeTorch(lively.entries, to: bare)
            let (first, expected) = try await detections(whole, image)
            let (second, found) = try await detections(bare, image)
            #expect(first.configuration == network && second.configuration == network)
            #expect(second.categories == [1: "class 1"])
            #expect(first.notes.isEmpty && second.notes.count == 1 && second.notes[0].contains(name))
            #expect(!expected.isEmpty && found.map(\.box) == expected.map(\.box))
            #expect(found.map(\.mask) == expected.map(\.mask) && found.map(\.score) == expected.map(\.score))
        }
    }
}

extension URL {
    /// The path of a file in this folder.
    fileprivate func callAsFunction(_ name: String) -> String { appendingPathComponent(name).path }
}
