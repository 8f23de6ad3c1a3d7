import COCO
import Geometry
import TestSupport
import TrainingData

/// Sets whose files exist but are no pictures, for what never reads them.
enum OrderedSets {
    /// Images of different shapes.
    static func mixed(_ count: Int) throws -> TrainingSet {
        try of((0..<count).map { (50 + $0 * 37 % 100, 50 + $0 * 53 % 90) })
    }

    /// Images of some sizes, with an object of each label in each.
    static func of(_ sizes: [(Int, Int)], labels: [[Int]]? = nil) throws -> TrainingSet {
        let folder = try TemporaryFolder()
        let path = try folder.add("a.png", [1])
        var dataset = Dataset()
        for (index, size) in sizes.enumerated() {
            let size = ImageSize(width: size.0, height: size.1)
            dataset.images.append(DatasetImage(id: index, fileName: path, size: size))
            for label in labels?[index] ?? [1] {
                dataset.annotations.append(
                    Annotation(
                        id: dataset.annotations.count, imageID: index, categoryID: label, box: nil, area: nil,
                        segmentation: .polygons([[0, 0, 5, 0, 5, 5]])))
            }
        }
        let known = Set(dataset.annotations.map(\.categoryID)).sorted()
        dataset.categories = known.map { ObjectCategory(id: $0, name: "class \($0)") }
        return try TrainingSet([TrainingSet.Source(dataset, imageFolder: folder.path, name: "order.json")])
    }
}
