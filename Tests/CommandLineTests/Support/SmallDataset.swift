import COCO
import Foundation
import Geometry
import Imaging
import TestSupport

/// A data set of three pictures with squares in them, and results for it.
enum SmallDataset {
    static let size = ImageSize(width: 96, height: 64)

    /// Four squares of 20×20, the second image's one of another category; the third image has none.
    static var dataset: Dataset {
        Dataset(
            images: (1...3).map { DatasetImage(id: $0, fileName: "\($0).png", size: size) },
            annotations: [
                annotation(1, image: 1, category: 1, x: 4), annotation(2, image: 1, category: 1, x: 40),
                annotation(3, image: 2, category: 2, x: 4), annotation(4, image: 2, category: 1, x: 40),
            ],
            categories: [ObjectCategory(id: 1, name: "cat"), ObjectCategory(id: 2, name: "dog")])
    }

    /// All but the last object, found exactly, and one that is not there and scores less.
    static func results() throws -> [DetectionResult] {
        try [
            result(image: 1, category: 1, x: 4, score: 0.9), result(image: 1, category: 1, x: 40, score: 0.8),
            result(image: 2, category: 2, x: 4, score: 0.7), result(image: 3, category: 1, x: 60, score: 0.6),
        ]
    }

    /// Writes the data set, the results and the pictures.
    static func write(in folder: TemporaryFolder) throws {
        try dataset.write(toFile: folder.path("truth.json"))
        try results().write(toFile: folder.path("results.json"))
        for image in 1...3 { try Samples.writePicture("images/\(image).png", in: folder) }
    }

    static func annotation(_ id: Int, image: Int, category: Int, x: Double) -> Annotation {
        Annotation(
            id: id, imageID: image, categoryID: category, box: AnnotationBox(x: x, y: 10, width: 20, height: 20),
            area: 400, segmentation: .polygons([[x, 10, x + 20, 10, x + 20, 30, x, 30]]))
    }

    static func result(image: Int, category: Int, x: Int, score: Double) throws -> DetectionResult {
        var builder = try RunLengthMask.Builder(size: size)
        for column in x..<x + 20 { try builder.append(column: column, rows: 10..<30) }
        return DetectionResult(
            imageID: image, categoryID: category, score: score, box: nil,
            segmentation: .runLengths(builder.finish(), isCompressed: true))
    }
}
