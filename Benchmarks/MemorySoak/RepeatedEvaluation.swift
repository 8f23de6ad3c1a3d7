import COCO
import Geometry

/// Evaluates made-up results again and again, as `eval` does: figures, curves, errors, objects, a confusion matrix, the outcome of
/// every image, and intervals.
struct RepeatedEvaluation {
    let count: Int

    func run() throws {
        for number in 0..<count { try evaluate(seed: UInt64(number)) }
    }

    private func evaluate(seed: UInt64) throws {
        let (dataset, results) = try scene(seed: seed)
        for type in [IoUType.segm, .bbox, .boundary] {
            var options = EvaluationOptions()
            options.iouType = type
            let evaluation = try Evaluation(groundTruth: dataset, results: results, options: options)
            _ = evaluation.summary
            _ = evaluation.categoryFigures
            _ = try evaluation.bootstrap(samples: 20, seed: seed)
        }
        _ = try ConfusionMatrix(groundTruth: dataset, results: results)
        _ = try ErrorBreakdown(groundTruth: dataset, results: results)
        _ = try ObjectFigures(groundTruth: dataset, results: results, scoreThreshold: 0)
        _ = try PixelFigures(groundTruth: dataset, results: results, scoreThreshold: 0)
        _ = try ImageOutcome.worstFirst(groundTruth: dataset, results: results, scoreThreshold: 0)
    }

    /// Rectangles in twenty images, and as many results that lie about where they are.
    private func scene(seed: UInt64) throws -> (Dataset, [DetectionResult]) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let size = ImageSize(width: 160, height: 120)
        func mask(x: Int, y: Int) throws -> RunLengthMask {
            var builder = try RunLengthMask.Builder(size: size)
            for column in x..<x + 20 { try builder.append(column: column, rows: y..<y + 16) }
            return builder.finish()
        }
        var annotations: [Annotation] = []
        var results: [DetectionResult] = []
        for image in 1...20 {
            for _ in 0..<10 {
                let (x, y, category) = (5 + draw(120), 5 + draw(90), 1 + draw(3))
                annotations.append(
                    Annotation(
                        id: annotations.count + 1, imageID: image, categoryID: category,
                        box: AnnotationBox(x: Double(x), y: Double(y), width: 20, height: 16), area: 320,
                        segmentation: .runLengths(try mask(x: x, y: y), isCompressed: true)))
                results.append(
                    DetectionResult(
                        imageID: image, categoryID: category, score: Double(draw(1000)) / 1000, box: nil,
                        segmentation: .runLengths(try mask(x: x + draw(5), y: y + draw(5)), isCompressed: true)))
            }
        }
        let dataset = Dataset(
            images: (1...20).map { DatasetImage(id: $0, fileName: "\($0).png", size: size) }, annotations: annotations,
            categories: (1...3).map { ObjectCategory(id: $0, name: "class \($0)") })
        return (dataset, results)
    }
}
