import COCO
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

@Suite struct AugmentedPreviewTests {
    private func sample() throws -> TrainingSample {
        let size = ImageSize(width: 60, height: 40)
        let mask = try RunLengthMask(cocoBoxX: 10, y: 10, width: 20, height: 20, size: size)
        return TrainingSample(
            path: "a.png", imageID: 1, image: try Image(size: size, filledWith: .black),
            inputSize: ImageSize(width: 120, height: 80),
            objects: [TrainingObject(box: Box(x1: 10, y1: 10, x2: 30, y2: 30), label: 1, mask: mask)],
            ignoredRegions: [Box(x1: 40, y1: 10, x2: 55, y2: 30)])
    }

    @Test func samplesAreDrawnAtTheSizeOfTheInput() throws {
        let picture = try AugmentedPreview(categories: [1: "cell"]).picture(of: sample())
        #expect(picture.size == ImageSize(width: 120, height: 80))
        // The object is at 20…60, its middle at 40; the region at 80…110 has an outline only.
        #expect(picture[40, 40] != .black)
        #expect(picture[10, 10] == .black)
        #expect(picture[70, 40] == .black)
        #expect(picture[95, 70] == .black)
        let edge = picture[80, 50]
        #expect(edge.red == edge.green && edge.green == edge.blue && edge.red > 50)
    }

    @Test func sheetsShowLargePicturesSmaller() throws {
        let preview = AugmentedPreview(categories: [1: "cell", 2: "dirt"])
        let cell = ImageSize(width: 60, height: 60)
        #expect(try preview.picture(of: sample(), fittedWithin: cell).size == ImageSize(width: 60, height: 40))
        let sheet = try preview.contactSheet(of: [sample(), sample(), sample()], cell: cell, columns: 3)
        #expect(sheet.size.width > 180 && sheet.size.width < 240)
        #expect(throws: TrainingDataError.self) { try preview.contactSheet(of: []) }
    }
}
