import Geometry
import Testing
import Torch

/// Silent when wrong: where a mask lands in the image.
@Suite struct PasteTests {
    private let size = ImageSize(width: 200, height: 200)

    /// The pixels of a mask of 28 × 28 whose columns have these probabilities, pasted at a box.
    private func pasted(
        columns: (Int) -> Float, at box: [Float], threshold: Double = 0.5
    ) throws -> RunLengthMask {
        let values = (0..<28).flatMap { _ in (0..<28).map(columns) }
        let runs = try DetectionKernels.pasteMasks(
            Tensor(values, shape: [1, 28, 28]), boxes: Tensor(box, shape: [1, 4]), height: size.height,
            width: size.width, threshold: threshold)
        return try RunLengthMask(size: size, counts: runs[0])
    }

    private func isSet(_ mask: RunLengthMask, x: Int, y: Int) -> Bool { mask.bitmap()[y * size.width + x] == 1 }

    /// (−0.9, −0.9, 0.9, 0.9) grows by 30 / 28 to ±0.964, whose corners truncated toward zero are all 0: one pixel, which
    /// shows the mask's middle, 30 · 0.5 − 0.5 = 14.5 of the 30 cells: halfway between columns 13 and 14 of the mask's.
    ///
    /// Rounded down, the box would begin at −1 and have two pixels, of which the second would show cell
    /// 15 · 1.5 − 0.5 = 22, column 21.
    @Test func cornersAreTruncatedTowardZero() throws {
        let box: [Float] = [-0.9, -0.9, 0.9, 0.9]
        let left = try pasted(columns: { $0 < 15 ? 1 : 0 }, at: box)
        #expect(left.area == 1 && isSet(left, x: 0, y: 0))
        #expect(try pasted(columns: { $0 < 15 ? 0 : 1 }, at: box).isEmpty)
    }

    /// 0.7 and 0.2 in columns 13 and 14 blend to 0.45 at 14.5; the truth lies between, so neither column alone decides.
    @Test func theMiddleIsBlended() throws {
        let box: [Float] = [-0.9, -0.9, 0.9, 0.9]
        let columns = { (column: Int) -> Float in column == 13 ? 0.7 : column == 14 ? 0.2 : 0 }
        #expect(try pasted(columns: columns, at: box).isEmpty)
        #expect(try pasted(columns: columns, at: box, threshold: 0.44).area == 1)
    }

    /// A box without extent still has a pixel; so has one whose corners are the wrong way round, at its first corner:
    /// from (10, 10) to (5, 5) the middle is 7.5 and half the extent −2.68, so it begins at 10.18 and ends at 4.82:
    /// 4 − 10 + 1 = −5 pixels, which count as 1.
    @Test func everyBoxHasAPixel() throws {
        let point = try pasted(columns: { _ in 1 }, at: [5, 5, 5, 5])
        #expect(point.area == 1 && isSet(point, x: 5, y: 5))
        let inverted = try pasted(columns: { _ in 1 }, at: [10, 10, 5, 5])
        #expect(inverted.area == 1 && isSet(inverted, x: 10, y: 10))
    }

    /// (100, 100, 156, 156) grows to 98…158: 61 pixels for 30 cells. The first cell is the border's zero; pixel k is at
    /// 30 / 61 · (k + 0.5) − 0.5: 0.238 for k = 1, 0.730 for 2, 1.221 for 3, which is wholly inside. So above 0.8 lie
    /// 98 + 3 … 158 − 3, 55 pixels a side. Without the border 100 … 156 would.
    @Test func aBorderOfZeroSurroundsTheMask() throws {
        let mask = try pasted(columns: { _ in 1 }, at: [100, 100, 156, 156], threshold: 0.8)
        #expect(mask.boundingBox == Box(x1: 101, y1: 101, x2: 156, y2: 156))
        #expect(mask.area == 55 * 55)
        // Above 0.5 lie 100 … 156, but at a corner 0.73² = 0.53.
        #expect(try pasted(columns: { _ in 1 }, at: [100, 100, 156, 156]).area == 57 * 57)
        // Above 0.6 the four corners go, and nothing else.
        #expect(try pasted(columns: { _ in 1 }, at: [100, 100, 156, 156], threshold: 0.6).area == 57 * 57 - 4)
    }

    /// A probability that is the threshold is not above it.
    @Test func theThresholdItselfIsOutside() throws {
        #expect(try pasted(columns: { _ in 0.5 }, at: [20, 20, 100, 100]).isEmpty)
        #expect(try !pasted(columns: { _ in Float(0.5).nextUp }, at: [20, 20, 100, 100]).isEmpty)
    }

    /// What lies outside the image is cut off, the rest stays where it is: from −28 … 28, grown to ±30, 61 pixels from
    /// −30, of which 0 … 30 are inside, and above 0.8 those up to 30 − 3.
    @Test func masksAreCutAtTheBorder() throws {
        let mask = try pasted(columns: { _ in 1 }, at: [-28, -28, 28, 28], threshold: 0.8)
        #expect(mask.boundingBox == Box(x1: 0, y1: 0, x2: 28, y2: 28))
        #expect(mask.area == 28 * 28)
        #expect(try pasted(columns: { _ in 1 }, at: [300, 300, 400, 400]).isEmpty)
        #expect(try pasted(columns: { _ in 1 }, at: [-400, -400, -300, -300]).isEmpty)
    }

    /// Column 0 of the mask lies at the left: nothing is transposed.
    @Test func columnsGoAcross() throws {
        let mask = try pasted(columns: { $0 < 14 ? 1 : 0 }, at: [20, 40, 76, 96])
        let box = try #require(mask.boundingBox)
        #expect(box.x1 == 20 && box.x2 == 48 && box.y1 == 40 && box.y2 == 97)
    }
}
