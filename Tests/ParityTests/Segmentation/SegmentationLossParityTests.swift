import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// The losses of networks for segmentation and the gradient of every parameter beside torchvision's, in float64 and without dropout.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct SegmentationLossParityTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let sizes: [(width: Int, height: Int)]
        var weights: [Double]?
        var trainableLayers = 5

        var testDescription: String { "\(name), \(sizes.count) pictures, \(trainableLayers) stages trained" }
    }

    static let cases = [
        Case(name: "fcn_resnet50", sizes: [(64, 48), (48, 56)]),
        Case(
            name: "deeplabv3_resnet50-", sizes: [(64, 48)], weights: (0..<21).map { 0.25 + Double($0 % 4) / 2 },
            trainableLayers: 2),
    ]

    private struct Reference: Decodable {
        let out: Double
        let aux: Double?
        let total: Double
        let gradients: [String: [Double]]
        let trained: [String]
    }

    @Test(arguments: cases)
    func lossesAndGradientsAreTorchvisions(_ test: Case) throws {
        let weights = try Fixtures.livelyWeights(test.name, classes: 21)
        let pictures = try test.sizes.enumerated().map { index, size in
            try Fixtures.picture(width: size.width, height: size.height, seed: index + 1)
        }
        let file = try Peer.file(
            from: "segmentation_losses.py", name: "losses.json", inputs: [weights] + pictures
        ) { output in
            var arguments = [test.name, weights.path, output] + pictures.map(\.path)
            arguments += ["--trainable", "\(test.trainableLayers)"]
            if let weights = test.weights {
                let numbers: [String] = weights.map { "\($0)" }
                arguments += ["--weights-of-classes", numbers.joined(separator: ",")]
            }
            return arguments
        }
        let theirs = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))

        let isBare = test.name.hasSuffix("-")
        var configuration = try #require(
            SegmentationConfiguration.named(isBare ? String(test.name.dropLast()) : test.name))
        if isBare { configuration.auxiliaryHead = nil }
        let model = try TrainableSegmenter(
            configuration, .checkpoint(Dictionary(file: weights)), dtype: .float64, statistics: .stored,
            trainableLayers: test.trainableLayers)
        try model.checkSource()
        #expect(Set(model.parameters.map(\.name)) == Set(theirs.trained))

        let images = try pictures.map { try Image(contentsOfFile: $0.path) }
        let truths = try images.enumerated().map { index, image in
            let labels = (0..<image.size.area).map { (pixel: Int) -> UInt8 in
                let (x, y) = (pixel % image.size.width, pixel / image.size.width)
                if (x * 31 + y * 17 + index) % 23 == 0 { return 255 }
                return UInt8((x / 7 + 3 * (y / 5) + index) % 21)
            }
            return try SegmentationTruth(size: image.size, labels: labels, classCount: 21)
        }
        let losses = try model.losses(images, truths, classWeights: test.weights, dropoutSeed: nil)
        let total = try losses.total()
        #expect(abs(try losses.out.item() - theirs.out) <= 1e-9 * theirs.out)
        #expect((losses.auxiliary == nil) == (theirs.aux == nil))
        if let auxiliary = losses.auxiliary, let expected = theirs.aux {
            #expect(abs(try auxiliary.item() - expected) <= 1e-9 * expected)
        }
        #expect(abs(try total.item() - theirs.total) <= 1e-9 * theirs.total)
        try total.backward()
        try GradientComparison.expect(model.parameters, theirs.gradients, test.testDescription)
    }
}
