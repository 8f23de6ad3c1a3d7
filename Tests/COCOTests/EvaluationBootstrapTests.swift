import COCO
import Geometry
import TestSupport
import Testing

@Suite struct EvaluationBootstrapTests {
    /// A data set in which each image is there as often as its weight says, under ids that keep the order.
    private func repeated(
        _ dataset: Dataset, _ results: [DetectionResult], weights: [Int32]
    ) -> (dataset: Dataset, results: [DetectionResult]) {
        var copies = Dataset(categories: dataset.categories)
        var copiedResults: [DetectionResult] = []
        for (image, weight) in zip(dataset.images, weights) {
            for copy in 0..<Int(weight) {
                var copied = image
                copied.id = image.id * 1000 + copy
                copies.images.append(copied)
                for var annotation in dataset.annotations where annotation.imageID == image.id {
                    annotation.imageID = copied.id
                    copies.annotations.append(annotation)
                }
                for var result in results where result.imageID == image.id {
                    result.imageID = copied.id
                    copiedResults.append(result)
                }
            }
        }
        return (copies, copiedResults)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func weightsAreAsGoodAsCopiesOfImages(seed: UInt64) throws {
        let (dataset, results) = RandomScene.make(seed: seed, images: 6, categories: 3)
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3 {
            let weights = dataset.images.map { _ in Int32.random(in: 0...3, using: &generator) }
            let copies = repeated(dataset, results, weights: weights)
            let whole = try Evaluation(groundTruth: copies.dataset, results: copies.results, options: Scene.boxes)
            let precisions = evaluation.averagePrecisions(weights: weights)
            #expect((precisions == nil) == (whole.ap == nil), "seed \(seed), weights \(weights)")
            guard let precisions, let ap = whole.ap else { continue }
            #expect(abs(precisions.reduce(0, +) / 10 - ap) < 1e-12, "seed \(seed), weights \(weights)")
            #expect(abs(precisions[0] - (whole.ap50 ?? -1)) < 1e-12, "seed \(seed), weights \(weights)")
        }
    }

    @Test func weightsOfOneGiveTheEstimate() throws {
        let (dataset, results) = RandomScene.make(seed: 3, images: 9)
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
        let precisions = try #require(evaluation.averagePrecisions(weights: dataset.images.map { _ in 1 }))
        #expect(abs(precisions.reduce(0, +) / 10 - (evaluation.ap ?? -1)) < 1e-12)
        #expect(abs(precisions[5] - (evaluation.ap75 ?? -1)) < 1e-12)
    }

    @Test func intervalsAreThoseOfEvaluatingEachSampleAnew() throws {
        let (dataset, results) = RandomScene.make(seed: 11, images: 5)
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
        let sampler = ImageSampler(imageCount: 5, seed: 77)
        var values: [Double] = []
        var weights = [Int32](repeating: 0, count: 5)
        for sample in 0..<41 {
            sampler.draw(sample: sample, into: &weights)
            #expect(weights.reduce(0, +) == 5)
            let copies = repeated(dataset, results, weights: weights)
            let whole = try Evaluation(groundTruth: copies.dataset, results: copies.results, options: Scene.boxes)
            if let ap = whole.ap { values.append(ap) }
        }
        values.sort()
        try #require(values.count == 41)
        let figures = try evaluation.bootstrap(samples: 41, level: 0.9, seed: 77)
        #expect(figures.map(\.name) == ["AP", "AP50", "AP75"])
        // Of 41 sorted values, 5% lie before the one at place 2 and 95% before that at 38; all are moved by their bias.
        let bias = values.reduce(0, +) / 41 - (evaluation.ap ?? -1)
        #expect(abs(bias) > 1e-6)
        #expect(abs(figures[0].interval.lower - (values[2] - bias)) < 1e-12)
        #expect(abs(figures[0].interval.upper - (values[38] - bias)) < 1e-12)
        #expect(figures[0].interval.estimate == evaluation.ap)
    }

    @Test func aSeedGivesTheSameWhateverTheThreads() throws {
        let (dataset, results) = RandomScene.make(seed: 2, images: 20)
        var options = Scene.boxes
        options.threads = 1
        let one = try Evaluation(groundTruth: dataset, results: results, options: options)
        options.threads = 5
        let many = try Evaluation(groundTruth: dataset, results: results, options: options)
        #expect(try one.bootstrap(samples: 100, seed: 9) == many.bootstrap(samples: 100, seed: 9))
        #expect(try one.bootstrap(samples: 100, seed: 9) != one.bootstrap(samples: 100, seed: 10))
    }

    @Test func sameResultsDoNotDiffer() throws {
        let (dataset, results) = RandomScene.make(seed: 4, images: 15)
        let evaluation = try Evaluation(groundTruth: dataset, results: results, options: Scene.boxes)
        for comparison in try Evaluation.compare(evaluation, evaluation, samples: 100, seed: 1) {
            #expect(comparison.difference == ConfidenceInterval(estimate: 0, lower: 0, upper: 0))
            #expect(comparison.pValue == 1)
        }
    }

    @Test func resultsThatAreBetterInEveryImageAreTold() throws {
        // The second results are the objects themselves, the first are all wrong: the difference is 1 in every sample, and
        // p is 2 / (99 + 1).
        let objects = (1...8).map { Scene.object($0, image: $0, x: 10) }
        let dataset = Scene.dataset(images: 8, objects)
        let wrong = (1...8).map { Scene.result(image: $0, score: 0.5, x: 60) }
        let right = (1...8).map { Scene.result(image: $0, score: 0.5, x: 10) }
        let first = try Evaluation(groundTruth: dataset, results: wrong, options: Scene.boxes)
        let second = try Evaluation(groundTruth: dataset, results: right, options: Scene.boxes)
        let comparison = try Evaluation.compare(first, second, samples: 99, seed: 1)[0]
        #expect(comparison.name == "AP")
        #expect(abs(comparison.difference.lower - 1) < 1e-12)
        #expect(abs(comparison.difference.upper - 1) < 1e-12)
        #expect(abs(comparison.pValue - 0.02) < 1e-12)
    }

    @Test func evaluationsOfDifferentImagesCannotBeCompared() throws {
        let first = try Evaluation(groundTruth: Scene.dataset([]), results: [], options: Scene.boxes)
        let second = try Evaluation(groundTruth: Scene.dataset(images: 2, []), results: [], options: Scene.boxes)
        #expect(throws: COCOError.self) { try Evaluation.compare(first, second, seed: 1) }
        #expect(throws: COCOError.self) { try first.bootstrap(samples: 0, seed: 1) }
        #expect(throws: COCOError.self) { try first.bootstrap(level: 1, seed: 1) }
    }
}
