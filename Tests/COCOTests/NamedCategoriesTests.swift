import COCO
import Geometry
import Testing

/// A data set of categories, and so many annotations of each of some ids.
func categorized(_ categories: [(id: Int, name: String)], annotations: [Int: Int]) -> Dataset {
    var dataset = Dataset(
        images: [DatasetImage(id: 1, fileName: "a.png", size: .init(width: 9, height: 9))],
        categories: categories.map { ObjectCategory(id: $0.id, name: $0.name) })
    for (category, count) in annotations.sorted(by: { $0.key < $1.key }) {
        for _ in 0..<count {
            dataset.annotations.append(
                Annotation(
                    id: dataset.annotations.count + 1, imageID: 1, categoryID: category,
                    box: AnnotationBox(x: 1, y: 1, width: 3, height: 3), area: 9,
                    segmentation: .polygons([[1, 1, 4, 1, 4, 4, 1, 4]])))
        }
    }
    return dataset
}

/// Which categories names tell apart, and in what order they are numbered.
struct NamedCategoriesTests {
    @Test func categoriesOfOneNameAreOneAndTheUsedIDStandsForThem() {
        // Roboflow lists the project's name as category 0, which nothing has.
        let named = NamedCategories(
            categorized([(0, "cells"), (2, "dead"), (1, "cells"), (4, "dead")], annotations: [1: 3, 2: 1, 4: 2]))
        #expect(named.entries.map(\.name) == ["cells", "dead"])
        #expect(named.entries.map(\.id) == [1, 4])
        #expect(named.entries.map(\.ids) == [[0, 1], [2, 4]])
        #expect(named.entries.map(\.usedIDs) == [[1], [2, 4]])
        #expect(named.entries.map(\.annotationCount) == [3, 3])
        #expect(
            named.notes == ["the categories 2, 4 are all called \"dead\": results count by their ids"])
    }

    @Test func spellingsAreOneWhereASingleOneIsUsed() {
        let unused = NamedCategories(categorized([(1, "Cell"), (2, "cell "), (3, "dog")], annotations: [2: 1, 3: 1]))
        #expect(unused.entries.map(\.name) == ["cell ", "dog"])
        #expect(unused.entries[0].spellings == ["Cell", "cell "])
        #expect(unused.index(of: "Cell") == 0)
        #expect(unused.similar.isEmpty)
        let used = NamedCategories(categorized([(1, "Cell"), (2, "cell ")], annotations: [1: 1, 2: 1]))
        #expect(used.entries.map(\.name) == ["Cell", "cell "])
        #expect(used.similar.map { $0.map(\.id) } == [[1, 2]])
        #expect(used.indices(like: "CELL") == [0, 1])
        // Of none the user said anything: they stay what they are.
        #expect(NamedCategories(categorized([(1, "Cell"), (2, "cell")], annotations: [:])).entries.count == 2)
    }

    @Test func classesAreNumberedAsTrainingNumbersThemOrByIDs() {
        // As many classes as categories: 1, 2, 3 by rising id, whatever the ids.
        let gaps = NamedCategories(categorized([(7, "c"), (0, "a"), (3, "b")], annotations: [0: 1, 3: 1, 7: 1]))
        #expect(gaps.numbering(classCount: 3) == [1: 0, 2: 1, 3: 2])
        // Seven classes could be ids, but 0 is the background there, and it has objects.
        #expect(gaps.numbering(classCount: 7) == nil)
        #expect(gaps.numbering(classCount: 4) == nil)
        // COCO's ids with their gaps, as torchvision's references train.
        let coco = NamedCategories(categorized([(1, "person"), (3, "car"), (90, "toothbrush")], annotations: [1: 1]))
        #expect(coco.numbering(classCount: 90) == [1: 0, 3: 1, 90: 2])
        #expect(coco.numbering(classCount: 3) == [1: 0, 2: 1, 3: 2])
        #expect(coco.numbering(classCount: 2) == nil)
    }
}
