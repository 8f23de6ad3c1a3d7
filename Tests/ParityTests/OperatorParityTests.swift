import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Single operations beside torchvision's, on the cases of `Tools/parity/ops.py`: what is done with boxes.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct OperatorParityTests {
    @Test(arguments: Precision.allCases)
    func nonMaximumSuppressionKeepsTheSameBoxes(_ precision: Precision) throws {
        for test in try OperatorCases.of("nms", precision, count: 6) {
            let count = try test["scores"].count
            let kept = try DetectionKernels.batchedNMS(
                boxes: test["boxes"], scores: test["scores"], groups: .zeros([count], dtype: .int64),
                iouThreshold: test.number("threshold"))
            #expect(try kept.elements(as: Int64.self).map(Int.init) == test.integers("keep"), "\(test.name)")
        }
    }

    /// Above 4000 values torchvision's last sort is not stable, so boxes of one score come in any order: theirs are
    /// brought into ours, by index.
    @Test(arguments: Precision.allCases)
    func suppressionByClassKeepsTheSameBoxes(_ precision: Precision) throws {
        for test in try OperatorCases.of("batched", precision, count: 5) {
            let scores = try test["scores"].elements(as: Double.self)
            let expected = try test.integers("keep")
            let sorted =
                scores.count * 4 <= 4000
                ? expected : expected.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
            #expect(zip(expected, sorted).allSatisfy { scores[$0] == scores[$1] })
            let kept = try DetectionKernels.batchedNMS(
                boxes: test["boxes"], scores: test["scores"], groups: test["classes"],
                iouThreshold: test.number("threshold"))
            #expect(try kept.elements(as: Int64.self).map(Int.init) == sorted, "\(test.name)")
        }
    }

    @Test(arguments: Precision.allCases)
    func boxesAreDecoded(_ precision: Precision) throws {
        for test in try OperatorCases.of("decode", precision, count: 2) {
            let boxes = try test["boxes"]
            let coder = BoxCoder(weights: try test["weights"].elements(as: Double.self))
            let decoded = try coder.decode(test["deltas"].reshaped([boxes.size(0), -1, 4]), boxes)
            try expectClose(decoded, test["decoded"], relative: precision.tolerance, test.name)
        }
    }

    @Test(arguments: Precision.allCases)
    func boxesAreClippedAndSmallOnesFound(_ precision: Precision) throws {
        for test in try OperatorCases.of("clip", precision, count: 2) {
            let size = try test.size("size")
            let clipped = try BoxOperations.clip(test["boxes"], to: size)
            try expectClose(clipped, test["clipped"], test.name)
            let large = try BoxOperations.areAtLeast(test.number("least"), clipped).trueIndices()
            let expected = try test.integers("keep")
            #expect(try large.elements(as: Int64.self).map(Int.init) == expected, "\(test.name)")
            #expect(expected.count < clipped.size(0), "the case drops none")
        }
    }

    @Test(arguments: Precision.allCases)
    func anchorsStandAtTheSamePlaces(_ precision: Precision) throws {
        let generator = AnchorGenerator(sizes: [[32], [64], [128], [256], [512]], aspectRatios: [[0.5, 1, 2]])
        for test in try OperatorCases.of("anchors", precision, count: 6) {
            let features = try test.integers("features")
            var levels: [Tensor] = []
            for level in 0..<5 {
                levels.append(
                    try generator.anchors(
                        level: level, rows: features[2 * level], columns: features[2 * level + 1],
                        padded: test.size("padded")))
            }
            #expect(try levels.map { $0.size(0) } == test.integers("counts"), "\(test.name)")
            try expectClose(.concatenated(levels, along: 0), test["anchors"], test.name)
        }
    }

    @Test(arguments: Precision.allCases)
    func boxesGoBackToTheOriginalImage(_ precision: Precision) throws {
        for test in try OperatorCases.of("boxes_back", precision, count: 1) {
            let scaled = try BoxOperations.resize(
                test["boxes"], from: test.size("resized"), to: test.size("original"))
            try expectClose(scaled, test["scaled"], relative: precision.tolerance, test.name)
        }
    }

    @Test func imagesAreResizedToTheSameSizes() throws {
        for test in try OperatorCases.of("sizes", .f32, count: 3) {
            var configuration = Configuration().transform
            configuration.minimumSide = try test.integers("minimum")[0]
            configuration.maximumSide = try test.integers("maximum")[0]
            let transform = ImageTransform(configuration: configuration)
            let original = try test.integers("original")
            let resized = try test.integers("resized")
            #expect(original.count == 2 * 165)
            for index in stride(from: 0, to: original.count, by: 2) {
                let size = ImageSize(width: original[index + 1], height: original[index])
                let expected = ImageSize(width: resized[index + 1], height: resized[index])
                #expect(transform.resizedSize(size) == expected, "\(size.width) × \(size.height), \(test.name)")
            }
        }
    }
}

/// The cases of one operation.
struct OperatorCases {
    /// Such as `nms.many.f32`.
    let name: String
    private let tensors: Tensors

    /// The cases of an operation, whose number guards against comparing nothing.
    static func of(
        _ operation: String, _ precision: Precision, count: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> [OperatorCases] {
        let tensors = try Tensors(Peer.file(from: "ops.py", name: "ops.safetensors") { [$0, "--seed", "0"] })
        let names = tensors.cases(of: operation).filter { $0.hasSuffix(".\(precision)") }
        try #require(names.count == count, "the peer wrote \(names)", sourceLocation: sourceLocation)
        return names.map { OperatorCases(name: $0, tensors: tensors) }
    }

    subscript(tensor: String) -> Tensor {
        get throws { try tensors["\(name).\(tensor)"] }
    }

    func contains(_ tensor: String) -> Bool { tensors.contains("\(name).\(tensor)") }

    func integers(_ tensor: String) throws -> [Int] { try tensors.integers("\(name).\(tensor)") }

    func number(_ tensor: String) throws -> Double { try tensors.number("\(name).\(tensor)") }

    /// A tensor of height and width.
    func size(_ tensor: String) throws -> ImageSize {
        let sides = try integers(tensor)
        return ImageSize(width: sides[1], height: sides[0])
    }
}
