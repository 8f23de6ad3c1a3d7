import Testing
import Torch

/// Silent when wrong: torchvision's `batched_nms` moves the boxes of class c by c · (largest coordinate + 1) where boxes
/// have up to 4000 values, and float32 rounds what is moved.
@Suite struct SuppressionTests {
    /// Two boxes of class 10, (0, 0, 10, 10) and (0, `top`, 10, `bottom`), then single boxes of class 0 that overlap none.
    ///
    /// The first of these reaches to 999999, so class 10 moves by 10 · (999999 + 1) = 10⁷, where the floats are 1 apart:
    /// 10⁷ + `bottom` becomes a whole number, and so does the top.
    private func kept(
        top: Double = 0, bottom: Double, boxes count: Int, _ dtype: DType = .float32
    ) throws -> [Int64] {
        var boxes: [Double] = [0, 0, 10, 10, 0, top, 10, bottom]
        for index in 2..<count {
            let x = index == 2 ? 999_997 : Double(10 * index)
            boxes += [x, 0, x + 2, 1]
        }
        let scores = (0..<count).map { 1 - Double($0) / 2000 }
        return try DetectionKernels.batchedNMS(
            boxes: Tensor(boxes, shape: [count, 4]).to(dtype), scores: Tensor(scores, shape: [count]).to(dtype),
            groups: Tensor([10, 10] + [Int64](repeating: 0, count: count - 2), shape: [count]), iouThreshold: 0.5
        ).elements(as: Int64.self)
    }

    /// IoU = 100 / 196 = 0.51, above the threshold. Moved, 19.6 becomes 20: IoU = 100 / 200, which is not.
    @Test func roundingKeepsABoxOfFew() throws {
        #expect(try kept(bottom: 19.6, boxes: 3) == [0, 1, 2])
        // 1000 boxes are 4000 values: still moved.
        #expect(try kept(bottom: 19.6, boxes: 1000) == Array(0..<1000))
    }

    @Test func nothingIsRoundedAmongMany() throws {
        #expect(try kept(bottom: 19.6, boxes: 1001) == [0] + Array(2..<1001))
    }

    /// Between 0.4 and 19.4 lies a box of 19 that shares 9.6 with the first: IoU = 96 / (100 + 190 − 96) = 0.495. Moved it
    /// lies between 0 and 19: IoU = 100 / 190 = 0.526.
    @Test func roundingRemovesABoxOfFew() throws {
        #expect(try kept(top: 0.4, bottom: 19.4, boxes: 3) == [0, 2])
        #expect(try kept(top: 0.4, bottom: 19.4, boxes: 1000) == [0] + Array(2..<1000))
        #expect(try kept(top: 0.4, bottom: 19.4, boxes: 1001) == Array(0..<1001))
    }

    /// 19.4: 100 / 194 = 0.515, moved 100 / 190 = 0.526, both above the threshold. 20.4: 0.490, moved 100 / 200, both not
    /// above. 20.6: 0.485, moved 100 / 210 = 0.476.
    @Test(arguments: [(19.4, false), (20.4, true), (20.6, true)])
    func roundingThatCrossesNothingChangesNothing(bottom: Double, stays: Bool) throws {
        #expect(try kept(bottom: bottom, boxes: 3).contains(1) == stays)
        #expect(try kept(bottom: bottom, boxes: 1001).contains(1) == stays)
    }

    /// In float64 there are digits enough.
    @Test func doublesAreNotRounded() throws {
        #expect(try kept(bottom: 19.6, boxes: 3, .float64) == [0, 2])
        #expect(try kept(bottom: 19.6, boxes: 1001, .float64) == [0] + Array(2..<1001))
    }

    /// The step is of all boxes together: with coordinates up to 10 only, class 10 moves by 110, where floats are
    /// 2⁻¹⁷ apart.
    @Test func theStepIsTheLargestCoordinateAndOne() throws {
        let boxes = try Tensor([Float(0), 0, 10, 10, 0, 0, 10, 19.6], shape: [2, 4])
        let kept = try DetectionKernels.batchedNMS(
            boxes: boxes, scores: Tensor([Float(1), 0.9], shape: [2]), groups: Tensor([Int64(10), 10], shape: [2]),
            iouThreshold: 0.5)
        #expect(try kept.elements(as: Int64.self) == [0])
    }
}
