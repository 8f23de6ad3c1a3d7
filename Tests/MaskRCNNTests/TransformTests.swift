import Geometry
import MaskRCNN
import Testing

/// The sizes that images get, silent when wrong: a pixel more moves every box by a thousandth.
@Suite struct TransformTests {
    private let transform = ImageTransform(configuration: Configuration().transform)

    /// 800 / 97 is 8.24742268041237…, whose nearest double is below: times 97 it is 799.9999999999999, rounded down 799.
    @Test(arguments: [97, 161, 167, 193])
    func someShortSidesFallShortByAPixel(_ side: Int) {
        #expect((800.0 / Double(side)) * Double(side) < 800)
        #expect(transform.resizedSize(ImageSize(width: side, height: side)) == ImageSize(width: 799, height: 799))
        // On either axis, whatever the other side.
        #expect(transform.resizedSize(ImageSize(width: side + 1, height: side)).height == 799)
        #expect(transform.resizedSize(ImageSize(width: side, height: side + 1)).width == 799)
    }

    /// 1333 / 2143 · 2143 is 1332.9999999999998.
    @Test func someLongSidesFallShortByAPixel() {
        // 1333 / 2143 · 500 = 311.01…
        #expect(
            transform.resizedSize(ImageSize(width: 2143, height: 500)) == ImageSize(width: 1332, height: 311))
        #expect(
            transform.resizedSize(ImageSize(width: 500, height: 2143)) == ImageSize(width: 311, height: 1332))
    }

    @Test func theScaleIsTheLesserOfTwo() {
        // 800 / 480 = 1.667 and 1333 / 640 = 2.08: 640 · 1.667 = 1066.67.
        #expect(transform.resizedSize(ImageSize(width: 640, height: 480)) == ImageSize(width: 1066, height: 800))
        // 800 / 300 = 2.67 and 1333 / 900 = 1.481: 300 · 1.481 = 444.33.
        #expect(transform.resizedSize(ImageSize(width: 300, height: 900)) == ImageSize(width: 444, height: 1333))
        // Large images shrink: 800 / 2000 = 0.4.
        #expect(transform.resizedSize(ImageSize(width: 3000, height: 2000)) == ImageSize(width: 1200, height: 800))
    }

    @Test func noSideVanishes() {
        // 1333 / 3000 · 1 = 0.44.
        #expect(transform.resizedSize(ImageSize(width: 1, height: 3000)) == ImageSize(width: 1, height: 1333))
        #expect(transform.resizedSize(ImageSize(width: 1, height: 1)) == ImageSize(width: 800, height: 800))
    }

    @Test func paddingHoldsEveryImageOfABatch() {
        let sizes = [ImageSize(width: 1066, height: 800), ImageSize(width: 444, height: 1333)]
        // 1066 → 34 · 32 = 1088; 1333 → 42 · 32 = 1344.
        #expect(transform.paddedSize(sizes) == ImageSize(width: 1088, height: 1344))
        #expect(transform.paddedSize([ImageSize(width: 800, height: 32)]) == ImageSize(width: 800, height: 32))
        #expect(transform.paddedSize([ImageSize(width: 1, height: 33)]) == ImageSize(width: 32, height: 64))
    }
}
