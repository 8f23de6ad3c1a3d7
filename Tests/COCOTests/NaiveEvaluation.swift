import COCO
import Geometry

/// Average precision the slow way: bitmaps, every pair, and each definition written out.
struct NaiveEvaluation {
    let dataset: Dataset
    let results: [DetectionResult]
    /// The IoU of a result with an annotation, by their places.
    let iou: (_ result: Int, _ annotation: Int) -> Double

    /// AP at a threshold, over categories with something to find, for objects of any size.
    func averagePrecision(at threshold: Double) -> Double? {
        let values = dataset.categories.compactMap { averagePrecision(of: $0.id, at: threshold) }
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private func averagePrecision(of category: Int, at threshold: Double) -> Double? {
        let objects = dataset.annotations.indices.filter { dataset.annotations[$0].categoryID == category }
        let positives = objects.count { !dataset.annotations[$0].isCrowd }
        guard positives > 0 else { return nil }
        // The scores of one test's results are all different.
        let ranked = results.indices.filter { results[$0].categoryID == category }
            .sorted { results[$0].score > results[$1].score }
        var taken: Set<Int> = []
        var outcomes: [Bool] = []
        for result in ranked {
            let near = objects.filter {
                dataset.annotations[$0].imageID == results[result].imageID && iou(result, $0) >= threshold
            }
            let free = near.filter { !dataset.annotations[$0].isCrowd && !taken.contains($0) }
            // Of equals the last.
            if let best = free.max(by: { iou(result, $0) <= iou(result, $1) }) {
                taken.insert(best)
                outcomes.append(true)
            } else if !near.contains(where: { dataset.annotations[$0].isCrowd }) {
                outcomes.append(false)
            }
        }
        var sum = 0.0
        for step in 0...100 {
            var greatest = 0.0
            for end in outcomes.indices {
                let right = outcomes[...end].count { $0 }
                guard Double(right) / Double(positives) >= Double(step) * 0.01 else { continue }
                greatest = max(greatest, Double(right) / Double(end + 1))
            }
            sum += greatest
        }
        return sum / 101
    }
}

/// Boundary IoU the slow way.
enum NaiveBoundary {
    /// The pixels of a bitmap of 100×100 from which something outside it lies at most `width` steps away, diagonal steps
    /// included; what is outside the image is outside the bitmap.
    static func boundary(of bitmap: [UInt8], size: ImageSize, width: Int) -> [UInt8] {
        var inner = bitmap
        for _ in 0..<width {
            var next = inner
            for row in 0..<size.height {
                for column in 0..<size.width {
                    var isInside = true
                    for (dy, dx) in [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 0), (0, 1), (1, -1), (1, 0), (1, 1)] {
                        let (y, x) = (row + dy, column + dx)
                        let isPixel = y >= 0 && y < size.height && x >= 0 && x < size.width
                        if !isPixel || inner[y * size.width + x] == 0 { isInside = false }
                    }
                    next[row * size.width + column] = isInside ? 1 : 0
                }
            }
            inner = next
        }
        return zip(bitmap, inner).map { $0 != 0 && $1 == 0 ? 1 : 0 }
    }

    static func iou(_ first: [UInt8], _ second: [UInt8], isCrowd: Bool) -> Double {
        let common = zip(first, second).count { $0 != 0 && $1 != 0 }
        let whole = isCrowd ? first.count { $0 != 0 } : zip(first, second).count { $0 != 0 || $1 != 0 }
        return whole > 0 ? Double(common) / Double(whole) : 0
    }
}
