import COCO
import Geometry
import TestSupport

/// Random data sets of squares, with masks where asked for.
enum RandomScene {
    /// A data set and results of which most lie near an object; no two results of an image have one score.
    static func make(
        seed: UInt64, images: Int, categories: Int = 2, withMasks: Bool = false
    ) -> (dataset: Dataset, results: [DetectionResult]) {
        var generator = SeededGenerator(seed: seed)
        var annotations: [Annotation] = []
        var results: [DetectionResult] = []
        for image in 1...images {
            for category in 1...categories {
                for _ in 0..<Int.random(in: 0...3, using: &generator) {
                    let x = Double.random(in: 0...60, using: &generator).rounded()
                    let y = Double.random(in: 0...60, using: &generator).rounded()
                    let side = Double.random(in: 5...38, using: &generator).rounded()
                    let isCrowd = Int.random(in: 0..<8, using: &generator) == 0
                    annotations.append(
                        Scene.object(
                            annotations.count + 1, image: image, category: category, x: x, y: y, side: side,
                            isCrowd: isCrowd))
                    if withMasks {
                        annotations[annotations.count - 1].segmentation = mask(x, y, side, &generator)
                    }
                    for _ in 0..<Int.random(in: 0...2, using: &generator) {
                        let dx = Double(Int.random(in: -3...3, using: &generator))
                        let score = Double.random(in: 0...1, using: &generator)
                        results.append(
                            Scene.result(
                                image: image, category: category, score: score, x: max(0, x + dx), y: y, side: side))
                        if withMasks {
                            results[results.count - 1].segmentation = mask(max(0, x + dx), y, side, &generator)
                        }
                    }
                }
            }
        }
        return (Scene.dataset(images: images, categories: categories, annotations), results)
    }

    /// A square with a notch in its right side.
    private static func mask(
        _ x: Double, _ y: Double, _ side: Double, _ generator: inout SeededGenerator
    ) -> Segmentation? {
        let size = Scene.size
        var bitmap = [UInt8](repeating: 0, count: size.area)
        let notch = Int.random(in: 0...Int(side / 2), using: &generator)
        for row in 0..<Int(side) {
            for column in 0..<Int(side) where !(column > Int(side) / 2 && row < notch) {
                let (pixelX, pixelY) = (Int(x) + column, Int(y) + row)
                if pixelX < size.width, pixelY < size.height { bitmap[pixelY * size.width + pixelX] = 1 }
            }
        }
        return (try? RunLengthMask(bitmap: bitmap, size: size)).map { .runLengths($0, isCompressed: true) }
    }
}
