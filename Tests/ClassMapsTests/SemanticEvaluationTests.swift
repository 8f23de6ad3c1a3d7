import ClassMaps
import Geometry
import TestSupport
import Testing

@Suite struct SemanticEvaluationTests {
    @Test func figuresOfAFewPixels() throws {
        var evaluation = try SemanticEvaluation(classCount: 4)
        // Class 0: 2 of 3 pixels are right, one is taken for class 1. Class 1: 1 of 2, the other has no class. One pixel is
        // ignored, whatever it is predicted as, so that classes 2 and 3 occur nowhere.
        try evaluation.add(map([[0, 0, 1], [1, 255, 2]]), groundTruth: map([[0, 0, 0], [1, 1, 255]]))
        #expect(evaluation.imageCount == 1)
        #expect(evaluation.counts == [2, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(evaluation.unansweredCounts == [0, 1, 0, 0])
        #expect(evaluation.ignoredCount == 1)
        #expect(evaluation.groundTruthCounts == [3, 2, 0, 0])
        #expect(evaluation.predictedCounts == [2, 2, 0, 0])
        // 3 of 5; 2/3 and 1/2; 2 / (3 + 2 − 2) and 1 / (2 + 2 − 1).
        #expect(evaluation.pixelAccuracy == 0.6)
        #expect(evaluation.classAccuracies.prefix(2) == [2.0 / 3, 0.5])
        #expect(evaluation.intersectionsOverUnion.prefix(2) == [2.0 / 3, 1.0 / 3])
        #expect(evaluation.intersectionsOverUnion[2].isNaN && evaluation.classAccuracies[3].isNaN)
        #expect(evaluation.meanIoU.isNaN && evaluation.meanClassAccuracy.isNaN)
        #expect(evaluation.meanIoUOfOccurringClasses == 0.5)
        #expect(evaluation.absentClasses == [2, 3])
        #expect(
            try evaluation.notes(palette: ClassPalette(names: ["background", "cat", "dog", "cow"])) == [
                "2 classes occur neither in the ground truth nor in the predictions, so that IoU is 0 / 0, and so is the mean over "
                    + "all classes, as in torchvision: dog, cow",
                "1 pixel is predicted as no class (255), which counts as wrong",
            ])
    }

    @Test func aClassThatIsOnlyPredictedHasAnIoUOfZero() throws {
        var evaluation = try SemanticEvaluation(classCount: 2)
        try evaluation.add(map([[1, 0]]), groundTruth: map([[0, 0]]))
        #expect(evaluation.intersectionsOverUnion == [0.5, 0])
        #expect(evaluation.meanIoU == 0.25)
        #expect(evaluation.classAccuracies[1].isNaN)
        #expect(
            try evaluation.notes(palette: .numbered(2)) == [
                "of class 1 the ground truth has no pixel, but predictions have: IoU is 0, and accuracy is 0 / 0"
            ])
    }

    @Test func nothingToCompareIsSaid() throws {
        var evaluation = try SemanticEvaluation(classCount: 1)
        try evaluation.add(map([[0]]), groundTruth: map([[255]]))
        #expect(evaluation.pixelAccuracy.isNaN && evaluation.meanIoUOfOccurringClasses.isNaN)
        #expect(try evaluation.notes(palette: .numbered(1)).last?.contains("there is nothing to compare") == true)
        #expect(throws: ClassMapError.self) { try SemanticEvaluation(classCount: 0) }
        #expect(throws: ClassMapError.self) { try SemanticEvaluation(classCount: 256) }
    }

    @Test func mapsThatDoNotFitChangeNothing() throws {
        var evaluation = try SemanticEvaluation(classCount: 3)
        let before = evaluation
        for (prediction, truth, words) in [
            (
                try map([[0, 1]]), try map([[0], [1]]),
                "the prediction: expected 1×2 pixels, as its picture has, found 2×1"
            ),
            (try map([[0, 3]]), try map([[0, 1]]), "the prediction: the pixel at x 1, y 0 has the value 3"),
            (
                try map([[0, 1]]), try map([[0, 254]]),
                "the ground truth for the prediction: the pixel at x 1, y 0 has the value 254"
            ),
        ] {
            #expect { try evaluation.add(prediction, groundTruth: truth) } throws: { "\($0)".hasPrefix(words) }
        }
        #expect(evaluation == before)
    }

    @Test(arguments: [1, 2, 5])
    func theOrderOfImagesAndThreadsChangesNothing(threads: Int) throws {
        var generator = SeededGenerator(seed: 11)
        let pairs = try (0..<40).map { _ in
            let rows = { (0..<9).map { _ in (0..<13).map { _ in UInt8.random(in: 0..<6, using: &generator) } } }
            return SemanticEvaluation.Pair(prediction: try map(rows()), groundTruth: try map(rows()))
        }
        var expected = try SemanticEvaluation(classCount: 6)
        for (index, pair) in pairs.enumerated().reversed() where index != 7 && index != 30 {
            try expected.add(pair.prediction, groundTruth: pair.groundTruth)
        }
        let found = try SemanticEvaluation.comparing(count: 40, classCount: 6, threads: threads) {
            index throws(ClassMapError) in
            if index == 7 || index == 30 { throw .unreadable(file: "\(index)", reason: "test") }
            return pairs[index]
        }
        #expect(found.evaluation == expected)
        #expect(found.failures.map(\.index) == [7, 30])
        #expect(found.failures.first?.error == .unreadable(file: "7", reason: "test"))
        let nothing = try SemanticEvaluation.comparing(count: 0, classCount: 6) { index throws(ClassMapError) in
            pairs[index]
        }
        #expect(nothing.evaluation.imageCount == 0)
    }
}
