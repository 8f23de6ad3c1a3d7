import COCO
import Geometry
import Testing

@Suite struct ObjectFiguresTests {
    private let size = ImageSize(width: 40, height: 10)

    private func figures(_ scene: AnalysisScene) throws -> ObjectFigures {
        try ObjectFigures(groundTruth: scene.groundTruth, results: scene.results)
    }

    @Test func objectsAreWeighedByArea() throws {
        // Objects: G1 columns 0 to 3 (40 pixels), G2 columns 10 to 15 (60).
        // Results: S1 columns 0 to 1 (20 pixels, half of G1: right), S2 columns 14 to 17 (40 pixels, 20 of G2: wrong).
        // F1 2 · 1 / (2 + 2), precision 1/2, recall 1/2.
        // Dice of G1 and S1: 2 · 20 / 60 = 2/3; of G2 and S2: 2 · 20 / 100 = 0.4.
        // By objects 0.4 · 2/3 + 0.6 · 0.4, by results 1/3 · 2/3 + 2/3 · 0.4.
        // Hausdorff of G1 and S1: column 3 lies 2 from column 1. Of G2 and S2: column 10 lies 4 from column 14.
        // By objects 0.4 · 2 + 0.6 · 4 = 3.2, by results 1/3 · 2 + 2/3 · 4 = 10/3, the mean 98/30.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<10)
        try scene.mark(10..<16, 0..<10, category: 2)
        try scene.find(0..<2, 0..<10)
        try scene.find(14..<18, 0..<10)
        let found = try figures(scene)
        #expect(found.f1 == 0.5)
        #expect(found.precision == 0.5)
        #expect(found.recall == 0.5)
        let (diceOfObjects, diceOfResults) = (0.4 * 2 / 3 + 0.6 * 0.4, 2.0 / 9 + 0.8 / 3)
        #expect(abs(found.dice - (diceOfObjects + diceOfResults) / 2) < 1e-15)
        let hausdorff = try #require(found.hausdorff)
        #expect(abs(hausdorff - 98.0 / 30) < 1e-14)
        #expect(found.measurableHausdorff == found.hausdorff)
        #expect(found.unmeasurableCount == 0)
    }

    @Test func anObjectIsClaimedOnce() throws {
        // Both results cover at least half of the object, which makes one of them right.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<10)
        try scene.find(0..<2, 0..<10)
        try scene.find(2..<4, 0..<10)
        let found = try figures(scene)
        #expect(found.precision == 0.5)
        #expect(found.recall == 1)
        #expect(abs(found.f1 - 2.0 / 3) < 1e-15)
    }

    @Test func theObjectThatAResultOverlapsMostIsWhatCounts() throws {
        // The result covers all of the small object (10 pixels) and 40 of the 100 pixels of the large one: its object is the
        // large one, less than half of which it covers.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<10, 0..<10)
        try scene.mark(10..<11, 0..<10)
        try scene.find(6..<11, 0..<10)
        #expect(try figures(scene).f1 == 0)
    }

    @Test func withoutOverlapTheNearestObjectIsMeasuredTo() throws {
        // The result lies on nothing. Hausdorff to columns 0 to 1: column 0 lies 6 from column 6. To columns 12 to 23: column
        // 23 lies 16 from column 7. So the result is 6 away, and the objects, which nothing overlaps, 6 and 16:
        // by results 6, by objects (20 · 6 + 120 · 16) / 140 = 102/7, the mean 72/7.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<2, 0..<10)
        try scene.mark(12..<24, 0..<10)
        try scene.find(6..<8, 0..<10)
        let found = try figures(scene)
        #expect(found.dice == 0)
        let hausdorff = try #require(found.hausdorff)
        #expect(abs(hausdorff - 72.0 / 7) < 1e-14)
    }

    @Test func imagesCountTogether() throws {
        // Image 1 is right (10 pixels each side), image 2 has an object of 30 pixels and no result.
        // Precision 1, recall 1/2, F1 2/3; Dice (10/40 · 1 + 1) / 2; Hausdorff infinite, and 0 in image 1 alone.
        var scene = AnalysisScene(images: 2, size: size)
        try scene.mark(0..<1, 0..<10)
        try scene.find(0..<1, 0..<10)
        try scene.mark(0..<3, 0..<10, image: 2)
        let found = try figures(scene)
        #expect(found.precision == 1)
        #expect(found.recall == 0.5)
        #expect(abs(found.f1 - 2.0 / 3) < 1e-15)
        #expect(found.dice == 0.625)
        #expect(found.hausdorff == nil)
        #expect(found.measurableHausdorff == 0)
        #expect(found.unmeasurableCount == 1)
    }

    @Test func resultsOnCrowdsDoNotCount() throws {
        // The second result has 10 pixels on the object and 20 on the crowd; the third the other way round.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<10)
        try scene.mark(4..<8, 0..<10, isCrowd: true)
        try scene.find(0..<4, 0..<10)
        try scene.find(3..<6, 0..<10)
        #expect(try figures(scene).precision == 1)
        try scene.find(2..<5, 0..<10)
        #expect(try figures(scene).precision == 0.5)
    }

    @Test func overlappingObjectsKeepTheirPixels() throws {
        // Two objects of the same 40 pixels, each found by a result of its own: every object's best result is the first, and
        // every result's best object the first, so one of the results is right.
        var scene = AnalysisScene(size: size)
        for _ in 0..<2 {
            try scene.mark(0..<4, 0..<10)
            try scene.find(0..<4, 0..<10)
        }
        let found = try figures(scene)
        #expect(found.precision == 0.5)
        #expect(found.dice == 1)
        #expect(found.hausdorff == 0)
    }

    @Test func emptySidesAreWholeOrNothing() throws {
        var scene = AnalysisScene(size: size)
        let nothing = try figures(scene)
        #expect(
            nothing == ObjectFigures(f1: 1, precision: 1, recall: 1, dice: 1, hausdorff: 0, measurableHausdorff: nil))
        try scene.find(0..<4, 0..<10)
        let found = try figures(scene)
        #expect(found == ObjectFigures(f1: 0, precision: 0, recall: 0, dice: 0, hausdorff: nil, unmeasurableCount: 1))
        scene.results = []
        try scene.mark(0..<4, 0..<10)
        #expect(try figures(scene) == found)
    }

    @Test func objectsWithoutPixelsDoNotCount() throws {
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<10)
        try scene.mark(0..<0, 0..<10)
        try scene.find(0..<4, 0..<10)
        try scene.find(0..<0, 0..<10)
        #expect(try figures(scene).f1 == 1)
    }
}
