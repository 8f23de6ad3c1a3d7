import COCO
import Geometry
import Testing

@Suite struct PixelFiguresTests {
    @Test func pixelsOfAllObjectsCountOnce() throws {
        // Image 1: marked are columns 0 to 3 of 10 rows (the objects overlap in columns 1 and 2): 40 pixels. Found are
        // columns 2 to 5, by two results that overlap: 40. Common: 20 of a union of 60.
        // Image 2: 10 marked, 0 found.
        // Together: 20 / 70 = 2/7; F1 2 · 20 / (50 + 40) = 4/9; precision 20 / 40; recall 20 / 50.
        // Means: IoU (1/3 + 0 + 1) / 3 = 4/9, since image 3 is empty; F1 (1/2 + 0 + 1) / 3 = 1/2.
        var scene = AnalysisScene(images: 3, size: ImageSize(width: 10, height: 10))
        try scene.mark(0..<3, 0..<10)
        try scene.mark(1..<4, 0..<10, category: 2)
        try scene.find(2..<5, 0..<10)
        try scene.find(3..<6, 0..<10, score: 0.5)
        try scene.find(0..<10, 0..<10, score: 0.49)
        try scene.mark(0..<1, 0..<10, image: 2)
        let figures = try PixelFigures(groundTruth: scene.groundTruth, results: scene.results)
        #expect(abs(figures.iou - 2.0 / 7) < 1e-15)
        #expect(abs(figures.f1 - 4.0 / 9) < 1e-15)
        #expect(figures.precision == 0.5)
        #expect(figures.recall == 0.4)
        #expect(abs(figures.meanImageIoU - 4.0 / 9) < 1e-15)
        #expect(abs(figures.meanImageF1 - 0.5) < 1e-15)
    }

    @Test func crowdsAreLeftOutOfBothSides() throws {
        // Without the crowd's columns 4 to 9, 20 pixels of columns 0 and 1 are marked, and columns 0 to 3 found.
        var scene = AnalysisScene(size: ImageSize(width: 10, height: 10))
        try scene.mark(0..<2, 0..<10)
        try scene.mark(8..<9, 0..<10)
        try scene.mark(4..<10, 0..<10, isCrowd: true)
        try scene.find(0..<9, 0..<10)
        let figures = try PixelFigures(groundTruth: scene.groundTruth, results: scene.results)
        #expect(figures.precision == 0.5)
        #expect(figures.recall == 1)
        #expect(figures.iou == 0.5)
    }

    @Test func oneCategoryCanBeAskedFor() throws {
        var scene = AnalysisScene(size: ImageSize(width: 10, height: 10))
        try scene.mark(0..<2, 0..<10)
        try scene.mark(2..<4, 0..<10, category: 2)
        try scene.find(0..<4, 0..<10)
        func precision(_ category: Int?) throws -> Double {
            try PixelFigures(groundTruth: scene.groundTruth, results: scene.results, categoryID: category).precision
        }
        #expect(try precision(nil) == 1)
        #expect(try precision(1) == 0.5)
        #expect(try precision(2) == 0)
    }

    @Test func nothingToFindAndNothingFoundIsRight() throws {
        let scene = AnalysisScene(images: 2, size: ImageSize(width: 4, height: 4))
        let ones = PixelFigures(iou: 1, f1: 1, precision: 1, recall: 1, meanImageIoU: 1, meanImageF1: 1)
        #expect(try PixelFigures(groundTruth: scene.groundTruth, results: []) == ones)
        #expect(try PixelFigures(groundTruth: Dataset(), results: []) == ones)
    }

    @Test func oneSideAloneIsWrong() throws {
        var scene = AnalysisScene(size: ImageSize(width: 4, height: 4))
        let zeros = PixelFigures(iou: 0, f1: 0, precision: 0, recall: 0, meanImageIoU: 0, meanImageF1: 0)
        try scene.find(0..<2, 0..<2)
        #expect(try PixelFigures(groundTruth: scene.groundTruth, results: scene.results) == zeros)
        try scene.mark(0..<2, 0..<2)
        #expect(try PixelFigures(groundTruth: scene.groundTruth, results: []) == zeros)
    }

    @Test func objectsNeedPixels() throws {
        var scene = AnalysisScene(size: ImageSize(width: 4, height: 4))
        try scene.mark(0..<2, 0..<2)
        scene.groundTruth.annotations[0].segmentation = nil
        #expect(throws: COCOError.self) {
            try PixelFigures(groundTruth: scene.groundTruth, results: [])
        }
    }
}
