import Geometry
import MaskRCNN
import Testing
import Torch

@Suite struct AnchorTests {
    private let generator = AnchorGenerator(sizes: [[32], [64], [128], [256], [512]], aspectRatios: [[0.5, 1, 2]])

    /// √0.5 = 0.7071: 32 / 0.7071 = 45.25 wide and 22.63 high, of which the halves are 22.63 and 11.31.
    @Test func cellsAreRounded() {
        #expect(generator.cell(level: 0) == [[-23, -11, 23, 11], [-16, -16, 16, 16], [-11, -23, 11, 23]])
        // 512: 362.04 and 181.02.
        #expect(
            generator.cell(level: 4) == [[-362, -181, 362, 181], [-256, -256, 256, 256], [-181, -362, 181, 362]])
    }

    /// Halves go to the even neighbour: a square of 5 reaches from −2.5 to 2.5, which become −2 and 2, of 7 −4 to 4.
    @Test func halvesGoToEven() {
        let odd = AnchorGenerator(sizes: [[5], [7]], aspectRatios: [[1]])
        #expect(odd.cell(level: 0) == [[-2, -2, 2, 2]])
        #expect(odd.cell(level: 1) == [[-4, -4, 4, 4]])
    }

    /// Silent when wrong. 800 → 25 cells → 13: the distance of two cells is ⌊800 / 13⌋ = 61, not 64.
    @Test func theLastLevelsStrideIsOfItsOwn() throws {
        let anchors = try generator.anchors(
            level: 4, rows: 13, columns: 13, padded: ImageSize(width: 800, height: 800)
        ).elements(as: Float.self)
        #expect(anchors.count == 13 * 13 * 3 * 4)
        // Row 2, column 1, the square.
        let square = ((2 * 13 + 1) * 3 + 1) * 4
        // 61 and 122, less and more 256.
        #expect(Array(anchors[square..<square + 4]) == [-195, -134, 317, 378])
        // The last cell stands at 12 · 61 = 732; the shape is 362 wide and 724 high.
        #expect(Array(anchors.suffix(4)) == [551, 370, 913, 1094])
    }

    /// Rows and columns have strides of their own: ⌊96 / 2⌋ = 48 down, ⌊160 / 3⌋ = 53 across; the order is row, column,
    /// shape.
    @Test func rowsComeBeforeColumnsBeforeShapes() throws {
        let small = AnchorGenerator(sizes: [[4]], aspectRatios: [[1, 4]])
        // 4 times the area's root: √4 = 2, so 2 wide and 8 high.
        let anchors = try small.anchors(level: 0, rows: 2, columns: 3, padded: ImageSize(width: 160, height: 96))
        var expected: [Float] = []
        for y in [Float(0), 48] {
            for x in [Float(0), 53, 106] {
                expected += [x - 2, y - 2, x + 2, y + 2, x - 1, y - 4, x + 1, y + 4]
            }
        }
        #expect(try anchors.elements(as: Float.self) == expected)
        #expect(anchors.shape == [12, 4])
    }
}
