import COCO
import Geometry
import Testing

@Suite struct ConfusionMatrixTests {
    private let size = ImageSize(width: 20, height: 10)

    private func counts(_ scene: AnalysisScene, scoreThreshold: Double = 0.3) throws -> [[Int]] {
        let matrices = try [IoUType.bbox, .segm].map { iouType in
            try ConfusionMatrix(
                groundTruth: scene.groundTruth, results: scene.results, iouType: iouType,
                scoreThreshold: scoreThreshold)
        }
        #expect(matrices[0].counts == matrices[1].counts)
        #expect(matrices[0].categories == ["a", "b"])
        return matrices[1].counts
    }

    @Test func rowsAreObjectsAndColumnsResults() throws {
        var scene = AnalysisScene(images: 2, size: size)
        try scene.mark(0..<4, 0..<4)  // found as what it is
        try scene.find(0..<4, 0..<4)
        try scene.mark(5..<9, 0..<4)  // an a found as b
        try scene.find(5..<9, 0..<3, category: 2)  // IoU 12 / 16
        try scene.mark(10..<14, 0..<4, category: 2)  // a b missed: the IoU of its result is 4 / 16
        try scene.find(10..<14, 0..<1, category: 2)  // background
        try scene.find(0..<4, 0..<4, image: 2)  // background
        try scene.find(0..<4, 0..<4, image: 2, score: 0.29)  // does not count
        #expect(try counts(scene) == [[1, 1, 0], [0, 0, 1], [1, 1, 0]])
    }

    @Test func aHigherScoreTakesTheObject() throws {
        // Both results cover the object; the better one is of the wrong category, and leaves nothing for the other.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<4)
        try scene.find(0..<4, 0..<4, score: 0.6)
        try scene.find(0..<4, 0..<4, category: 2, score: 0.7)
        #expect(try counts(scene) == [[0, 1, 0], [0, 0, 0], [1, 0, 0]])
    }

    @Test func ofEqualObjectsTheOwnCategoryIsTaken() throws {
        // Two objects of the same pixels, and one result of the second's category.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<4)
        try scene.mark(0..<4, 0..<4, category: 2)
        try scene.find(0..<4, 0..<4, category: 2)
        #expect(try counts(scene) == [[0, 0, 1], [0, 1, 0], [0, 0, 0]])
    }

    @Test func theGreatestIoUIsTakenWhateverTheCategory() throws {
        // IoU 16 / 16 with the b, 12 / 16 with the a.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<3)
        try scene.mark(0..<4, 0..<4, category: 2)
        try scene.find(0..<4, 0..<4)
        #expect(try counts(scene) == [[0, 0, 1], [1, 0, 0], [0, 0, 0]])
    }

    @Test func crowdsAbsorb() throws {
        // Half of the first result lies on the crowd, less of the second; crowds are not missed.
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<10, 0..<10, category: 2, isCrowd: true)
        try scene.find(8..<12, 0..<4)
        try scene.find(9..<12, 0..<4)
        #expect(try counts(scene) == [[0, 0, 0], [0, 0, 0], [1, 0, 0]])
    }

    @Test func unknownCategoriesDoNotCount() throws {
        var scene = AnalysisScene(size: size)
        try scene.mark(0..<4, 0..<4, category: 9)
        try scene.find(0..<4, 0..<4, category: 8)
        #expect(try counts(scene) == [[0, 0, 0], [0, 0, 0], [0, 0, 0]])
    }

    @Test(arguments: [0, -1, 1.1, .nan]) func thresholdsMustBeShares(threshold: Double) {
        #expect(throws: COCOError.self) {
            try ConfusionMatrix(groundTruth: Dataset(), results: [], iouThreshold: threshold)
        }
    }
}
