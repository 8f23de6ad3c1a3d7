import COCO
import Geometry
import Testing

@Suite struct ErrorBreakdownTests {
    private var scene = AnalysisScene(images: 2, size: ImageSize(width: 20, height: 10))

    /// The breakdown by boxes and by masks, which here are the same.
    private func breakdown(_ scene: AnalysisScene) throws -> ErrorBreakdown {
        let errors = try [IoUType.bbox, .segm].map { iouType in
            try ErrorBreakdown(groundTruth: scene.groundTruth, results: scene.results, iouType: iouType)
        }
        #expect(errors[0] == errors[1])
        return errors[1]
    }

    private func expectEqual(
        _ errors: ErrorBreakdown, ap: Double, gains: [Double], falsePositives: Double, falseNegatives: Double,
        counts: [Int], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = [
            errors.ap, errors.classification, errors.localization, errors.both, errors.duplicate, errors.background,
            errors.missed, errors.falsePositives, errors.falseNegatives,
        ]
        let expected = [ap] + gains + [falsePositives, falseNegatives]
        for (found, expected) in zip(found, expected) {
            #expect(abs(found - expected) < 1e-12, "\(errors)", sourceLocation: sourceLocation)
        }
        #expect(errors.counts == counts, sourceLocation: sourceLocation)
    }

    @Test func nothingIsWrong() throws {
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<4)
        expectEqual(
            try breakdown(scene), ap: 1, gains: [0, 0, 0, 0, 0, 0], falsePositives: 0, falseNegatives: 0,
            counts: [0, 0, 0, 0, 0, 0])
    }

    @Test func theWrongCategory() throws {
        // An a found as b: AP is 0 for a, and for b, which has a result and no object. Mended, a has 1, and b is gone.
        // Without the object both have 0: b by its result.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<4, category: 2)
        expectEqual(
            try breakdown(scene), ap: 0, gains: [1, 0, 0, 0, 0, 0], falsePositives: 0, falseNegatives: 0,
            counts: [1, 0, 0, 0, 0, 0])
    }

    @Test func theWrongPlace() throws {
        // Two results near an object, IoU 4 / 16 and 6 / 16: mended, the better one is right and the other gone.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<1, score: 0.9)
        try scene.find(0..<2, 0..<3, score: 0.8)
        expectEqual(
            try breakdown(scene), ap: 0, gains: [0, 1, 0, 0, 0, 0], falsePositives: 0, falseNegatives: 0,
            counts: [0, 2, 0, 0, 0, 0])
    }

    @Test func bothWrong() throws {
        // A b near an a (IoU 4 / 16) before a right b: AP is 0 for a and 1/2 for b, 1/4 in the mean. Without the wrong result b
        // has 1: 1/2 in the mean. The a is missed: without it the mean is that of b alone, 1/2.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<1, category: 2, score: 0.9)
        try scene.mark(0..<4, 0..<4, image: 2, category: 2)
        try scene.find(0..<4, 0..<4, image: 2, category: 2, score: 0.8)
        expectEqual(
            try breakdown(scene), ap: 0.25, gains: [0, 0, 0.25, 0, 0, 0.25], falsePositives: 0.25,
            falseNegatives: 0.25, counts: [0, 0, 1, 0, 0, 1])
    }

    @Test func aDuplicate() throws {
        // Two objects; right, duplicate, right: precision 1 for the 51 recalls to 1/2, and 2/3 for the other 50.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.mark(5..<9, 0..<4)
        try scene.find(0..<4, 0..<4, score: 0.9)
        try scene.find(0..<4, 0..<3, score: 0.8)
        try scene.find(5..<9, 0..<4, score: 0.7)
        let lost = 1 - (51 + 50 * 2.0 / 3) / 101
        expectEqual(
            try breakdown(scene), ap: 1 - lost, gains: [0, 0, 0, lost, 0, 0], falsePositives: lost,
            falseNegatives: 0, counts: [0, 0, 0, 1, 0, 0])
    }

    @Test func background() throws {
        // A result on nothing before a right one: precision 1/2.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.find(10..<14, 0..<4, score: 0.9)
        try scene.find(0..<4, 0..<4, score: 0.8)
        // In an image without objects whatever is found is background.
        try scene.find(0..<4, 0..<4, image: 2, score: 0.1)
        expectEqual(
            try breakdown(scene), ap: 0.5, gains: [0, 0, 0, 0, 0.5, 0], falsePositives: 0.5, falseNegatives: 0,
            counts: [0, 0, 0, 0, 2, 0])
    }

    @Test func missedObjects() throws {
        // One of two objects is found: precision 1 at the 51 recalls to 1/2.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.mark(5..<9, 0..<4)
        try scene.find(0..<4, 0..<4)
        let lost = 50.0 / 101
        expectEqual(
            try breakdown(scene), ap: 1 - lost, gains: [0, 0, 0, 0, 0, lost], falsePositives: 0,
            falseNegatives: lost, counts: [0, 0, 0, 0, 0, 1])
    }

    @Test func kindsAreTriedInOrder() throws {
        var scene = scene
        try scene.mark(0..<4, 0..<8)  // an a
        try scene.mark(0..<4, 0..<4, category: 2)  // a b in its upper half
        // IoU 12 / 32 with the a, 12 / 16 with the b: the place counts first.
        try scene.find(0..<4, 0..<3, score: 0.5)
        #expect(try breakdown(scene).counts == [0, 1, 0, 0, 0, 1])
        // The a is taken, and the second result's IoU with it is 20 / 32, with the b 16 / 20: the category counts before the
        // duplicate. Mending can only be by the b, since the a is taken.
        try scene.find(0..<4, 0..<8, score: 0.9)
        try scene.find(0..<4, 0..<5, score: 0.8)
        #expect(try breakdown(scene).counts == [1, 1, 0, 0, 0, 0])
    }

    @Test func bordersBelongToPlaces() throws {
        // An IoU of exactly t_b, 1 / 10, is a wrong place, and one of exactly t_f right.
        var scene = scene
        try scene.mark(0..<10, 0..<1)
        try scene.find(0..<1, 0..<1)
        #expect(try breakdown(scene).counts == [0, 1, 0, 0, 0, 0])
        try scene.mark(0..<10, 0..<1, image: 2)
        try scene.find(0..<5, 0..<1, image: 2)
        #expect(try breakdown(scene).counts == [0, 1, 0, 0, 0, 0])
        // With another's category it is background.
        scene.results[0].categoryID = 2
        #expect(try breakdown(scene).counts == [0, 0, 0, 0, 1, 1])
    }

    @Test func resultsOnCrowdsDoNotCountInAP() throws {
        // The first result lies on the crowd: AP is that of the second alone. It is still counted as background.
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.mark(10..<20, 0..<10, isCrowd: true)
        try scene.find(10..<14, 0..<4, score: 0.9)
        try scene.find(0..<4, 0..<4, score: 0.8)
        expectEqual(
            try breakdown(scene), ap: 1, gains: [0, 0, 0, 0, 0, 0], falsePositives: 0, falseNegatives: 0,
            counts: [0, 0, 0, 0, 1, 0])
        // A crowd of another category is none for it.
        scene.groundTruth.annotations[1].categoryID = 2
        #expect(try breakdown(scene).ap == 0.5)
    }

    @Test func onlyTheBestResultsOfAnImageCount() throws {
        var scene = scene
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<4, score: 0.5)
        try scene.find(10..<14, 0..<4, category: 2, score: 0.9)
        let errors = try ErrorBreakdown(groundTruth: scene.groundTruth, results: scene.results, maxDetections: 1)
        #expect(errors.counts == [0, 0, 0, 0, 1, 1])
    }

    @Test func nothingAtAll() throws {
        expectEqual(
            try breakdown(scene), ap: 0, gains: [0, 0, 0, 0, 0, 0], falsePositives: 0, falseNegatives: 0,
            counts: [0, 0, 0, 0, 0, 0])
    }

    @Test(arguments: [(0, 0), (0.5, 0.6), (1.5, 0.1), (0.5, -0.1), (.nan, 0.1), (0.5, .nan)])
    func thresholdsMustBeInOrder(foreground: Double, background: Double) {
        #expect(throws: COCOError.self) {
            try ErrorBreakdown(
                groundTruth: Dataset(), results: [], foregroundThreshold: foreground, backgroundThreshold: background)
        }
    }
}
