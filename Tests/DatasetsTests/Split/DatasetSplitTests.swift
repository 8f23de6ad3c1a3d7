import COCO
import Datasets
import Geometry
import TestSupport
import Testing

@Suite struct DatasetSplitTests {
    /// Images `g{group}_{number}.png` with objects of some of eight categories, the later ones ever rarer; a tenth is empty.
    private func dataset(images: Int, perGroup: Int = 1, seed: UInt64) -> Dataset {
        var generator = SeededGenerator(seed: seed)
        var dataset = Dataset(categories: (1...8).map { ObjectCategory(id: $0, name: "c\($0)") })
        for index in 0..<images {
            dataset.images.append(
                DatasetImage(
                    id: 100 + index, fileName: "s\(index % 3)/g\(index / perGroup)_\(index).png",
                    size: ImageSize(width: 50, height: 50)))
            guard index % 10 != 0 else { continue }
            for category in 1...8 where Int.random(in: 0..<category, using: &generator) == 0 {
                for _ in 0..<Int.random(in: 1...9, using: &generator) {
                    dataset.annotations.append(
                        Annotation(
                            id: dataset.annotations.count + 1, imageID: 100 + index, categoryID: category,
                            box: AnnotationBox(x: 0, y: 0, width: 5, height: 5), area: 25, segmentation: nil))
                }
            }
        }
        return dataset
    }

    @Test(arguments: [1, 2, 3])
    func eachPartHasItsShareOfEverything(_ seed: UInt64) throws {
        let whole = dataset(images: 400, seed: seed)
        let shares = [("train", 0.7), ("val", 0.2), ("test", 0.1)]
        let parts = try whole.split(into: shares.map { (name: $0.0, share: $0.1) }, seed: seed)
        #expect(parts.map(\.name) == ["train", "val", "test"])
        #expect(parts.map(\.dataset.images.count) == [280, 80, 40])
        let total = DatasetStatistics(whole)
        for (part, (_, share)) in zip(parts, shares) {
            let own = DatasetStatistics(part.dataset)
            // 40 images are empty.
            #expect(abs(Double(own.imagesWithoutAnnotations) - 40 * share) <= 1)
            for (category, all) in zip(own.categories, total.categories) {
                let images = Double(all.images) * share
                #expect(
                    abs(Double(category.images) - images) <= 2,
                    "seed \(seed), \(part.name), \(category.name): \(images)")
                // An image has 5 objects of a category on average, so that one image more or less makes as many.
                let objects = Double(all.objects) * share
                #expect(
                    abs(Double(category.objects) - objects) <= max(5, 0.06 * objects),
                    "seed \(seed), \(part.name), \(category.name): \(category.objects), not \(objects)")
            }
        }
    }

    @Test func everyImageIsInOnePart() throws {
        let whole = dataset(images: 57, seed: 4)
        let parts = try whole.split(into: [("a", 3), ("b", 1)])
        #expect(parts.flatMap { $0.dataset.images.map(\.id) }.sorted() == whole.images.map(\.id))
        #expect(parts.flatMap { $0.dataset.annotations.map(\.id) }.sorted() == whole.annotations.map(\.id))
        for part in parts {
            let ids = Set(part.dataset.images.map(\.id))
            #expect(part.dataset.annotations.allSatisfy { ids.contains($0.imageID) })
            #expect(part.dataset.categories == whole.categories)
            #expect(part.dataset.images.map(\.id) == part.dataset.images.map(\.id).sorted())
        }
    }

    /// The numbers were written down once: they must be the same on every platform and in every release.
    @Test func aSeedAlwaysGivesTheSameSplit() throws {
        let whole = dataset(images: 20, seed: 9)
        let parts = try whole.split(into: [("train", 0.8), ("val", 0.2)], seed: 42)
        #expect(parts[1].dataset.images.map(\.id) == [101, 104, 108, 119])
        #expect(try whole.split(into: [("train", 0.8), ("val", 0.2)], seed: 42) == parts)
        #expect(try whole.split(into: [("train", 0.8), ("val", 0.2)], seed: 43) != parts)
    }

    @Test(arguments: [ImageGrouping.prefix(separator: "_"), .pattern(#"/(g\d+)_"#), .pattern(#"g\d+"#)])
    func groupsStayTogether(_ grouping: ImageGrouping) throws {
        let whole = dataset(images: 200, perGroup: 5, seed: 3)
        let parts = try whole.split(into: [("train", 0.8), ("val", 0.2)], groupedBy: grouping)
        let groups = parts.map { part in
            Set(part.dataset.images.compactMap { $0.fileName?.split(separator: "/").last?.split(separator: "_").first })
        }
        #expect(groups[0].isDisjoint(with: groups[1]))
        // 40 groups of 5 images: 160 and 40 images can be met, and nearly so must be.
        #expect(abs(parts[1].dataset.images.count - 40) <= 5)
        let (own, all) = (DatasetStatistics(parts[1].dataset), DatasetStatistics(whole))
        for (category, total) in zip(own.categories, all.categories) {
            #expect(abs(Double(category.images) - 0.2 * Double(total.images)) <= 4, "\(category.name)")
        }
    }

    @Test func foldersStayTogether() throws {
        let parts = try dataset(images: 30, seed: 3).split(into: [("a", 2), ("b", 1)], groupedBy: .folder)
        #expect(parts.map(\.dataset.images.count) == [20, 10])
        #expect(Set(parts[1].dataset.images.compactMap { $0.fileName?.prefix(2) }).count == 1)
    }

    @Test func recordsOfOneFileStayTogether() throws {
        var whole = dataset(images: 10, seed: 1)
        for index in 0..<10 {
            var copy = whole.images[index]
            copy.id += 1000
            whole.images.append(copy)
        }
        let parts = try whole.split(into: [("a", 1), ("b", 1)])
        let names = parts.map { Set($0.dataset.images.compactMap(\.fileName)) }
        #expect(names[0].isDisjoint(with: names[1]))
        #expect(parts.map(\.dataset.images.count) == [10, 10])
    }

    @Test func foldsCoverAllImagesOnce() throws {
        let whole = dataset(images: 53, seed: 6)
        let folds = try whole.folds(5, seed: 2)
        #expect(folds.flatMap { $0.validation.images.map(\.id) }.sorted() == whole.images.map(\.id))
        #expect(folds.map(\.validation.images.count).sorted() == [10, 10, 11, 11, 11])
        for fold in folds {
            #expect(fold.training.images.count + fold.validation.images.count == 53)
            #expect(Set(fold.training.images.map(\.id)).isDisjoint(with: fold.validation.images.map(\.id)))
        }
    }

    @Test func smallPartsAreNotEmpty() throws {
        let parts = try dataset(images: 4, seed: 1).split(into: [("train", 0.95), ("val", 0.05)])
        #expect(parts.map(\.dataset.images.count) == [3, 1])
    }

    @Test func whatMakesNoSenseIsRefused() {
        let whole = dataset(images: 10, seed: 1)
        #expect(throws: COCOError.self) { try whole.split(into: []) }
        #expect(throws: COCOError.self) { try whole.split(into: [("a", 0.5), ("a", 0.5)]) }
        #expect(throws: COCOError.self) { try whole.split(into: [("a", 0.5), ("", 0.5)]) }
        #expect(throws: COCOError.self) { try whole.split(into: [("a", 1), ("b", 0)]) }
        #expect(throws: COCOError.self) { try whole.split(into: [("a", 1), ("b", .nan)]) }
        #expect(throws: COCOError.self) { try whole.split(into: [("a", 1), ("b", 1)], groupedBy: .pattern("(")) }
        #expect(throws: COCOError.self) { try whole.split(into: [("a", 1), ("b", 1)], groupedBy: .pattern("patient")) }
        #expect(throws: COCOError.self) {
            try whole.split(into: [("a", 1), ("b", 1)], groupedBy: .prefix(separator: "#"))
        }
        #expect(throws: COCOError.self) { try whole.folds(1) }
        #expect(throws: COCOError.self) { try whole.folds(11) }
        #expect(throws: COCOError.self) { try Dataset().folds(2) }
    }

    @Test func anEmptyDataSetHasEmptyParts() throws {
        let parts = try Dataset().split(into: [("a", 1), ("b", 1)])
        #expect(parts.map(\.dataset) == [Dataset(), Dataset()])
    }
}
