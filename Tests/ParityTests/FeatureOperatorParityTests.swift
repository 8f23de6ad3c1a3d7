import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Single operations beside torchvision's: what is done with feature maps.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct FeatureOperatorParityTests {
    @Test(arguments: Precision.allCases)
    func boxesAreAligned(_ precision: Precision) throws {
        // Six cases, of which two are of `aligned` RoIAlign, which no Mask R-CNN of torchvision's uses.
        let cases = try OperatorCases.of("roi_align", precision, count: 6).filter { try $0.integers("aligned") == [0] }
        #expect(cases.count == 4)
        for test in cases {
            let pooled = try test["pooled"]
            let rois = try test["rois"]
            let output = try DetectionKernels.roiAlign(
                [test["features"]], scales: [test.number("scale")], rois: rois,
                assignment: [Int](repeating: 0, count: rois.size(0)), resolution: pooled.size(2),
                samplingRatio: max(test.integers("sampling")[0], 0))
            try expectClose(output, pooled, relative: precision.tolerance, test.name)
        }
    }

    @Test(arguments: Precision.allCases)
    func boxesBelongToTheSameLevels(_ precision: Precision) throws {
        let align = MultiScaleRoIAlign(resolution: 7, samplingRatio: 2)
        for test in try OperatorCases.of("levels", precision, count: 1) {
            let expected = try test.integers("levels")
            #expect(try align.level(of: test["boxes"], strides: [4, 8, 16, 32]) == expected)
            #expect(Set(expected) == [0, 1, 2, 3])
        }
    }

    @Test(arguments: Precision.allCases)
    func boxesAreAlignedWithTheirLevels(_ precision: Precision) throws {
        let align = MultiScaleRoIAlign(resolution: 7, samplingRatio: 2)
        for test in try OperatorCases.of("pyramid", precision, count: 1) {
            let levels = try (0..<4).map { FeatureMap(try test["level\($0)"], stride: 4 << $0) }
            // Ours are one over the strides; that torchvision infers the same is what the case rests on.
            #expect(try test["scales"].elements(as: Double.self) == [0.25, 0.125, 0.0625, 0.03125])
            let pooled = try align(levels, [test["boxes0"], test["boxes1"]])
            try expectClose(pooled, test["pooled"], relative: precision.tolerance, test.name)
        }
    }

    @Test(arguments: Precision.allCases, [false, true])
    func frozenNormsAreApplied(_ precision: Precision, folded: Bool) throws {
        for test in try OperatorCases.of("frozen_norm", precision, count: 2) {
            let input = try test["x"]
            let channels = input.size(1)
            // A convolution that changes nothing goes before, into which the norm may be folded.
            var identity = [Double](repeating: 0, count: channels * channels)
            for channel in 0..<channels { identity[channel * channels + channel] = 1 }
            var parameters = ["conv.weight": try Tensor(identity, shape: [channels, channels, 1, 1]).stored()]
            for name in ["weight", "bias", "running_mean", "running_var"] {
                parameters["norm.\(name)"] = try test[name].stored()
            }
            let store = try ParameterStore(
                .checkpoint(parameters), dtype: input.dtype, foldsNormalization: folded)
            let block = try ConvolutionBlock(
                convolution: store.root / "conv", normalization: store.root / "norm", channels, channels, kernel: 1,
                kind: .frozenBatchNorm(epsilon: test.number("eps")), rectified: false, initializer: .constant(0))
            try store.finish()
            try expectClose(block(input), test["y"], relative: precision.tolerance, test.name)
        }
    }

    @Test(arguments: Precision.allCases)
    func coarseMapsAreEnlarged(_ precision: Precision) throws {
        for test in try OperatorCases.of("top_down", precision, count: 3) {
            let size = try test.size("size")
            let enlarged = try test["coarse"].resized(height: size.height, width: size.width, .nearest)
            try expectClose(enlarged, test["y"], test.name)
        }
    }

    @Test(arguments: Precision.allCases)
    func theLastLevelTakesEverySecondCell(_ precision: Precision) throws {
        for test in try OperatorCases.of("pool", precision, count: 1) {
            try expectClose(test["x"].maxPooled(kernel: 1, stride: 2), test["y"], test.name)
        }
    }
}
