import MaskRCNN
import Testing
import Torch

@Suite struct LevelTests {
    private let align = MultiScaleRoIAlign(resolution: 2, samplingRatio: 2)

    /// ⌊4 + log₂(side / 224)⌋: 112 → 3, 224 → 4, 448 → 5, from the finest level 2 to the coarsest 5.
    @Test func squaresBelongToTheLevelOfTheirSide() throws {
        let sides: [Double] = [0, 1, 111, 112, 223, 224, 447, 448, 896, 5000]
        let boxes = try Tensor(sides.flatMap { [0, 0, $0, $0] }, shape: [sides.count, 4])
        #expect(try align.level(of: boxes, strides: [4, 8, 16, 32]) == [0, 0, 0, 1, 1, 2, 2, 3, 3, 3])
    }

    /// The root of the area counts: 448 × 112 is as large as 224 × 224.
    @Test func theAreaCounts() throws {
        let boxes = try Tensor([Float(10), 20, 458, 132, 10, 20, 122, 468], shape: [2, 4])
        #expect(try align.level(of: boxes, strides: [4, 8, 16, 32]) == [2, 2])
    }

    /// 10⁻⁶ lifts what rounding leaves just below a level: 223.9999 is 4 − 6.4 · 10⁻⁷, 223.999 is 4 − 6.4 · 10⁻⁶.
    @Test func aLittleIsAddedToTheLevel() throws {
        let boxes = try Tensor([0, 0, 223.9999, 223.9999, 0, 0, 223.999, 223.999], shape: [2, 4])
        #expect(try align.level(of: boxes, strides: [4, 8, 16, 32]) == [2, 1])
    }

    /// A box of NaN has no level, and is cut out as zeros.
    @Test func boxesThatAreNoneHaveNoLevel() throws {
        let boxes = try Tensor([Float.nan, 0, 10, 10, 0, 0, 10, 10], shape: [2, 4])
        #expect(try align.level(of: boxes, strides: [4, 8, 16, 32]) == [-1, 0])
        let ones = try Tensor.full([1, 1, 8, 8], 1)
        let values = try align([FeatureMap(ones, stride: 4)], [boxes]).elements(as: Float.self)
        #expect(values == [0, 0, 0, 0, 1, 1, 1, 1])
    }

    /// Silent when wrong: a level's scale is one over its stride, whatever the sides of the map.
    ///
    /// On a map whose cells hold their column, a cut-out shows where it was cut: the middle of its left half, a quarter
    /// along the box, and of its right half, divided by the stride.
    @Test(arguments: [(level: 0, stride: 4.0), (1, 8), (2, 16), (3, 32)])
    func theScaleIsOneOverTheStride(level: Int, stride: Double) throws {
        // All maps have one size, from which no scale could be told.
        let map = try Tensor((0..<40).flatMap { _ in (0..<90).map(Double.init) }, shape: [1, 1, 40, 90])
        let zeros = try Tensor.zeros([1, 1, 40, 90], dtype: .float64)
        // Levels begin at 112, 224 and 448, and these are 84, 168, 336 and 672.
        let side = 84 * Double(1 << level)
        let boxes = try Tensor([32, 0, 32 + side, side], shape: [1, 4])
        #expect(try align.level(of: boxes, strides: [4, 8, 16, 32]) == [level])
        let levels = (0..<4).map { FeatureMap($0 == level ? map : zeros, stride: 4 << $0) }
        let cut = try align(levels, [boxes]).elements(as: Double.self)
        // Where it is the only one, boxes of every size are its own.
        let alone = try align([FeatureMap(map, stride: 4 << level)], [boxes]).elements(as: Double.self)
        #expect(alone == cut)
        let left = (32 + side / 4) / stride
        let right = (32 + side * 3 / 4) / stride
        for (value, expected) in zip(cut, [left, right, left, right]) {
            #expect(abs(value - expected) < 1e-12)
        }
    }

    /// Two maps of one stride, as a MobileNet gives: torchvision cuts all boxes out of the first.
    @Test func mapsOfOneStrideAreOneLevel() throws {
        let boxes = try Tensor([0, 0, 10, 10, 0, 0, 900, 900], shape: [2, 4])
        #expect(try align.level(of: boxes, strides: [32, 32]) == [0, 0])
    }

    /// Each image's boxes are cut out of that image.
    @Test func boxesAreOfTheirImages() throws {
        let both = try Tensor([Float](repeating: 1, count: 64) + [Float](repeating: 2, count: 64), shape: [2, 1, 8, 8])
        let box = try Tensor([Float(0), 0, 16, 16], shape: [1, 4])
        let none = try Tensor.zeros([0, 4])
        let maps = FeatureMap(both, stride: 4)
        #expect(try align([maps], [box, box]).elements(as: Float.self) == [1, 1, 1, 1, 2, 2, 2, 2])
        #expect(try align([maps], [none, box]).elements(as: Float.self) == [2, 2, 2, 2])
        #expect(try align([maps], [none, none]).shape == [0, 1, 2, 2])
    }
}
