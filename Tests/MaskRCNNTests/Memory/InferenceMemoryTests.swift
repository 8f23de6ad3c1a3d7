import Files
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// What the network takes is known before it is asked for.
struct InferenceMemoryTests {
    private static func budget(_ room: Int) -> MemoryBudget {
        MemoryBudget(
            bytes: MemoryBudget.programBytes + room, origin: "a test",
            limit: MemoryLimit(bytes: 1 << 40, source: .machine),
            option: "--memory")
    }

    /// Whole processes' peaks as `maskrcnn bench --scale 1 --json` told them on two cores with AVX2; sizes are the input's.
    /// The last three have limits that grow with the size. The estimate lies from 15% below them to 25% above.
    @Test(arguments: [
        ("maskrcnn_resnet50_fpn", 320, 320, 794), ("maskrcnn_resnet50_fpn", 800, 800, 872),
        ("maskrcnn_resnet50_fpn", 1344, 800, 959), ("maskrcnn_resnet50_fpn", 1600, 1600, 1370),
        ("maskrcnn_resnet50_fpn_v2", 320, 320, 939), ("maskrcnn_resnet50_fpn_v2", 800, 800, 1013),
        ("maskrcnn_resnet50_fpn_v2", 1344, 800, 1081), ("maskrcnn_resnet50_fpn_v2", 1600, 1600, 1772),
        ("small", 320, 320, 423), ("small", 800, 800, 572), ("small", 1344, 800, 604), ("small", 1600, 1600, 1074),
        ("tiny", 320, 320, 344), ("tiny", 800, 800, 516), ("tiny", 1344, 800, 548), ("tiny", 1600, 1600, 1316),
    ])
    func estimatesAreNearWhatWasMeasured(model: String, width: Int, height: Int, megabytes: Int) throws {
        var options = DetectorOptions()
        options.resizing = .scale(1)
        let memory = InferenceMemory(try #require(Configuration.named(model)), options: options)
        let size = ImageSize(width: width, height: height)
        let estimate = Double(MemoryBudget.programBytes + memory.weightBytes + memory.activationBytes(of: [size]))
        let ratio = estimate / (Double(megabytes) * 1e6)
        #expect((0.85...1.25).contains(ratio), "\(model) \(size): \(Int(estimate / 1e6)) MB, measured \(megabytes)")
    }

    @Test func aBatchTakesAsMuchAsItsImages() {
        let memory = InferenceMemory(.small)
        let size = ImageSize(width: 640, height: 480)
        let one = memory.activationBytes(of: [size])
        #expect(abs(memory.activationBytes(of: [size, size, size]) - 3 * one) <= 64)
        // A hundred times as many pixels by the same rule become an input of one size.
        #expect(memory.activationBytes(of: [ImageSize(width: 6400, height: 4800)]) == one)
        #expect(memory.usualInput == ImageSize(width: 480, height: 320))
    }

    @Test func immenseNumbersDoNotOverflow() throws {
        var configuration = Configuration()
        configuration.pyramid?.channels = 65_536
        configuration.boxHead.features = 65_536
        configuration.boxHead.resolution = 256
        configuration.classCount = 1 << 20
        configuration.proposals.countAfterNMS = 1_000_000
        try configuration.validate()
        let memory = InferenceMemory(configuration)
        #expect(memory.weightBytes > 1 << 40)
        #expect(memory.activationBytes(of: [ImageSize(width: 1 << 30, height: 1 << 30)]) > 1 << 40)
    }

    @Test func aDetectorRefusesWhatDoesNotFit() async throws {
        let folder = try TemporaryFolder()
        var configuration = Configuration.tiny
        configuration.classCount = 2
        configuration.transform.minimumSide = 64
        configuration.transform.maximumSide = 64
        try configuration.writeRandomWeights(seed: 1, to: folder("tiny.safetensors"))
        let detector = try await Detector(weights: folder("tiny.safetensors"))
        let image = try Image(size: ImageSize(width: 64, height: 64), filledWith: .black)
        let room = detector.memory.weightBytes + detector.memory.activationBytes(of: [image.size, image.size])
        #expect(throws: Never.self) {
            try Self.budget(room).replacingProcess {
                try detector.memory.check([image.size, image.size])
            }
        }
        let refusal = #expect(throws: MaskRCNNError.self) {
            try Self.budget(room).replacingProcess {
                try detector.memory.check([ImageSize](repeating: image.size, count: 65_536))
            }
        }
        #expect(refusal?.description.hasPrefix("65536 images of 64×64 pixels and the like: would need ") == true)
    }

    /// Names and shapes of each preset's parameters, with norms that learn.
    @Test(arguments: Configuration.presetNames)
    func parametersAreCountedWithoutMakingThem(name: String) throws {
        var configuration = try #require(Configuration.named(name))
        configuration.backbone.normalization = .batchNorm(epsilon: 1e-5)
        var real = 0
        for entry in try configuration.manifest()
        where !entry.name.contains(".running_") && !entry.name.hasSuffix(".num_batches_tracked") {
            real += entry.shape.reduce(1, *)
        }
        #expect(configuration.parameterCount == real)
    }
}
