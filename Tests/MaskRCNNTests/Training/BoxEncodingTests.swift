import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Boxes as deltas, the way back from decoding.
@Suite struct BoxEncodingTests {
    /// (10, 20, 30, 60) has its middle at (20, 40) and sides of 20 and 40; (2, 12, 42, 52) at (22, 32) and 40, 40. The
    /// middle moved by 0.1 and −0.2 of the sides, the width doubled: times 10, 10, 5, 5.
    @Test func aDeltaWorkedByHand() throws {
        let deltas = try BoxCoder(weights: [10, 10, 5, 5]).encode(
            Tensor([2.0, 12, 42, 52], shape: [1, 4]), Tensor([10.0, 20, 30, 60], shape: [1, 4]))
        #expect(deltas.shape == [1, 4])
        for (value, expected) in zip(try deltas.elements(as: Double.self), [1, -2, 5 * log(2.0), 0]) {
            #expect(abs(value - expected) < 1e-14)
        }
    }

    @Test(arguments: [[1.0, 1, 1, 1], [10, 10, 5, 5]])
    func decodingTurnsEncodingBack(weights: [Double]) throws {
        let seed: UInt64 = 12
        var generator = SeededGenerator(seed: seed)
        // Sides differ by less than 1000 / 16 times, beyond which decoding stops.
        func boxes(_ count: Int) -> [Double] {
            (0..<count).flatMap { _ in
                let (x, y) = (
                    Double.random(in: -50...500, using: &generator), Double.random(in: -50...500, using: &generator)
                )
                return [
                    x, y, x + .random(in: 4...200, using: &generator), y + .random(in: 4...200, using: &generator),
                ]
            }
        }
        let coder = BoxCoder(weights: weights)
        let (truth, references) = try (Tensor(boxes(500), shape: [500, 4]), Tensor(boxes(500), shape: [500, 4]))
        let deltas = try coder.encode(truth, references)
        let decoded = try coder.decode(deltas.reshaped([500, 1, 4]), references).reshaped([500, 4])
        #expect(try decoded.largestDifference(from: truth) < 1e-10, "seed \(seed)")
        #expect(try coder.encode(truth, truth).elements(as: Double.self).allSatisfy { $0 == 0 })
        #expect(try coder.encode(.zeros([0, 4]), .zeros([0, 4])).shape == [0, 4])
    }
}
