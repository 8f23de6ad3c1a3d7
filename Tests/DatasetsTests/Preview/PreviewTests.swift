import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

@Suite struct PreviewTests {
    private let gray = Color(hex: 0x808080)

    private func withPicture<Value>(
        size: ImageSize = ImageSize(width: 100, height: 80), _ body: (String) throws -> Value
    ) throws -> Value {
        try Scratch.with { folder in
            try Image(size: size, filledWith: gray).write(toFile: folder.path + "/a.png")
            return try body(folder.path)
        }
    }

    @Test func masksAreFilledAndTheRestIsUntouched() throws {
        try withPicture { folder in
            let picture = try DatasetPreview(soundDataset(), imageFolder: folder).picture(ofImage: 7)
            #expect(picture.size == ImageSize(width: 100, height: 80))
            #expect(picture[25, 40] != gray)
            #expect(picture[70, 40] == gray)
        }
    }

    /// A box of 10, 20, 30 × 40 has its edge at x = 10, and nothing inside.
    @Test func objectsWithoutMaskHaveTheirBoxDrawn() throws {
        try withPicture { folder in
            var dataset = soundDataset()
            dataset.annotations[0].segmentation = nil
            let picture = try DatasetPreview(dataset, imageFolder: folder).picture(ofImage: 7)
            #expect(picture[10, 40] != gray)
            #expect(picture[25, 40] == gray)
        }
    }

    /// A line from (50, 40) to (90, 40), a disc at its start and a ring at its end; the third keypoint is not labelled.
    @Test func keypointsAndSkeletonsAreDrawn() throws {
        try withPicture { folder in
            var dataset = soundDataset()
            dataset.annotations[0].segmentation = nil
            dataset.annotations[0].box = nil
            dataset.annotations[0].keypoints = [
                Keypoint(x: 50, y: 40, visibility: .visible), Keypoint(x: 90, y: 40, visibility: .hidden),
                Keypoint(x: 70, y: 70, visibility: .unlabelled),
            ]
            dataset.categories[0].skeleton = [SkeletonEdge(start: 1, end: 2), SkeletonEdge(start: 2, end: 3)]
            var preview = DatasetPreview(dataset, imageFolder: folder)
            preview.style.lineWidth = 3
            let picture = try preview.picture(ofImage: 7)
            #expect(picture[70, 40] != gray)
            #expect(picture[70, 50] == gray)
            #expect(picture[80, 55] == gray)
            #expect(picture[70, 70] == gray)
            let color = preview.style.palette[0]
            #expect(picture[50, 40] == color)
            #expect(picture[90, 40] != color)
            #expect(picture[90, 40] != gray)
            preview.style.drawsSkeletons = false
            #expect(try preview.picture(ofImage: 7)[70, 40] == gray)
        }
    }

    /// The picture is twice as large as the data set says: the object is then from (20, 40) to (80, 120).
    @Test(arguments: [false, true])
    func annotationsAreScaledToThePicture(_ asRunLengths: Bool) throws {
        try withPicture(size: ImageSize(width: 200, height: 160)) { folder in
            var dataset = soundDataset()
            if asRunLengths {
                let mask = try rectangleMask(columns: 10..<40, rows: 20..<60, size: ImageSize(width: 100, height: 80))
                dataset.annotations[0].segmentation = .runLengths(mask, isCompressed: true)
            }
            let picture = try DatasetPreview(dataset, imageFolder: folder).picture(ofImage: 7)
            #expect(picture[75, 115] != gray)
            #expect(picture[84, 115] == gray)
            #expect(picture[75, 125] == gray)
            let small = try DatasetPreview(dataset, imageFolder: folder)
                .picture(ofImage: 7, fittedWithin: ImageSize(width: 50, height: 50))
            // 50 wide is half the data set's width: the object is from (5, 10) to (20, 30).
            #expect(small.size == ImageSize(width: 50, height: 40))
            #expect(small[18, 28] != gray)
            #expect(small[24, 28] == gray)
        }
    }

    @Test func whatCannotBeDrawnIsAnError() throws {
        try withPicture { folder in
            let preview = DatasetPreview(soundDataset(), imageFolder: folder)
            #expect(throws: DatasetError.self) { try preview.picture(ofImage: 8) }
            #expect(throws: DatasetError.self) { try preview.contactSheet(of: []) }
            let elsewhere = DatasetPreview(soundDataset(), imageFolder: folder + "/none")
            #expect(throws: DatasetError.self) { try elsewhere.picture(ofImage: 7) }
        }
    }

    @Test func brokenAnnotationsAreDrawnAsFarAsTheyGo() throws {
        try withPicture { folder in
            var dataset = soundDataset()
            dataset.annotations += [
                Annotation(
                    id: 2, imageID: 7, categoryID: 99, box: nil, area: nil, segmentation: .polygons([[1, 2, 3]])),
                Annotation(
                    id: 3, imageID: 7, categoryID: 3, box: AnnotationBox(x: .nan, y: 0, width: -1, height: 1e308),
                    area: nil,
                    segmentation: .polygons([[-1e308, 0, 1e308, 5, 3, 1e308]])),
                Annotation(
                    id: 4, imageID: 7, categoryID: 3, box: nil, area: nil,
                    segmentation: .runLengths(
                        try RunLengthMask(emptyOfSize: ImageSize(width: 0, height: 0)), isCompressed: true)),
            ]
            let picture = try DatasetPreview(dataset, imageFolder: folder).picture(ofImage: 7)
            #expect(picture[25, 40] != gray)
        }
    }

    @Test func samplesDependOnTheSeedAlone() {
        var dataset = Dataset()
        dataset.images = (0..<50).map { DatasetImage(id: $0, fileName: "\($0)", size: nil) }
        let preview = DatasetPreview(dataset, imageFolder: "")
        let sample = preview.sample(8, seed: 3)
        #expect(sample.count == 8)
        #expect(sample == sample.sorted())
        #expect(sample == preview.sample(8, seed: 3))
        #expect(sample != preview.sample(8, seed: 4))
        #expect(preview.sample(80).count == 50)
        #expect(preview.sample(8, onlyAnnotated: true).isEmpty)
    }

    @Test func contactSheetsHaveAllPictures() throws {
        try withPicture { folder in
            let preview = DatasetPreview(soundDataset(), imageFolder: folder)
            let cell = ImageSize(width: 200, height: 200)
            let one = try preview.contactSheet(of: [7], cell: cell)
            let three = try preview.contactSheet(of: [7, 7, 7], cell: cell, columns: 3)
            #expect(one.size.width > 200)
            #expect(three.size.width >= 3 * 200)
            #expect(three.size.height == one.size.height)
        }
    }

    /// The truth at the left is missed; what was found at the right is wrong; and nothing is at both.
    @Test func outcomesAreToldApartByColor() throws {
        try withPicture { folder in
            let dataset = soundDataset()
            let result = DetectionResult(
                imageID: 7, categoryID: 3, score: 0.5, box: nil, segmentation: .polygons([rectangle(60, 20, 90, 60)]))
            let pictures = ComparisonPictures(dataset, results: [result], imageFolder: folder)
            let wrong = try pictures.picture(
                of: ImageOutcome(imageID: 7, truePositives: [], falsePositives: [0, 99], missed: [0]))
            let right = try pictures.picture(
                of: ImageOutcome(imageID: 7, truePositives: [0], falsePositives: [], missed: []))
            // Two pictures of 100×80 with gutters of 4: the left one begins at (4, 4), the right one at (108, 4).
            let (truth, found) = ((4 + 25, 4 + 40), (108 + 75, 4 + 40))
            #expect(tint(wrong[truth.0, truth.1]) == "yellow")
            #expect(tint(wrong[found.0, found.1]) == "red")
            #expect(tint(right[truth.0, truth.1]) == "green")
            #expect(tint(right[found.0, found.1]) == "green")
            #expect(right[4 + 75, 4 + 40] == gray)
        }
    }

    private func tint(_ color: Color) -> String {
        if color.red > color.blue && color.green > color.blue && color.red > 140 && color.green > 140 {
            return "yellow"
        }
        if color.red > color.green { return "red" }
        return color.green > color.red ? "green" : "gray"
    }
}
