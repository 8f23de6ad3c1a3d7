import Geometry
import Imaging
import Testing

/// Intensities inside masks, and label images as files.
@Suite struct IntensityTests {
    private let size = ImageSize(width: 3, height: 2)

    @Test func statisticsAreAsByHand() throws {
        let image = try Image(
            size: size, pixels: [1, 10, 0, 2, 20, 0, 3, 30, 0, 4, 40, 0, 5, 50, 0, 6, 60, 255])
        let mask = try RunLengthMask(bitmap: [1, 0, 0, 0, 1, 1], size: size)
        let found = try image.intensities(in: mask)
        // Red 1, 5, 6: a mean of 4 and squares of 9, 1, 4.
        #expect(found.count == 3 && found[0].sum == 12 && found[0].mean == 4)
        #expect(found[0].minimum == 1 && found[0].maximum == 6)
        #expect(abs(found[0].standardDeviation - (14.0 / 3).squareRoot()) < 1e-12)
        #expect(found[1].sum == 120 && found[2].sum == 255 && found[2].minimum == 0)
        #expect(try image.intensities(in: RunLengthMask(emptyOfSize: size)).isEmpty)
        let fractions: [Float] = [0.5, 1, 1, 1, -1, 2]
        let one = try fractions.withUnsafeBufferPointer { try IntensityStatistics.measure($0, channels: 1, in: mask) }
        #expect(one.count == 1 && one[0].sum == 1.5 && one[0].minimum == -1)
    }

    @Test func anotherSizeIsAnError() throws {
        let image = try Image(size: size, filledWith: .black)
        #expect(throws: ImagingError.self) {
            try image.intensities(in: RunLengthMask(emptyOfSize: ImageSize(width: 2, height: 3)))
        }
    }

    /// 16 bits where they suffice, else 32; every value comes back.
    @Test(arguments: [65_535, 65_536, 3_000_000_000] as [UInt32])
    func labelsComeBackFromTIFF(highest: UInt32) throws {
        let labels = try LabelImage(size: size, values: [0, 1, 2, highest, 40_000, 7])
        for pixelSize in [nil, PixelSpacing(0.5)] {
            let bytes = try labels.encodedAsTIFF(pixelSize: pixelSize)
            let back = try bytes.withUnsafeBytes { try LabelImage(encoded: $0, name: "x.tif") }
            #expect(back == labels)
        }
        #expect(throws: ImagingError.self) {
            try LabelImage(size: ImageSize(width: 0, height: 3), values: []).encodedAsTIFF()
        }
    }

    @Test func theSurerObjectHasThePixel() throws {
        let left = try RunLengthMask(bitmap: [1, 1, 0, 1, 1, 0], size: size)
        let right = try RunLengthMask(bitmap: [0, 1, 1, 0, 1, 1], size: size)
        let labels = try LabelImage(numbering: [left, right], scores: [0.5, 0.9], size: size)
        #expect(labels.values == [1, 2, 2, 1, 2, 2])
        #expect(try LabelImage(numbering: [left, right], size: size).values == [1, 1, 2, 1, 1, 2])
    }
}
