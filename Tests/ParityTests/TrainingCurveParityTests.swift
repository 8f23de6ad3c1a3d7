import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Training beside torchvision's: the same weights, the same batches, the same optimiser, in float32.
///
/// Takes minutes, so it runs where `MASKRCNN_CURVE=FOLDER` asks for it, and writes `loss-curve.png` and a table in Markdown
/// there.
@Suite(
    .enabled(if: Peer.isAvailable, "\(Peer.skipReason)"),
    .enabled(if: ProcessInfo.processInfo.environment["MASKRCNN_CURVE"] != nil, "MASKRCNN_CURVE is not set"), .serialized
)
struct TrainingCurveParityTests {
    private static let side = 96
    private static let modelSide = 128
    private static let stepCount = 50
    private static let batch = 2
    private static let rate = 0.0001
    private static let proposals = 64

    @Test func fiftyStepsAreTorchvisions() throws {
        let crops = try crops()
        let weights = try Fixtures.livelyWeights("maskrcnn_resnet50_fpn", classes: 2)
        let theirs = try reference(weights, crops)
        let ours = try train(weights, crops)
        #expect(ours.count == Self.stepCount && theirs.count == Self.stepCount)

        for (step, (ours, theirs)) in zip(ours, theirs).enumerated() {
            // Rounding differs from the start, and every step takes it further.
            let band = step < 3 ? 1e-4 : 0.05
            for kind in Losses.Kind.allCases {
                let name = kind.rawValue
                let (our, their) = try (#require(ours[name]), #require(theirs[name]))
                #expect(abs(our - their) <= band * abs(their) + (step < 3 ? 0 : 0.005), "step \(step + 1), \(name)")
            }
        }
        let ourTotals = ours.map { $0.values.reduce(0, +) }
        let theirTotals = theirs.map { $0.values.reduce(0, +) }
        // What is compared is learning.
        let (first, last) = (ourTotals.prefix(10).reduce(0, +), ourTotals.suffix(10).reduce(0, +))
        #expect(last < 0.9 * first)
        if let folder = ProcessInfo.processInfo.environment["MASKRCNN_CURVE"] {
            try TrainingCurveReport(ours: ourTotals, theirs: theirTotals).write(
                to: URL(fileURLWithPath: folder, isDirectory: true))
        }
    }

    private func crops() throws -> URL {
        let scene = try TrainingScene.nuclei(count: 8)
        return try Peer.file(from: "scene.py", name: "crops.safetensors", inputs: [scene]) { output in
            ["crops", output, scene.path, "--side", "\(Self.side)"]
                + ["--steps", "\(Self.stepCount)", "--batch", "\(Self.batch)"]
        }
    }

    private func reference(_ weights: URL, _ crops: URL) throws -> [[String: Double]] {
        let file = try Peer.file(from: "training_curve.py", name: "curve.json", inputs: [weights, crops]) { output in
            ["maskrcnn_resnet50_fpn", weights.path, crops.path, output]
                + ["--classes", "2", "--min-size", "\(Self.modelSide)", "--batch", "\(Self.batch)"]
                + ["--rate", "\(Self.rate)", "--proposals", "\(Self.proposals)"]
        }
        return try JSONDecoder().decode([[String: Double]].self, from: Data(contentsOf: file))
    }

    private func train(_ weights: URL, _ crops: URL) throws -> [[String: Double]] {
        var configuration = Configuration.maskRCNNResNet50FPN
        configuration.classCount = 2
        configuration.transform.minimumSide = Self.modelSide
        let model = try TrainableModel(
            configuration, .checkpoint(Dictionary(file: weights)), statistics: .stored, trainableLayers: 5)
        let parameters = model.parameters
        let optimizer = SGD([
            ParameterGroup(names: parameters.map(\.name), tensors: parameters.map(\.tensor), weightDecay: 1e-4)
        ])
        let pixels = try Tensors(crops)["pixels"].elements(as: UInt8.self)
        let scenes = try TrainingScene.read(crops.deletingPathExtension().appendingPathExtension("json"))
        let size = ImageSize(width: Self.side, height: Self.side)
        let resized = ImageTransform(configuration: configuration.transform).resizedSize(size)
        return try stride(from: 0, to: scenes.count, by: Self.batch).map { first in
            let places = first..<first + Self.batch
            let images = try places.map { place in
                try Image(size: size, pixels: Array(pixels[place * 3 * size.area..<(place + 1) * 3 * size.area]))
            }
            let losses = try model.losses(
                images, sizes: images.map { _ in resized }, places.map { try scenes[$0].truth() },
                .everything(proposals: Self.proposals), seeds: places.map(UInt64.init))
            try optimizer.dropGradients()
            try losses.total().backward()
            try optimizer.step(rate: Self.rate)
            return Dictionary(uniqueKeysWithValues: try losses.numbers().map { ($0.key.rawValue, $0.value) })
        }
    }
}
