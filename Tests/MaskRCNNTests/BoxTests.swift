import Foundation
import Geometry
import MaskRCNN
import Testing
import Torch

@Suite struct BoxTests {
    /// (10, 20, 30, 60) has its middle at (20, 40) and sides of 20 and 40. Deltas 1, −2, log 2, 0 divided by 10, 10, 1, 1
    /// move the middle by 0.1 · 20 and −0.2 · 40 to (22, 32) and make the width 40.
    @Test func deltasMoveAndScale() throws {
        let coder = BoxCoder(weights: [10, 10, 1, 1])
        let boxes = try Tensor([10.0, 20, 30, 60], shape: [1, 4])
        let deltas = try Tensor([1, -2, log(2), 0, 0, 0, 0, log(0.5)], shape: [1, 2, 4])
        let decoded = try coder.decode(deltas, boxes)
        #expect(decoded.shape == [1, 2, 4])
        let expected: [Double] = [2, 12, 42, 52, 10, 30, 30, 50]
        for (value, expected) in zip(try decoded.elements(as: Double.self), expected) {
            #expect(abs(value - expected) < 1e-12)
        }
    }

    /// dw and dh count as log(1000 / 16) at most: a side of 16 grows to 1000, no more. The other way there is no limit.
    @Test func sidesGrowToALimit() throws {
        let coder = BoxCoder(weights: [1, 1, 1, 1])
        let boxes = try Tensor([0.0, 0, 16, 16], shape: [1, 4])
        let decoded = try coder.decode(Tensor([0, 0, 100, -100], shape: [1, 1, 4]), boxes).elements(as: Double.self)
        #expect(abs(decoded[0] - (8 - 500)) < 1e-9 && abs(decoded[2] - (8 + 500)) < 1e-9)
        #expect(decoded[3] - decoded[1] < 1e-12)
    }

    @Test func boxesAreClippedOnEveryAxis() throws {
        let boxes = try Tensor([Float(-5), -6, 50, 70, 10, 20, 30, 40, 200, 300, 400, 500], shape: [3, 4])
        let clipped = try BoxOperations.clip(boxes, to: ImageSize(width: 40, height: 60))
        #expect(try clipped.elements(as: Float.self) == [0, 0, 40, 60, 10, 20, 30, 40, 40, 60, 40, 60])
        // A side of 0 is too small, and so is NaN.
        #expect(try BoxOperations.areAtLeast(1, clipped).trueIndices().elements(as: Int64.self) == [0, 1])
    }

    @Test func sidesAreMeasuredSeparately() throws {
        let boxes = try Tensor([Float(0), 0, 0.5, 9, 0, 0, 9, 0.5, 0, 0, 0.75, 0.75, 0, 0, .nan, 9], shape: [4, 4])
        let large = try BoxOperations.areAtLeast(0.75, boxes).trueIndices()
        #expect(try large.elements(as: Int64.self) == [2])
    }

    /// From 800 × 400 to 400 × 100: half as wide, a quarter as high.
    @Test func boxesFollowTheirImage() throws {
        let boxes = try Tensor([Float(8), 40, 80, 400], shape: [1, 4])
        let resized = try BoxOperations.resize(
            boxes, from: ImageSize(width: 800, height: 400), to: ImageSize(width: 400, height: 100))
        #expect(try resized.elements(as: Float.self) == [4, 10, 40, 100])
    }

    /// The ratio is a float32 even for float64 boxes: 427 / 799 as torchvision rounds it.
    @Test func theRatioIsOfSinglePrecision() throws {
        let boxes = try Tensor([799.0, 799, 799, 799], shape: [1, 4])
        let size = ImageSize(width: 799, height: 799)
        let resized = try BoxOperations.resize(boxes, from: size, to: ImageSize(width: 427, height: 799))
        let expected = 799 * Double(Float(427) / Float(799))
        #expect(expected != 427)
        #expect(try resized.elements(as: Double.self) == [expected, 799, expected, 799])
    }
}
