import COCO
import Geometry
import Testing

@Suite struct ImageOutcomeTests {
    @Test func theWorstImageComesFirst() throws {
        var scene = AnalysisScene(images: 5, size: ImageSize(width: 20, height: 10))
        // Image 1: one found, one missed: F1 2 / 3.
        try scene.mark(0..<4, 0..<4)  // annotation 0
        try scene.mark(5..<9, 0..<4)  // 1
        try scene.find(0..<4, 0..<4, score: 0.8)  // result 0
        // Image 2: nothing to find, nothing found: F1 1.
        // Image 3: the wrong category: F1 0, two errors.
        try scene.mark(0..<4, 0..<4, image: 3)  // 2
        try scene.find(0..<4, 0..<4, image: 3, category: 2)  // 1
        // Image 4: F1 0, three errors: one missed; a place too far off (IoU 4 / 28), and one on nothing.
        try scene.mark(0..<4, 0..<4, image: 4)  // 3
        try scene.find(3..<7, 0..<4, image: 4, score: 0.6)  // 2
        try scene.find(10..<14, 0..<4, image: 4, score: 0.7)  // 3
        // Image 5: a result on a crowd of its category does not count, on one of another it does: F1 2 / 3.
        try scene.mark(0..<4, 0..<4, image: 5)  // 4
        try scene.mark(5..<15, 0..<10, image: 5, isCrowd: true)  // 5
        try scene.find(0..<4, 0..<4, image: 5, score: 0.5)  // 4
        try scene.find(5..<9, 0..<4, image: 5)  // 5
        try scene.find(5..<9, 0..<4, image: 5, category: 2)  // 6
        try scene.find(5..<9, 5..<9, image: 5, category: 2, score: 0.4)  // 7, under the threshold

        let expected = [
            ImageOutcome(imageID: 4, truePositives: [], falsePositives: [3, 2], missed: [3]),
            ImageOutcome(imageID: 3, truePositives: [], falsePositives: [1], missed: [2]),
            ImageOutcome(imageID: 1, truePositives: [0], falsePositives: [], missed: [1]),
            ImageOutcome(imageID: 5, truePositives: [4], falsePositives: [6], missed: []),
            ImageOutcome(imageID: 2, truePositives: [], falsePositives: [], missed: []),
        ]
        for iouType in [IoUType.bbox, .segm] {
            let outcomes = try ImageOutcome.worstFirst(
                groundTruth: scene.groundTruth, results: scene.results, iouType: iouType)
            #expect(outcomes == expected)
        }
        #expect(expected.map(\.f1) == [0, 0, 2.0 / 3, 2.0 / 3, 1])
    }

    @Test func aSecondResultForAnObjectIsWrong() throws {
        // The higher score takes the object, whatever their order and IoU.
        var scene = AnalysisScene(size: ImageSize(width: 20, height: 10))
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<4, score: 0.6)
        try scene.find(0..<4, 0..<3, score: 0.7)
        let outcomes = try ImageOutcome.worstFirst(groundTruth: scene.groundTruth, results: scene.results)
        #expect(outcomes == [ImageOutcome(imageID: 1, truePositives: [1], falsePositives: [0], missed: [])])
    }

    @Test func resultsOfOtherImagesAreRefused() throws {
        var scene = AnalysisScene(size: ImageSize(width: 20, height: 10))
        try scene.find(0..<4, 0..<4, image: 7)
        #expect(throws: COCOError.self) {
            try ImageOutcome.worstFirst(groundTruth: scene.groundTruth, results: scene.results)
        }
    }
}
