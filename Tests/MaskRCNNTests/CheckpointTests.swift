import Foundation
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Checkpoints of all precisions and layouts, written and loaded.
@Suite struct CheckpointTests {
    private static let stages = ["backbone.layer4", "fpn.0", "rpn.logits.0", "rpn.deltas.1"]

    private func stages(_ path: String, _ image: Image) async throws -> Stages {
        var options = DetectorOptions()
        options.model = TestModel.configuration
        let stages = Stages()
        let detector = try await Detector(weights: path, options: options)
        let found = try await detector.detections(in: [image]) { stages.keep($0, $1) }
        #expect(!found[0].isEmpty)
        return stages
    }

    /// Half as many bits, nearly the same numbers: float16 rounds weights to 2⁻¹¹ of themselves, bfloat16 to 2⁻⁸, and
    /// some twenty layers add up. The same to the last digit they are not.
    @Test(arguments: [(DType.float16, 0.005), (.bfloat16, 0.04), (.float64, 1e-9)])
    func precisionsOfStorageAreRead(_ dtype: DType, tolerance: Double) async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let exact = try await stages(TestModel.path(), image)
        try await Scratch.with { folder in
            let original = try Checkpoint(contentsOfFile: TestModel.path())
            for name in ["half.safetensors", "half.pth"] {
                let path = folder.appendingPathComponent(name).path
                let converted = try original.converted(to: dtype)
                try name.hasSuffix("pth") ? converted.writeTorch(to: path) : converted.writeSafetensors(to: path)
                #expect(try Checkpoint(contentsOfFile: path)["rpn.head.conv.0.0.weight"]?.dtype == dtype)
                let rounded = try await stages(path, image)
                for stage in Self.stages {
                    let (a, b) = (try #require(exact[stage]), try #require(rounded[stage]))
                    let difference = zip(a, b).map { Double(abs($0 - $1)) }.max() ?? .infinity
                    let largest = Double(a.map(abs).max() ?? 0)
                    #expect(difference <= tolerance * largest, "\(stage): \(difference / largest)")
                    #expect(dtype == .float64 || difference > 0, "\(stage)")
                }
            }
        }
    }

    /// The same seed gives the same file, also while others draw; another seed or network another file.
    @Test func randomWeightsAreOfTheirSeed() async throws {
        try await Scratch.with { folder in
            func write(_ name: String, seed: UInt64) throws -> Data {
                let path = folder.appendingPathComponent(name)
                try TestModel.configuration.writeRandomWeights(seed: seed, to: path.path)
                return try Data(contentsOf: path)
            }
            let first = try write("a.safetensors", seed: 1)
            #expect(try write("b.safetensors", seed: 2) != first)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for task in 0..<4 {
                    group.addTask { try write("c\(task).safetensors", seed: 1) == first }
                }
                for try await isSame in group { #expect(isSame) }
            }
            let torch = folder.appendingPathComponent("a.pth").path
            try TestModel.configuration.writeRandomWeights(seed: 1, to: torch)
            let safe = try Checkpoint(contentsOfFile: folder.appendingPathComponent("a.safetensors").path)
            for entry in try Checkpoint(contentsOfFile: torch).entries {
                #expect(safe[entry.name]?.contiguousBytes() == entry.tensor.contiguousBytes(), "\(entry.name)")
            }
        }
    }

    /// What is written is in the order of torchvision's state dictionary, with its names and shapes.
    @Test func filesHoldTheManifest() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            try TestModel.configuration.writeRandomWeights(seed: 1, to: path)
            let entries = try Checkpoint(contentsOfFile: path).entries
            let manifest = try TestModel.configuration.manifest()
            #expect(entries.map(\.name) == manifest.map(\.name))
            #expect(entries.map(\.tensor.shape) == manifest.map(\.shape))
            #expect(Set(entries.filter { $0.name.hasSuffix("num_batches_tracked") }.map(\.tensor.dtype)) == [.int64])
        }
    }

    @Test func whatMakesNoSenseIsNotWritten() throws {
        try Scratch.with { folder in
            let path = folder.appendingPathComponent("a.pth").path
            var model = TestModel.configuration
            model.classCount = 0
            #expect(throws: MaskRCNNError.self) { try model.writeRandomWeights(seed: 1, to: path) }
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(throws: MaskRCNNError.self) {
                try TestModel.configuration.writeRandomWeights(seed: 1, to: path + "/b.pth")
            }
        }
    }
}
