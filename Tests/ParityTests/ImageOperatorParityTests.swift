import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Single operations beside torchvision's: from images to the network's input, and from masks to images.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct ImageOperatorParityTests {
    /// A detector shows its input; which network follows does not matter, so it is a small one.
    @Test(arguments: Precision.allCases)
    func imagesAreNormalizedResizedAndPadded(_ precision: Precision) async throws {
        let cases = try OperatorCases.of("transform", precision, count: 4)
        try await Scratch.with { folder in
            let weights = folder.appendingPathComponent("small.safetensors").path
            var model = Configuration.small
            model.classCount = 2
            try model.writeRandomWeights(seed: 1, to: weights)
            model.transform.minimumSide = try cases[0].integers("minimum")[0]
            model.transform.maximumSide = try cases[0].integers("maximum")[0]
            var options = DetectorOptions()
            options.model = model
            options.dtype = precision == .f32 ? .float32 : .float64
            let detector = try await Detector(weights: weights, options: options)
            for test in cases {
                let recorder = Recorder()
                _ = try await detector.detections(in: test.images()) { recorder.record($0, $1) }
                let batch = try #require(recorder.tensor("transform.images"))
                try expectClose(batch, test["batch"], relative: precision.tolerance, test.name)
            }
        }
    }

    @Test(arguments: Precision.allCases)
    func masksArePasted(_ precision: Precision) throws {
        for test in try OperatorCases.of("paste", precision, count: 1) {
            let size = try test.size("size")
            let runs = try DetectionKernels.pasteMasks(
                test["masks"], boxes: test["boxes"], height: size.height, width: size.width, threshold: 0.5)
            let expected = try test["pasted"].elements(as: UInt8.self)
            #expect(runs.count * size.area == expected.count)
            for (index, runs) in runs.enumerated() {
                let mask = try RunLengthMask(size: size, counts: runs)
                let theirs = expected[index * size.area..<(index + 1) * size.area]
                let differing = zip(mask.bitmap(), theirs).count { $0 != $1 }
                #expect(differing == 0, "mask \(index) of \(test.name)")
            }
            let soft = try DetectionKernels.pasteProbabilities(
                test["masks"], boxes: test["boxes"], height: size.height, width: size.width)
            try expectClose(soft, test["soft"], absolute: precision == .f32 ? 1e-6 : 1e-14, test.name)
        }
    }
}

extension OperatorCases {
    /// `image0`, `image1`, …: (3, H, W) of whole 255ths, as pictures.
    fileprivate func images() throws -> [Image] {
        var images: [Image] = []
        while contains("image\(images.count)") {
            let tensor = try self["image\(images.count)"]
            let pixels = try (tensor.permuted([1, 2, 0]).to(.float64) * 255).elements(as: Double.self)
            #expect(pixels.allSatisfy { abs($0 - $0.rounded()) < 1e-3 }, "an image is not of 8 bits")
            images.append(
                try Image(
                    size: ImageSize(width: tensor.size(2), height: tensor.size(1)),
                    pixels: pixels.map { UInt8($0.rounded()) }))
        }
        return images
    }
}
