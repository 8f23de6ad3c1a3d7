import COCO
import Testing

/// Which category of a data set each class of a model is.
struct CategoryAssignmentTests {
    private func assigned(
        _ classes: [Int: String], to dataset: Dataset, areNamed: Bool = true
    ) throws -> CategoryAssignment {
        try CategoryAssignment(of: classes, areNamed: areNamed, to: dataset, name: "m.pth")
    }

    @Test func sameNamesComeBeforeLikeOnes() throws {
        let dataset = categorized([(1, "Cell"), (5, "cell"), (9, "dog ")], annotations: [1: 1, 5: 1, 9: 1])
        let both = try assigned([1: "cell", 2: "Dog"], to: dataset)
        #expect(both.ids == [1: 5, 2: 9])
        #expect(
            both.notes == [
                "the class \"Dog\" was taken for the category \"dog \"",
                "the model has no class for 1 category: \"Cell\"",
            ])
        // A class that is neither "Cell" nor "cell" could be either.
        let error = #expect(throws: COCOError.self) { try assigned([1: "CELL"], to: dataset) }
        #expect(
            error?.description
                == "m.pth: the class \"CELL\": expected one category of the data set, found like \"Cell\", "
                + "\"cell\", which differ in case and spaces alone")
        // And one category cannot be two classes.
        #expect(throws: COCOError.self) {
            try assigned([1: "dog", 2: "DOG"], to: categorized([(3, "Dog")], annotations: [3: 1]))
        }
    }

    @Test func theUsedCategoryOfANameIsMeant() throws {
        // The first by id has no object: results for it would find nothing.
        let dataset = categorized([(0, "cell"), (1, "cell"), (2, "Cell")], annotations: [1: 4])
        #expect(try assigned([1: "cell"], to: dataset).ids == [1: 1])
        #expect(try assigned([1: "CELL"], to: dataset).ids == [1: 1])
    }

    @Test func usedCategoriesOfOneNameCountAsOne() throws {
        let dataset = categorized([(1, "cell"), (2, "cell"), (3, "dog")], annotations: [1: 1, 2: 2, 3: 1])
        let assignment = try assigned([1: "cell", 2: "dog"], to: dataset)
        #expect(assignment.ids == [1: 2, 2: 3])
        #expect(assignment.notes == ["the categories 1, 2 are all called \"cell\" and count as one, 2"])
        let joined = assignment.joining(dataset)
        #expect(joined.categories.map(\.id) == [2, 3])
        #expect(joined.annotations.map(\.categoryID) == [2, 2, 2, 3])
    }

    @Test func numbersDecideWhereTheyCan() throws {
        let three = categorized([(0, "a"), (4, "b"), (7, "c")], annotations: [0: 1, 4: 1, 7: 1])
        let unnamed = [1: "class 1", 2: "class 2", 3: "class 3"]
        #expect(try assigned(unnamed, to: three, areNamed: false).ids == [1: 0, 2: 4, 3: 7])
        #expect(throws: COCOError.self) { try assigned([1: "class 1", 2: "class 2"], to: three, areNamed: false) }
        // Names that are none of the categories' say that the model is for something else.
        #expect(throws: COCOError.self) { try assigned([1: "x", 2: "y", 3: "z"], to: three) }
        let one = categorized([(2, "nucleus")], annotations: [2: 1])
        #expect(try assigned([1: "cell"], to: one).ids == [1: 2])
        #expect(try assigned([1: "person", 2: "bicycle", 3: "car"], to: one).ids == [2: 2])
        #expect(throws: COCOError.self) {
            try assigned([1: "person", 3: "car"], to: one)
        }
    }
}
