import COCO
import Datasets
import Geometry

/// A data set without any fault: an image of 100×80 pixels and one object, the rectangle from (10, 20) to (40, 60).
///
/// Its area is 30 · 40 = 1200 pixels.
func soundDataset() -> Dataset {
    Dataset(
        images: [DatasetImage(id: 7, fileName: "a.png", size: ImageSize(width: 100, height: 80))],
        annotations: [soundAnnotation()], categories: [ObjectCategory(id: 3, name: "cell")])
}

func soundAnnotation(id: Int = 1) -> Annotation {
    Annotation(
        id: id, imageID: 7, categoryID: 3, box: AnnotationBox(x: 10, y: 20, width: 30, height: 40), area: 1200,
        segmentation: .polygons([rectangle(10, 20, 40, 60)]))
}

/// A rectangle's corners, as a polygon of a data set has them.
func rectangle(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> [Double] {
    [left, top, right, top, right, bottom, left, bottom]
}

/// The mask of a rectangle's pixels.
func rectangleMask(columns: Range<Int>, rows: Range<Int>, size: ImageSize) throws -> RunLengthMask {
    var builder = try RunLengthMask.Builder(size: size)
    for column in columns { try builder.append(column: column, rows: rows) }
    return builder.finish()
}

func faults(_ dataset: Dataset, folder: String? = nil) -> [DatasetFault] {
    DatasetCheck([DatasetCheck.Source(name: "x.json", dataset: dataset, imageFolder: folder)]).faults
}

func mended(_ dataset: Dataset, folder: String? = nil) -> MendedDataset {
    DatasetCheck.mended(DatasetCheck.Source(name: "x.json", dataset: dataset, imageFolder: folder))
}
