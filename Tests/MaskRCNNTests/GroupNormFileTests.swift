import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Files of networks with group norms that do not say what they are, as those of other programs.
@Suite struct GroupNormFileTests {
    private func network(groups: Int) -> Configuration {
        var network = Configuration.tiny
        let norm = NormalizationKind.groupNorm(groups: groups, epsilon: 1e-5)
        network.backbone.normalization = norm
        network.pyramid?.normalization = norm
        network.maskHead?.normalization = norm
        return network
    }

    /// Writes a network's random weights with and without what says of what network they are.
    private func write(_ network: Configuration, in folder: URL) throws -> (whole: String, bare: String) {
        let (whole, bare) = (
            folder.appendingPathComponent("whole.pth").path, folder.appendingPathComponent("bare.pth").path
        )
        try network.writeRandomWeights(seed: 7, to: whole)
        let lively = try TestModel.changed(whole) { name, tensor in
            try TestModel.gains[name].map { gain in try tensor.tensor() * gain }?.stored() ?? tensor
        }
        try lively.writeTorch(to: whole)
        try Checkpoint.writeTorch(lively.entries, to: bare)
        return (whole, bare)
    }

    /// Of 32 groups, as is usual, they are what they were; and it is said that nobody knows.
    @Test func normsWithoutStatisticsAreGroupNorms() async throws {
        try await Scratch.with { folder in
            let network = network(groups: 32)
            let files = try write(network, in: folder)
            let image = try TestModel.picture(width: 90, height: 70)
            let told = try await Detector(weights: files.whole)
            let guessed = try await Detector(weights: files.bare)
            #expect(guessed.configuration.backbone.normalization == network.backbone.normalization)
            #expect(guessed.configuration.pyramid?.normalization == network.pyramid?.normalization)
            #expect(guessed.configuration.maskHead?.normalization == network.maskHead?.normalization)
            #expect(guessed.notes.contains { $0.contains("group norms of 32 groups") }, "\(guessed.notes)")
            #expect(told.notes.isEmpty)
            let expected = try await told.detections(in: image)
            #expect(try await guessed.detections(in: image).map(\.box) == expected.map(\.box) && !expected.isEmpty)
        }
    }

    /// Running statistics are those of batch norms, whatever else the file lacks.
    @Test func normsWithStatisticsAreNone() async throws {
        try await Scratch.with { folder in
            let files = try write(.tiny, in: folder)
            let detector = try await Detector(weights: files.bare)
            #expect(detector.configuration.backbone.normalization == Configuration.tiny.backbone.normalization)
            #expect(!detector.notes.contains { $0.contains("group norms") })
        }
    }
}
