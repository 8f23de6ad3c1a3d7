import COCO
import Geometry

/// A data set and results made of small pictures, for tests of analyses.
struct AnalysisScene {
    var groundTruth: Dataset
    var results: [DetectionResult] = []

    /// - Parameter names: the categories' names; their ids are 1, 2 …
    init(images: Int = 1, size: ImageSize, categories names: [String] = ["a", "b"]) {
        groundTruth = Dataset(
            images: (0..<images).map { DatasetImage(id: $0 + 1, fileName: nil, size: size) },
            categories: names.enumerated().map { ObjectCategory(id: $0 + 1, name: $1) })
        self.size = size
    }

    private let size: ImageSize

    /// Marks the pixels of a window.
    mutating func mark(
        _ columns: Range<Int>, _ rows: Range<Int>, image: Int = 1, category: Int = 1, isCrowd: Bool = false
    ) throws {
        let mask = try mask(columns, rows)
        groundTruth.annotations.append(
            Annotation(
                id: groundTruth.annotations.count + 1, imageID: image, categoryID: category, box: box(columns, rows),
                area: Double(mask.area), segmentation: .runLengths(mask, isCompressed: true), isCrowd: isCrowd))
    }

    /// Finds the pixels of a window.
    mutating func find(
        _ columns: Range<Int>, _ rows: Range<Int>, image: Int = 1, category: Int = 1, score: Double = 0.9
    ) throws {
        results.append(
            DetectionResult(
                imageID: image, categoryID: category, score: score, box: box(columns, rows),
                segmentation: .runLengths(try mask(columns, rows), isCompressed: true)))
    }

    private func mask(_ columns: Range<Int>, _ rows: Range<Int>) throws -> RunLengthMask {
        var builder = try RunLengthMask.Builder(size: size)
        for column in columns { try builder.append(column: column, rows: rows) }
        return builder.finish()
    }

    private func box(_ columns: Range<Int>, _ rows: Range<Int>) -> AnnotationBox {
        AnnotationBox(
            x: Double(columns.lowerBound), y: Double(rows.lowerBound), width: Double(columns.count),
            height: Double(rows.count))
    }
}
