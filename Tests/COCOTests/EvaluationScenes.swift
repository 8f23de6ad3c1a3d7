import COCO
import Geometry

/// Small data sets for tests: images of 100×100 pixels whose objects are squares.
enum Scene {
    static let size = ImageSize(width: 100, height: 100)

    static func dataset(images: Int = 1, categories: Int = 1, _ annotations: [Annotation]) -> Dataset {
        Dataset(
            images: (1...images).map { DatasetImage(id: $0, fileName: nil, size: size) }, annotations: annotations,
            categories: (1...categories).map { ObjectCategory(id: $0, name: "c\($0)") })
    }

    /// A square object.
    static func object(
        _ id: Int, image: Int = 1, category: Int = 1, x: Double, y: Double = 0, side: Double = 10, isCrowd: Bool = false
    ) -> Annotation {
        Annotation(
            id: id, imageID: image, categoryID: category, box: AnnotationBox(x: x, y: y, width: side, height: side),
            area: side * side, segmentation: nil, isCrowd: isCrowd)
    }

    /// A square result.
    static func result(
        image: Int = 1, category: Int = 1, score: Double, x: Double, y: Double = 0, side: Double = 10
    ) -> DetectionResult {
        DetectionResult(
            imageID: image, categoryID: category, score: score,
            box: AnnotationBox(x: x, y: y, width: side, height: side), segmentation: nil)
    }

    static var boxes: EvaluationOptions {
        var options = EvaluationOptions()
        options.iouType = .bbox
        return options
    }
}
