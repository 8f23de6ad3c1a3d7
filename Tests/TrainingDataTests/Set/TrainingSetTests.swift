import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

@Suite struct TrainingSetTests {
    private let folder: TemporaryFolder
    private let size = ImageSize(width: 20, height: 10)
    private let square = Segmentation.polygons([[2, 2, 8, 2, 8, 8, 2, 8]])

    init() throws {
        folder = try TemporaryFolder()
        for name in ["a.png", "b.png"] { _ = try folder.add(name, [1]) }
    }

    private func source(
        _ annotations: [Annotation], categories: [(Int, String)] = [(1, "cat")], name: String = "train.json",
        images: [DatasetImage]? = nil
    ) -> TrainingSet.Source {
        let usual = [
            DatasetImage(id: 5, fileName: "a.png", size: size), DatasetImage(id: 6, fileName: "b.png", size: size),
        ]
        let dataset = Dataset(
            images: images ?? usual, annotations: annotations,
            categories: categories.map { ObjectCategory(id: $0.0, name: $0.1) })
        return TrainingSet.Source(dataset, imageFolder: folder.path, name: name)
    }

    private func annotation(
        _ id: Int, category: Int = 1, image: Int = 5, box: AnnotationBox? = nil, _ segmentation: Segmentation?,
        isCrowd: Bool = false
    ) -> Annotation {
        Annotation(
            id: id, imageID: image, categoryID: category, box: box, area: nil, segmentation: segmentation,
            isCrowd: isCrowd)
    }

    @Test func categoriesAreJoinedByName() throws {
        // The first set's by id: dog (2) is 1, cat (9) is 2; the second's cat is known, and cow is new.
        let first = source(
            [annotation(1, category: 9, square), annotation(2, category: 2, square)],
            categories: [(9, "cat"), (2, "dog")])
        let second = source(
            [annotation(1, category: 3, square), annotation(2, category: 1, image: 6, square)],
            categories: [(3, "cow"), (1, "cat")], name: "more.json")
        let set = try TrainingSet([first, second])
        #expect(set.categories == [1: "dog", 2: "cat", 3: "cow"])
        #expect(set.images.map(\.id) == [5, 6, 5, 6])
        #expect(set.images.map(\.source) == [0, 0, 1, 1])
        #expect(set.images.map { $0.objects.map(\.label) } == [[2, 1], [], [3], [2]])
        #expect(set.objectCount == 4)
        #expect(set.warnings.isEmpty)
        var options = TrainingSet.Options()
        options.keepsImagesWithoutObjects = false
        #expect(try TrainingSet([first, second], options: options).images.map(\.source) == [0, 1, 1])
    }

    @Test func labelsCanBeSettled() throws {
        let validation = source(
            [
                annotation(1, category: 1, square), annotation(2, category: 2, square),
                annotation(3, category: 2, square),
            ],
            categories: [(1, "cat"), (2, "yak")])
        let set = try TrainingSet([validation], categories: [1: "dog", 2: "cat"])
        #expect(set.categories == [1: "dog", 2: "cat"])
        #expect(set.images[0].objects.map(\.label) == [2])
        #expect(
            set.warnings.map(\.description) == [
                "train.json: category 2, \"yak\", is not among those that are learnt; its 2 annotations are left out"
            ])
        for wrong in [[:], [0: "a", 1: "b"], [1: "a", 3: "b"], [1: "a", 2: "a"]] {
            #expect(throws: TrainingDataError.self) { try TrainingSet([validation], categories: wrong) }
        }
    }

    @Test func faultsAreNamedAndLeftOut() throws {
        let mask = try RunLengthMask(emptyOfSize: size)
        let other = try RunLengthMask(size: ImageSize(width: 10, height: 20), counts: [0, 200])
        let faulty: [(Annotation, TrainingFault.Kind)] = [
            (annotation(10, category: 4, square), .unknownCategory),
            (annotation(11, image: 99, square), .unknownImage),
            (annotation(12, box: AnnotationBox(x: 1, y: 1, width: 0, height: 3), square), .degenerateBox),
            (annotation(13, box: AnnotationBox(x: .nan, y: 1, width: 3, height: 3), square), .degenerateBox),
            (annotation(14, box: AnnotationBox(x: 1, y: 1, width: .infinity, height: 3), square), .degenerateBox),
            (annotation(15, box: AnnotationBox(x: 30, y: 1, width: 3, height: 3), square), .outsideImage),
            (annotation(16, nil), .noSegmentation),
            (annotation(17, .polygons([])), .noSegmentation),
            (annotation(18, .polygons([[1, 2, 3, 4]])), .malformedPolygon),
            (annotation(19, .polygons([[1, 2, 3, 4, 5, .nan]])), .malformedPolygon),
            (annotation(20, .polygons([[21, 1, 25, 1, 25, 5]])), .outsideImage),
            (annotation(21, .runLengths(mask, isCompressed: true)), .emptyMask),
            (annotation(22, .runLengths(other, isCompressed: true)), .maskSizeDiffers),
        ]
        let good = annotation(1, square)
        let set = try TrainingSet([source([good] + faulty.map(\.0))])
        #expect(set.images[0].objects.map(\.annotationID) == [1])
        #expect(set.warnings.map(\.kind) == faulty.map(\.1))
        #expect(set.warnings.map(\.annotationID) == faulty.map(\.0.id))
        #expect(
            set.warnings[2].description
                == "train.json: annotation 12 of image 5 (\(folder.path)/a.png): the box [1.0, 1.0, 0.0, 3.0] should have "
                + "finite numbers and sides above 0")
        var options = TrainingSet.Options()
        options.annotations = .stop
        for (annotation, kind) in faulty {
            let error = #expect(throws: TrainingDataError.self) {
                try TrainingSet([source([good, annotation])], options: options)
            }
            guard case .fault(let fault, let others) = error else {
                Issue.record("annotation \(annotation.id): \(String(describing: error))")
                continue
            }
            #expect(fault.kind == kind)
            #expect(others == 0)
        }
        let all = #expect(throws: TrainingDataError.self) {
            try TrainingSet([source([good] + faulty.map(\.0))], options: options)
        }
        #expect(all?.description.hasSuffix("(and 12 more that cannot be learnt from)") == true)
        #expect(throws: TrainingDataError.self) { try TrainingSet([source(faulty.map(\.0))]) }
    }

    @Test func boxesAreCutAtTheImageAndCrowdsKeptApart() throws {
        let box = AnnotationBox(x: -1, y: 2, width: 30, height: 4)
        let set = try TrainingSet([
            source([
                annotation(1, box: box, square), annotation(2, box: box, nil, isCrowd: true),
                annotation(3, square, isCrowd: true),
            ])
        ])
        #expect(set.images[0].objects.map(\.box) == [Box(x1: 0, y1: 2, x2: 20, y2: 6)])
        #expect(set.images[0].crowds == [Box(x1: 0, y1: 2, x2: 20, y2: 6), Box(x1: 2, y1: 2, x2: 8, y2: 8)])
    }

    @Test func aSetWithoutAnnotationsIsAnError() {
        let error = #expect(throws: TrainingDataError.self) { try TrainingSet([source([])]) }
        #expect(error?.description == "train.json: expected objects to learn from, but there is no annotation")
        #expect(throws: TrainingDataError.self) { try TrainingSet([]) }
    }

    @Test func missingFilesAreFoundAtOnce() throws {
        let images = [
            DatasetImage(id: 5, fileName: "a.png", size: size), DatasetImage(id: 6, fileName: "gone.png", size: size),
            DatasetImage(id: 7, fileName: nil, size: size), DatasetImage(id: 5, fileName: "b.png", size: size),
            DatasetImage(id: 8, fileName: "b.png", size: ImageSize(width: 0, height: 4)),
            DatasetImage(id: 9, fileName: "b.png", size: nil),
        ]
        let source = source([annotation(1, square), annotation(2, image: 6, square)], images: images)
        let error = #expect(throws: TrainingDataError.self) { try TrainingSet([source]) }
        #expect(
            error?.description
                == "train.json: image 6 (\(folder.path)/gone.png): the file does not exist "
                + "(and 4 more that cannot be learnt from)")
        var options = TrainingSet.Options()
        options.images = .skip
        let set = try TrainingSet([source], options: options)
        #expect(set.images.map(\.id) == [5])
        #expect(set.warnings.map(\.kind) == [.missingFile, .noFileName, .repeatedImage, .noSize, .noSize])
    }

    @Test func likeNamesAreOneClassAcrossSetsAndSaid() throws {
        let first = source([annotation(1, category: 1, square)], categories: [(1, "cell"), (4, "dog")])
        let second = source(
            [annotation(1, category: 1, square), annotation(2, category: 2, square)],
            categories: [(1, "Dog"), (2, "cell ")], name: "more.json")
        let set = try TrainingSet([first, second])
        #expect(set.categories == [1: "cell", 2: "dog"])
        #expect(set.images[2].objects.map(\.label) == [2, 1])
        #expect(
            set.messages == [
                "more.json: the category \"Dog\" was taken for the class \"dog\"",
                "more.json: the category \"cell \" was taken for the class \"cell\"",
            ])
        // In one set the user has both, and only the user knows.
        let both = source(
            [annotation(1, category: 1, square), annotation(2, category: 2, square)],
            categories: [(1, "cell"), (2, "Cell")])
        #expect(try TrainingSet([both]).categories == [1: "cell", 2: "Cell"])
        #expect(
            try TrainingSet([both]).messages == [
                "train.json: categories whose names differ in case or spaces alone are learnt as different classes: "
                    + "\"cell\" (1), \"Cell\" (2)"
            ])
        // The first by id has no object: it is no class of its own.
        let leftover = source([annotation(1, category: 2, square)], categories: [(0, "Cells"), (2, "cells")])
        #expect(try TrainingSet([leftover]).categories == [1: "cells"])
        #expect(try TrainingSet([leftover]).images[0].objects.map(\.label) == [1])
    }

    @Test func whatIsLeftOutIsNoBackground() throws {
        let box = AnnotationBox(x: 1, y: 2, width: 3, height: 4)
        let region = Box(x1: 1, y1: 2, x2: 4, y2: 6)
        let square = Box(x1: 2, y1: 2, x2: 8, y2: 8)
        let flat = AnnotationBox(x: 1, y: 1, width: 0, height: 3)
        let points = Segmentation.polygons([[2, 2], [8, 2], [8, 8], [2, 8]])
        let other = try RunLengthMask(size: ImageSize(width: 10, height: 20), counts: [0, 200])
        let cases: [(Annotation, Box?)] = [
            // Neither mask nor anything but a box; a list of nothing; a mask of another size.
            (annotation(2, box: box, nil), region), (annotation(3, box: box, .polygons([[]])), region),
            (annotation(4, box: box, .runLengths(other, isCompressed: true)), region),
            // A box that is none beside a good outline; an outline of single points; an unknown category.
            (annotation(5, box: flat, self.square), square), (annotation(6, points), square),
            (annotation(7, category: 99, self.square), square),
            // Outside, and without any place.
            (annotation(8, box: AnnotationBox(x: 30, y: 1, width: 3, height: 3), nil), nil), (annotation(9, nil), nil),
        ]
        for (annotation, expected) in cases {
            let set = try TrainingSet([source([self.annotation(1, self.square), annotation])])
            #expect(set.images[0].unusable == (expected.map { [$0] } ?? []), "annotation \(annotation.id)")
            #expect(set.images[0].objects.map(\.annotationID) == [1])
            #expect(set.images[0].crowds.isEmpty)
        }
        // Said once a kind, with a count.
        let set = try TrainingSet([
            source([annotation(1, self.square)] + (10..<40).map { annotation($0, box: box, nil) })
        ])
        #expect(
            set.messages == [
                "train.json: annotation 10 of image 5 (\(folder.path)/a.png): there is no segmentation, and masks are what is "
                    + "learnt; a box alone does not tell the object's pixels (and 29 more such)",
                "30 objects that cannot be learnt from are ignored regions: neither objects nor background",
            ])
    }

    @Test func crowdsAloneAreNamed() {
        let error = #expect(throws: TrainingDataError.self) {
            try TrainingSet([source([annotation(1, square, isCrowd: true), annotation(2, square, isCrowd: true)])])
        }
        #expect(
            error?.description
                == "train.json: all 2 annotations are crowds (iscrowd 1), of which nothing can be learnt; single "
                + "objects have iscrowd 0")
    }
}
