import COCO
import Geometry
import Testing

/// Analyses of random data sets, compared with sets of pixels and with each other.
@Suite struct AnalysisPropertyTests {
    private static let seeds = Array(UInt64(1)...6)

    @Test(arguments: seeds) func figuresAreThoseOfSetsOfPixels(seed: UInt64) throws {
        let (dataset, results) = RandomScene.make(seed: seed, images: 4, withMasks: true)
        let pixels = try PixelFigures(groundTruth: dataset, results: results, scoreThreshold: 0.4)
        let objects = try ObjectFigures(groundTruth: dataset, results: results, scoreThreshold: 0.4)
        let naive = NaiveFigures(dataset, results.filter { $0.score >= 0.4 })
        for (found, expected) in [
            (pixels.iou, naive.iou), (pixels.f1, naive.pixelF1), (objects.f1, naive.objectF1),
            (objects.dice, naive.dice),
        ] {
            #expect(abs(found - expected) < 1e-12, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func everyObjectIsCountedOnce(seed: UInt64) throws {
        let (dataset, results) = RandomScene.make(seed: seed, images: 6, categories: 3)
        let matrix = try ConfusionMatrix(groundTruth: dataset, results: results, iouType: .bbox)
        let outcomes = try ImageOutcome.worstFirst(
            groundTruth: dataset, results: results, iouType: .bbox, scoreThreshold: 0.3)
        let kept = results.filter { $0.score >= 0.3 }
        for (place, category) in dataset.categories.enumerated() {
            let objects = dataset.annotations.filter { $0.categoryID == category.id && !$0.isCrowd }
            #expect(matrix.counts[place].reduce(0, +) == objects.count, "seed \(seed)")
            let found = matrix.counts.dropLast().reduce(0) { $0 + $1[place] } + (matrix.counts.last?[place] ?? 0)
            #expect(found <= kept.count { $0.categoryID == category.id }, "seed \(seed)")
        }
        let noted = outcomes.flatMap { outcome in
            (outcome.truePositives + outcome.falsePositives).map { results[$0].imageID == outcome.imageID }
        }
        #expect(noted.allSatisfy(\.self) && noted.count <= kept.count, "seed \(seed)")
        let objects = dataset.annotations.count { !$0.isCrowd }
        #expect(outcomes.reduce(0) { $0 + $1.truePositives.count + $1.missed.count } == objects, "seed \(seed)")
        #expect(outcomes.map(\.f1) == outcomes.map(\.f1).sorted(), "seed \(seed)")
    }

    @Test(arguments: seeds) func threadsDoNotMatter(seed: UInt64) throws {
        let (dataset, results) = RandomScene.make(seed: seed, images: 20, withMasks: true)
        let figures = try [1, 3].map { threads in
            try (
                PixelFigures(groundTruth: dataset, results: results, threads: threads),
                ObjectFigures(groundTruth: dataset, results: results, threads: threads),
                ErrorBreakdown(groundTruth: dataset, results: results, threads: threads)
            )
        }
        #expect(figures[0] == figures[1], "seed \(seed)")
    }
}

/// The figures by sets of pixels.
private struct NaiveFigures {
    var iou = 1.0
    var pixelF1 = 1.0
    var objectF1 = 1.0
    var dice = 1.0

    init(_ dataset: Dataset, _ results: [DetectionResult]) {
        var marked: Set<Int> = []
        var found: Set<Int> = []
        var right = 0
        var objectSums = (count: 0, area: 0, dice: 0.0)
        var resultSums = (count: 0, area: 0, dice: 0.0)
        for image in dataset.images {
            let annotations = dataset.annotations.filter { $0.imageID == image.id }
            let objects = annotations.filter { !$0.isCrowd }.map { pixels($0.segmentation, image.id) }
            let crowds = annotations.filter(\.isCrowd).map { pixels($0.segmentation, image.id) }
            let all = results.filter { $0.imageID == image.id }.sorted { $0.score > $1.score }
                .map { pixels($0.segmentation, image.id) }
            let crowd = crowds.reduce(into: Set()) { $0.formUnion($1) }
            for object in objects { marked.formUnion(object.subtracting(crowd)) }
            for result in all { found.formUnion(result.subtracting(crowd)) }

            let kept = all.filter { most($0, crowds).count <= most($0, objects).count }
            var claimed: Set<Int> = []
            for result in kept {
                let (place, count) = most(result, objects)
                if let place, 2 * count >= objects[place].count { claimed.insert(place) }
                resultSums.count += 1
                resultSums.area += result.count
                if let place {
                    resultSums.dice += Double(result.count * 2 * count) / Double(result.count + objects[place].count)
                }
            }
            right += claimed.count
            for object in objects {
                let (place, count) = most(object, kept)
                objectSums.count += 1
                objectSums.area += object.count
                if let place {
                    objectSums.dice += Double(object.count * 2 * count) / Double(object.count + kept[place].count)
                }
            }
        }
        let common = Double(marked.intersection(found).count)
        iou = common / Double(marked.union(found).count)
        pixelF1 = 2 * common / Double(marked.count + found.count)
        objectF1 = 2 * Double(right) / Double(objectSums.count + resultSums.count)
        dice = (objectSums.dice / Double(objectSums.area) + resultSums.dice / Double(resultSums.area)) / 2
    }

    private func most(_ pixels: Set<Int>, _ others: [Set<Int>]) -> (place: Int?, count: Int) {
        var best: (place: Int?, count: Int) = (nil, 0)
        for (place, other) in others.enumerated() {
            let count = pixels.intersection(other).count
            if count > best.count { best = (place, count) }
        }
        return best
    }

    /// The pixels as numbers made of image, column and row.
    private func pixels(_ segmentation: Segmentation?, _ image: Int) -> Set<Int> {
        var pixels: Set<Int> = []
        guard case .runLengths(let mask, _) = segmentation else { return [] }
        mask.forEachRun { column, rows in for row in rows { pixels.insert((image * 1000 + column) * 1000 + row) } }
        return pixels
    }
}
