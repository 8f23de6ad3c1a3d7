import COCO
import Geometry
import Testing

@Suite struct LimitExcessTests {
    /// In image 2: objects of category 1 three times, of category 2 once; in image 5: of category 1 four times. A crowd is no
    /// object, and image 9 has none.
    private var dataset: Dataset {
        let places = [(2, 1), (2, 1), (2, 1), (2, 2), (5, 1), (5, 1), (5, 1), (5, 1)]
        var annotations = places.enumerated().map { index, place in
            Scene.object(index + 1, image: place.0, category: place.1, x: Double(index) * 11)
        }
        annotations.append(Scene.object(9, image: 2, category: 1, x: 50, y: 50, isCrowd: true))
        var dataset = Scene.dataset(images: 1, categories: 2, annotations)
        dataset.images = [5, 2, 9].map { DatasetImage(id: $0, fileName: nil, size: Scene.size) }
        return dataset
    }

    private func options(
        _ limits: [Int], usesCategories: Bool = true, rules: EvaluationRules = .coco
    ) -> EvaluationOptions {
        var options = Scene.boxes
        options.maxDetections = limits
        options.usesCategories = usesCategories
        options.rules = rules
        return options
    }

    private func excess(_ options: EvaluationOptions, results: [DetectionResult] = []) throws -> [LimitExcess?] {
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
        return [evaluation.objectsBeyondLimit, evaluation.resultsBeyondLimit]
    }

    @Test func objectsAreCountedByImageAndCategory() throws {
        // Three and four of category 1 where two count: one and two too many.
        #expect(
            try excess(options([1, 2])) == [LimitExcess(limit: 2, imageCount: 2, excess: 3, most: 4, imageID: 5), nil])
        #expect(
            try excess(options([3])) == [LimitExcess(limit: 3, imageCount: 1, excess: 1, most: 4, imageID: 5), nil])
        #expect(try excess(options([4])) == [nil, nil])
    }

    @Test func objectsAreCountedByImageWhereCategoriesDoNot() throws {
        // Four in each image where three count; the first of equals is named.
        #expect(
            try excess(options([3], usesCategories: false))
                == [LimitExcess(limit: 3, imageCount: 2, excess: 2, most: 4, imageID: 2), nil])
        // LVIS's limit is an image's, and a crowd counts as an object there: image 2 has five.
        #expect(
            try excess(options([4], rules: .lvis))[0]
                == LimitExcess(limit: 4, imageCount: 1, excess: 1, most: 5, imageID: 2))
    }

    @Test func resultsAreCountedAlike() throws {
        let results = (0..<7).map { index in
            Scene.result(image: index < 5 ? 9 : 2, category: index % 2 + 1, score: 0.5, x: Double(index))
        }
        // Image 9 has three of category 1 and two of 2, image 2 one of each.
        #expect(
            try excess(options([2]), results: results)[1]
                == LimitExcess(limit: 2, imageCount: 1, excess: 1, most: 3, imageID: 9))
        #expect(
            try excess(options([1]), results: results)[1]
                == LimitExcess(limit: 1, imageCount: 1, excess: 3, most: 3, imageID: 9))
        #expect(
            try excess(options([1], usesCategories: false), results: results)[1]
                == LimitExcess(limit: 1, imageCount: 2, excess: 5, most: 5, imageID: 9))
        #expect(
            try excess(options([4], rules: .lvis), results: results)[1]
                == LimitExcess(limit: 4, imageCount: 1, excess: 1, most: 5, imageID: 9))
    }
}
