import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Where heat maps are highest, and what becomes of it.
@Suite struct KeypointTests {
    /// Cubic convolution written down as its formula, one pixel after the other.
    private func enlarged(_ map: [Double], side: Int, width: Int, height: Int) -> [Double] {
        func weight(_ x: Double) -> Double {
            let x = abs(x)
            if x <= 1 { return 1.25 * x * x * x - 2.25 * x * x + 1 }
            return x < 2 ? -0.75 * (x * x * x - 5 * x * x + 8 * x - 4) : 0
        }
        func taps(_ index: Int, _ length: Int) -> [(cell: Int, weight: Double)] {
            let place = Double(side) / Double(length) * (Double(index) + 0.5) - 0.5
            let first = Int(place.rounded(.down))
            return (first - 1...first + 2).map { (min(max($0, 0), side - 1), weight(place - Double($0))) }
        }
        return (0..<height).flatMap { y in
            (0..<width).map { x in
                taps(y, height).reduce(0) { sum, row in
                    taps(x, width).reduce(sum) {
                        $0 + row.weight * $1.weight * map[row.cell * side + $1.cell]
                    }
                }
            }
        }
    }

    /// Maps of every kind, enlarged and made smaller: the highest pixel is that of the whole enlarged map.
    @Test(arguments: [
        (56, 100.0, 75.5), (56, 20.3, 310.0), (7, 1.0, 1.0), (5, 0.2, 90), (1, 12, 9), (2, 33, 200.7), (28, 28, 28),
    ])
    func theHighestPlaceIsFound(_ side: Int, _ width: Double, _ height: Double) throws {
        var random = SplitMix64(seed: UInt64(side))
        for kind in 0..<6 {
            let values = (0..<side * side).map { index -> Double in
                let noise = Double.random(in: -1...1, using: &random)
                let (x, y) = (Double(index % side), Double(index / side))
                switch kind {
                case 0: return noise
                case 1: return noise * 1e6
                // A hill, and one at the border.
                case 2: return 5 - abs(x - 0.6 * Double(side)) - abs(y - 0.3 * Double(side)) + 0.01 * noise
                case 3: return x + y + 0.01 * noise
                // Below zero everywhere; and one single peak.
                case 4: return -100 + noise
                default: return index == side * side / 3 ? 50 : -noise
                }
            }
            let box = [10.25, -3.5, 10.25 + width, -3.5 + height]
            let found = try DetectionKernels.keypoints(
                Tensor(values, shape: [1, 1, side, side]), boxes: Tensor(box, shape: [1, 4])
            ).elements(as: Float.self)
            let (across, down) = (Int(max(width, 1).rounded(.up)), Int(max(height, 1).rounded(.up)))
            let whole = enlarged(values, side: side, width: across, height: down)
            let highest = try #require(whole.max())
            let scale = max(abs(highest), 1)
            #expect(abs(Double(found[2]) - highest) < 1e-6 * scale, "kind \(kind)")
            let x = Int(((Double(found[0]) - 10.25) / (max(width, 1) / Double(across))).rounded(.down))
            let y = Int(((Double(found[1]) + 3.5) / (max(height, 1) / Double(down))).rounded(.down))
            let inside = (0..<across).contains(x) && (0..<down).contains(y)
            #expect(inside, "kind \(kind): \(found)")
            if inside { #expect(abs(whole[y * across + x] - highest) < 1e-9 * scale, "kind \(kind)") }
        }
    }

    /// Of equals the first in the order of rows, as in LibTorch.
    @Test func ofEqualPlacesTheFirstIsTaken() throws {
        let found = try DetectionKernels.keypoints(
            Tensor([Double](repeating: 1, count: 16), shape: [1, 1, 4, 4]),
            boxes: Tensor([0, 0, 4, 4.0], shape: [1, 4])
        ).elements(as: Float.self)
        #expect(found == [0.5, 0.5, 1])
    }

    /// Boxes and maps that no network should give end nothing.
    @Test func numbersThatAreNoneEndNothing() throws {
        for box in [[Double.nan, 0, 1, 1], [0, 0, .infinity, 1], [5, 5, 1, 1], [0, 0, 1e300, 3]] {
            let map = [Double](repeating: .nan, count: 9)
            let found = try DetectionKernels.keypoints(
                Tensor(map + map.map { _ in 2 }, shape: [1, 2, 3, 3]), boxes: Tensor(box, shape: [1, 4]))
            #expect(found.shape == [1, 2, 3])
        }
        #expect(throws: TorchError.self) {
            try DetectionKernels.keypoints(Tensor.zeros([1, 1, 3, 4]), boxes: Tensor.zeros([1, 4]))
        }
        #expect(throws: TorchError.self) {
            try DetectionKernels.keypoints(Tensor.zeros([2, 1, 3, 3]), boxes: Tensor.zeros([1, 4]))
        }
    }

    /// The package's kernels and LibTorch's layers find the same keypoints; a picture's own pixels are their unit.
    @Test func bothEnginesFindTheSame() async throws {
        var network = Configuration.keypointRCNNResNet50FPN
        network.transform.minimumSide = 96
        network.transform.maximumSide = 160
        network.backbone.resNet?.width = 8
        network.pyramid?.channels = 16
        network.boxHead.features = 32
        network.boxHead.scoreThreshold = 0
        network.boxHead.maximumDetections = 9
        network.proposals.anchorSizes = [[7], [13], [24], [45], [90]]
        network.keypointHead?.channels = [16, 16, 16, 16]
        network.keypointHead?.names = ["tip", "foot"]
        network.keypointHead?.skeleton = [[1, 2]]
        let image = try TestModel.picture(width: 120, height: 80)
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent("keypoints.safetensors").path
            try network.writeRandomWeights(seed: 3, categories: [1: "person"], to: path)
            let lively = try TestModel.changed(path) { name, tensor in
                try TestModel.gains[name].map { gain in try tensor.tensor() * gain }?.stored()
                    ?? tensor
            }
            try lively.writeSafetensors(to: path)
            var found: [[Detection]] = []
            for engine in [DetectorOptions.Engine.winograd4, .libTorch] {
                var options = DetectorOptions()
                options.engine = engine
                let detector = try await Detector(weights: path, options: options)
                #expect(detector.configuration == network)
                found.append(try await detector.detections(in: image))
            }
            #expect(found[0].count == 9 && found[1].count == 9)
            for (a, b) in zip(found[0], found[1]) {
                let box = a.box
                let (ours, theirs) = (try #require(a.keypoints), try #require(b.keypoints))
                #expect(a.mask == nil && ours.map(\.name) == ["tip", "foot"])
                for (a, b) in zip(ours, theirs) {
                    #expect(abs(a.score - b.score) < 1e-3 * max(1, abs(b.score)))
                    #expect((0...120).contains(a.x) && (0...80).contains(a.y))
                }
                // Keypoints of a box of less than a pixel are half a pixel from its corner, as in torchvision.
                #expect(
                    ours.allSatisfy {
                        (box.x1...max(box.x2, box.x1 + 1)).contains($0.x)
                            && (box.y1...max(box.y2, box.y1 + 1)).contains($0.y)
                    })
            }
            let same = zip(found[0], found[1]).filter { pair in
                zip(pair.0.keypoints ?? [], pair.1.keypoints ?? []).allSatisfy {
                    abs($0.x - $1.x) < 0.1 && abs($0.y - $1.y) < 0.1
                }
            }
            // Of two places of one height rounding chooses.
            #expect(same.count >= 8)
        }
    }
}
