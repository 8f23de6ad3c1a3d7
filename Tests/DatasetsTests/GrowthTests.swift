import COCO
import Datasets
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// Time grows with the files and their lines, not with the square of them.
@Suite struct DatasetsGrowthTests {
    private func growth(
        _ size: Int, _ format: DatasetFormat, _ fill: @escaping (SampleFolder, Int) throws -> Void
    ) throws -> Double {
        try Scratch.with { root in
            try Growth.ofFourTimes(
                size,
                { size in
                    let folder = SampleFolder(path: root.path + "/\(size)")
                    try fill(folder, size)
                    return folder
                },
                { _ = try Dataset.importing(from: $0.path, format: format) })
        }
    }

    @Test func namesInOneListOverManyLines() throws {
        let growth = try growth(1_000, .yolo) { folder, size in
            try folder.addImage("images/a.png")
            try folder.add("labels/a.txt", text: "0 0.5 0.5 0.5 0.5\n")
            try folder.add("data.yaml", text: "names: [\n" + (0..<size).map { "  name \($0),\n" }.joined() + "]\n")
        }
        #expect(growth < Growth.limit)
    }

    @Test func shapesOfOneGroup() throws {
        let growth = try growth(150, .labelMe) { folder, size in
            try folder.addImage("a.png", 300, 300)
            let shapes = (0..<size).map { index in
                let (x, y) = (index % 40 * 7, index / 40 * 9)
                return "{\"label\":\"a\",\"group_id\":1,\"points\":[[\(x),\(y)],[\(x + 5),\(y)],[\(x),\(y + 5)]]}"
            }
            try folder.add("a.json", text: "{\"imagePath\":\"a.png\",\"shapes\":[\(shapes.joined(separator: ","))]}")
        }
        #expect(growth < Growth.limit)
    }

    @Test func shapesThatCannotBeRead() throws {
        try SampleFolder.with { folder in
            try folder.addImage("a.png")
            try folder.addImage("b.png")
            let good = "{\"label\":\"a\",\"points\":[[0,0],[4,0],[4,4]]}"
            let bad = [String](repeating: "{\"label\":1}", count: 500) + [good]
            try folder.add("a.json", text: "{\"imagePath\":\"a.png\",\"shapes\":[\(bad.joined(separator: ","))]}")
            let imported = try Dataset.importing(from: folder.path, format: .labelMe)
            #expect(imported.dataset.annotations.count == 1)
            // Twenty are told with their places, and how many more there are.
            #expect(imported.problems.count == 21)
            #expect("\(imported.problems[20])".contains("480 others"))
        }
    }

    @Test func imagesOfOneNameInManyFolders() throws {
        let growth = try growth(100, .yolo) { folder, size in
            for index in 0..<size {
                try folder.addImage("images/case\(index)/image.png")
                try folder.add("labels/case\(index)/image.txt", text: "0 0.5 0.5 0.5 0.5\n")
            }
        }
        #expect(growth < Growth.limit)
    }

    @Test func numbersWithoutNamesMakeFewCategories() throws {
        try SampleFolder.with { folder in
            try folder.addImage("images/a.png")
            try folder.add("labels/a.txt", text: "0 0.5 0.5 0.5 0.5\n")
            try folder.add("data.yaml", text: "names: {0: cat, 999999: dog}\n")
            #expect(throws: DatasetError.self) { try Dataset.importing(from: folder.path, format: .yolo) }
            try folder.add("data.yaml", text: "names: {0: cat, 90: dog}\n")
            #expect(try Dataset.importing(from: folder.path, format: .yolo).dataset.categories.count == 91)
        }
    }

    @Test func partsOfManyCategories() throws {
        let dataset = { (count: Int) -> Dataset in
            var dataset = Dataset(categories: (0..<count).map { ObjectCategory(id: $0, name: "c\($0)") })
            for index in 0..<count {
                dataset.images.append(DatasetImage(id: index, fileName: "\(index).png", size: nil))
                dataset.annotations.append(
                    Annotation(
                        id: index + 1, imageID: index, categoryID: index, box: nil, area: nil, segmentation: nil))
            }
            return dataset
        }
        let parts = [(name: "a", share: 0.5), (name: "b", share: 0.5)]
        // The swaps that follow are as many at any size of a thousand images and fewer, and hide nothing here.
        #expect(try Growth.ofFourTimes(1_000, dataset) { _ = try $0.split(into: parts) } < Growth.limit)
    }

    @Test func namesOfManyFolders() {
        let names = { (count: Int) in (0..<count).map { "folder\($0)/image.png" as String? } }
        #expect(Growth.ofFourTimes(2_000, names) { _ = ImageCopies(names: $0) } < Growth.limit)
        let long = { (count: Int) in ["a" + String(repeating: "_aug", count: count) + ".png" as String?] }
        #expect(Growth.ofFourTimes(2_000, long) { _ = ImageCopies(names: $0) } < Growth.limit)
    }
}
