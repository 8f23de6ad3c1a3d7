import COCO
import Geometry
import Testing

/// Results whose numbers are not the data set's ids.
@Suite struct BetterReadingTests {
    /// Four images in another order by name (d, b, a, c have the ids 1 … 4) than by id, each with an object of its own place
    /// and category.
    private let dataset: Dataset = {
        let annotations = (1...4).map { Scene.object($0, image: $0, category: $0 * 10, x: Double($0) * 20) }
        var dataset = Scene.dataset(annotations)
        dataset.images = zip([3, 1, 4, 2], ["a.png", "d.png", "c.png", "b.png"]).map {
            DatasetImage(id: $0, fileName: $1, size: Scene.size)
        }
        dataset.categories = [20, 10, 40, 30].map { ObjectCategory(id: $0, name: "c\($0)") }
        return dataset
    }()

    /// All objects, found as they are, under other numbers.
    private func results(images: [Int: Int] = [:], categories: [Int: Int] = [:]) -> [DetectionResult] {
        dataset.annotations.map { object in
            DetectionResult(
                imageID: images[object.imageID] ?? object.imageID,
                categoryID: categories[object.categoryID] ?? object.categoryID,
                score: 1 - Double(object.id) / 10, box: object.box, segmentation: nil)
        }
    }

    private func find(
        _ results: [DetectionResult], in dataset: Dataset? = nil, fileNames: [String] = []
    ) -> BetterReading? {
        BetterReading.find(
            groundTruth: dataset ?? self.dataset, results: results, options: Scene.boxes, fileNames: fileNames)
    }

    @Test func idsThatFitAreLeftAlone() {
        #expect(find(results()) == nil)
        #expect(find([]) == nil)
    }

    /// By name the images are a (3), b (2), c (4), d (1).
    @Test(arguments: [0, 1]) func imagesInTheOrderOfNames(first: Int) {
        let numbers = [3: first, 2: first + 1, 4: first + 2, 1: first + 3]
        let better = find(results(images: numbers))
        #expect(better?.reading == .imagesByName(first: first))
        #expect(abs((better?.ap ?? 0) - 1) < 1e-12)
        // Number 0 is no image of the data set, so that there is nothing to compare with.
        #expect((better?.givenAP == nil) == (first == 0))
        #expect(abs((better?.givenAP ?? 0.25) - 0.25) < 1e-12)
    }

    @Test func imagesInTheOrderOfTheFile() {
        #expect(find(results(images: [3: 0, 1: 1, 4: 2, 2: 3]))?.reading == .imagesInFile(first: 0))
        // Of equally good readings the likelier one is told: by name the file's order is the same here.
        var sorted = dataset
        sorted.images.sort { ($0.fileName ?? "") < ($1.fileName ?? "") }
        #expect(find(results(images: [3: 1, 2: 2, 4: 3, 1: 4]), in: sorted)?.reading == .imagesByName(first: 1))
    }

    @Test func imagesCountedFromZero() {
        #expect(find(results(images: [1: 0, 2: 1, 3: 2, 4: 3]))?.reading == .imagesByID(first: 0))
    }

    @Test func imagesByTheNumbersOfTheirNames() {
        var numbered = dataset
        for index in numbered.images.indices {
            numbered.images[index].fileName = "val/COCO_val_0000\(numbered.images[index].id * 7).jpg"
        }
        let better = find(results(images: [1: 7, 2: 14, 3: 21, 4: 28]), in: numbered)
        #expect(better?.reading == .imagesByNumberInName)
        #expect(better?.givenAP == nil && better?.ap ?? 0 > 0.999)
    }

    @Test func imagesAmongOthersOfAFolder() {
        let names = ["0.png", "a.png", "b.png", "bb.png", "c.png", "d.png"]
        let numbers = [3: 2, 2: 3, 4: 5, 1: 6]
        #expect(find(results(images: numbers), fileNames: names)?.reading == .imagesByFolder(first: 1))
        #expect(find(results(images: numbers)) == nil)
    }

    @Test func categoriesByPlace() {
        #expect(find(results(categories: [10: 1, 20: 2, 30: 3, 40: 4]))?.reading == .categoriesByID(first: 1))
        #expect(find(results(categories: [10: 0, 20: 1, 30: 2, 40: 3]))?.reading == .categoriesByID(first: 0))
        #expect(find(results(categories: [20: 0, 10: 1, 40: 2, 30: 3]))?.reading == .categoriesInFile(first: 0))
    }

    @Test func categoriesOfNoOrder() {
        let better = find(results(categories: [10: 91, 20: 17, 30: 55, 40: 3]))
        #expect(better?.reading == .anyCategory && better?.ap ?? 0 > 0.999 && better?.givenAP == 0)
        // A detector that finds objects and takes half of them for something else is only a bad one.
        #expect(find(results(categories: [10: 20, 20: 10])) == nil)
    }

    /// Objects of other images where no two are in one place: no reading makes them right.
    @Test func resultsOfOtherPicturesHaveNoReading() {
        var others = results(images: [1: 4, 2: 3, 3: 2, 4: 1])
        for index in others.indices { others[index].box?.y = 60 }
        #expect(find(others) == nil)
    }

    @Test func masksOfAnotherSizeAreNotRead() throws {
        // Images 1 and 2 of two sizes, whose results are under each other's id: only the other reading can be compared.
        let sizes = [ImageSize(width: 20, height: 20), ImageSize(width: 30, height: 20)]
        var annotations: [Annotation] = []
        var results: [DetectionResult] = []
        for (index, size) in sizes.enumerated() {
            var builder = try RunLengthMask.Builder(size: size)
            for column in 2..<12 { try builder.append(column: column, rows: 3..<13) }
            let mask = Segmentation.runLengths(builder.finish(), isCompressed: true)
            annotations.append(
                Annotation(id: index + 1, imageID: index + 1, categoryID: 1, box: nil, area: 100, segmentation: mask))
            results.append(
                DetectionResult(imageID: 2 - index, categoryID: 1, score: 0.9, box: nil, segmentation: mask))
        }
        let dataset = Dataset(
            images: zip(sizes, ["right.png", "left.png"]).enumerated().map {
                DatasetImage(id: $0 + 1, fileName: $1.1, size: $1.0)
            },
            annotations: annotations, categories: [ObjectCategory(id: 1, name: "c")])
        let better = BetterReading.find(groundTruth: dataset, results: results, options: EvaluationOptions())
        #expect(better?.reading == .imagesByName(first: 1))
        #expect(better?.ap == 1 && better?.givenAP == nil)
    }
}
