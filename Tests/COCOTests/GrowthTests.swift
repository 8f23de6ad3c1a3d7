import COCO
import Geometry
import TestSupport
import Testing

/// Time grows with the number of categories and fields, not with its square.
@Suite struct COCOGrowthTests {
    @Test func classesByTheNamesOfCategories() throws {
        let names = { (count: Int) -> (classes: [Int: String], dataset: Dataset) in
            let categories = (1...count).map { ObjectCategory(id: $0, name: "Class number \($0)") }
            // All are alike but for case and spaces, which is looked for where no name is the same.
            let classes = Dictionary(uniqueKeysWithValues: (1...count).map { ($0, "class  NUMBER \($0)") })
            return (classes, Dataset(categories: categories))
        }
        let growth = try Growth.ofFourTimes(1_000, names) { input in
            _ = try CategoryAssignment(of: input.classes, areNamed: true, to: input.dataset, name: "model")
        }
        #expect(growth < Growth.limit)
    }

    @Test func fieldsThatComeAgain() throws {
        let text = { (count: Int) -> [UInt8] in
            let fields = (0..<count).map { "\"frequency\":\"x\",\"f\($0)\":1" }.joined(separator: ",")
            return Array("{\"categories\":[{\"id\":1,\"name\":\"a\",\(fields)}]}".utf8)
        }
        #expect(try Growth.ofFourTimes(2_000, text) { _ = try Dataset(json: $0) } < Growth.limit)
    }
}

extension COCOGrowthTests {
    /// Readings of a data set are weighed by boxes; nobody turns four thousand million pixels for that.
    @Test func largeMasksAreNotTurnedForTheirBoxes() throws {
        let size = ImageSize(width: 65_535, height: 65_535)
        var dataset = Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: size)],
            categories: [ObjectCategory(id: 1, name: "a")])
        let mask = try RunLengthMask(size: size, counts: [UInt32(size.area / 3), UInt32(size.area - size.area / 3)])
        for id in 1...50 {
            dataset.annotations.append(
                Annotation(
                    id: id, imageID: 1, categoryID: 1, box: AnnotationBox(x: 1, y: 1, width: 5, height: 5), area: 25,
                    segmentation: .runLengths(mask, isCompressed: true)))
        }
        // Each would take three gigabytes, and a minute.
        #expect(DatasetMisreading(of: dataset) == nil)
    }
}
