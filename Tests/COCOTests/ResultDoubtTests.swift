import COCO
import Geometry
import Testing

/// Results that mean something else than COCO's format says, as people report them who get an AP of 0.
@Suite struct ResultDoubtTests {
    /// Six objects of two categories in each of two images of 200×100, off the diagonals and not alike.
    static let boxes: [(x: Double, y: Double, width: Double, height: Double)] = [
        (60, 4, 20, 12), (110, 10, 30, 16), (150, 30, 24, 12), (90, 60, 40, 20), (20, 70, 16, 24), (160, 70, 30, 10),
    ]

    static var dataset: Dataset {
        var dataset = Dataset(
            images: [10, 20].map {
                DatasetImage(id: $0, fileName: "\($0).png", size: ImageSize(width: 200, height: 100))
            },
            categories: [ObjectCategory(id: 1, name: "cell"), ObjectCategory(id: 2, name: "bud")])
        for image in [10, 20] {
            for (index, box) in boxes.enumerated() {
                let (right, bottom) = (box.x + box.width, box.y + box.height)
                dataset.annotations.append(
                    Annotation(
                        id: dataset.annotations.count + 1, imageID: image, categoryID: 1 + index % 2,
                        box: AnnotationBox(x: box.x, y: box.y, width: box.width, height: box.height),
                        area: box.width * box.height,
                        segmentation: .polygons([[box.x, box.y, right, box.y, right, bottom, box.x, bottom]])))
            }
        }
        return dataset
    }

    /// The objects as results whose boxes a closure writes.
    static func results(
        _ numbers: (AnnotationBox) -> AnnotationBox = { $0 }, category: (Int) -> Int = { $0 }
    ) -> [DetectionResult] {
        dataset.annotations.map { annotation in
            DetectionResult(
                imageID: annotation.imageID, categoryID: category(annotation.categoryID), score: 0.9,
                box: annotation.box.map(numbers), segmentation: nil)
        }
    }

    static func doubts(_ results: [DetectionResult], iouType: IoUType = .bbox) -> [ResultDoubt] {
        ResultDoubt.all(groundTruth: dataset, results: results, iouType: iouType)
    }

    @Test func rightResultsAreNotDoubted() {
        #expect(Self.doubts(Self.results()).isEmpty)
        // A model that finds a third of the objects, and nothing else, is a poor one and no misreading.
        #expect(Self.doubts(Self.results().enumerated().filter { $0.offset % 3 == 0 }.map(\.element)).isEmpty)
        #expect(Self.doubts([]).isEmpty)
    }

    /// The corners of the objects' boxes as keypoints, and results whose keypoints a closure writes.
    private static func posed(
        _ place: (Double, Double) -> (Double, Double), category: (Int) -> Int = { $0 }
    ) -> [ResultDoubt] {
        var dataset = dataset
        var results: [DetectionResult] = []
        for (index, annotation) in dataset.annotations.enumerated() {
            guard let box = annotation.box else { continue }
            let corners = [
                (box.x, box.y), (box.x + box.width, box.y), (box.x, box.y + box.height),
                (box.x + box.width, box.y + box.height),
            ]
            dataset.annotations[index].keypoints =
                corners.map { Keypoint(x: $0.0, y: $0.1, visibility: .visible) } + [.unlabelled]
            let found = (corners + [(box.x, box.y)]).map { place($0.0, $0.1) }
            results.append(
                DetectionResult(
                    imageID: annotation.imageID, categoryID: category(annotation.categoryID), score: 0.9, box: nil,
                    segmentation: nil, keypoints: found.map { DetectedKeypoint(x: $0.0, y: $0.1, score: 1) }))
        }
        return ResultDoubt.all(groundTruth: dataset, results: results, iouType: .keypoints)
    }

    @Test func keypointsInAnotherFormAreNamed() {
        #expect(Self.posed { ($0, $1) }.isEmpty)
        let fit = ResultDoubt.Fit(asWritten: 0, otherwise: 12, objects: 12)
        #expect(Self.posed { ($1, $0) } == [.keypoints(BoxReading(isRowFirst: true), fit)])
        #expect("\(Self.posed { ($1, $0) }[0])".contains("read as y, x 12 have"))
        #expect(Self.posed { ($0 / 200, $1 / 100) } == [.keypoints(BoxReading(isFractional: true), fit)])
        #expect(Self.posed { ($0 * 3.2, $1 * 6.4) } == [.scaledKeypoints(.square(side: 640), fit)])
        let swapped = Self.posed({ ($0, $1) }, category: { 3 - $0 })
        #expect(
            swapped == [
                .categories([.init(result: 1, groundTruth: 2), .init(result: 2, groundTruth: 1)], fit)
            ])
    }

    @Test func boxesThatAreCornersAreNamed() {
        let results = Self.results { AnnotationBox(x: $0.x, y: $0.y, width: $0.x + $0.width, height: $0.y + $0.height) }
        #expect(
            Self.doubts(results) == [
                .boxes(BoxReading(form: .corners), .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
        #expect("\(Self.doubts(results)[0])".contains("read as left, top, right, bottom 12 have"))
    }

    @Test func boxesThatAreCentresAreNamed() {
        let results = Self.results {
            AnnotationBox(x: $0.x + $0.width / 2, y: $0.y + $0.height / 2, width: $0.width, height: $0.height)
        }
        #expect(
            Self.doubts(results) == [
                .boxes(BoxReading(form: .center), .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
    }

    @Test func boxesInFractionsAreNamed() {
        let results = Self.results {
            AnnotationBox(x: $0.x / 200, y: $0.y / 100, width: $0.width / 200, height: $0.height / 100)
        }
        #expect(
            Self.doubts(results) == [
                .boxes(BoxReading(isFractional: true), .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
    }

    @Test func rowsBeforeColumnsAreNamed() {
        let results = Self.results { AnnotationBox(x: $0.y, y: $0.x, width: $0.height, height: $0.width) }
        #expect(
            Self.doubts(results) == [
                .boxes(BoxReading(isRowFirst: true), .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
    }

    @Test(arguments: BoxReading.others)
    func everyReadingIsFoundThatWroteTheBoxes(reading: BoxReading) throws {
        let results = Self.results { box in
            var numbers = box
            switch reading.form {
            case .sides: break
            case .corners: (numbers.width, numbers.height) = (box.x + box.width, box.y + box.height)
            case .center: (numbers.x, numbers.y) = (box.x + box.width / 2, box.y + box.height / 2)
            }
            if reading.isFractional {
                (numbers.x, numbers.width) = (numbers.x / 200, numbers.width / 200)
                (numbers.y, numbers.height) = (numbers.y / 100, numbers.height / 100)
            }
            if reading.isRowFirst {
                (numbers.x, numbers.y) = (numbers.y, numbers.x)
                (numbers.width, numbers.height) = (numbers.height, numbers.width)
            }
            return numbers
        }
        guard case .boxes(reading, let fit)? = Self.doubts(results).first else {
            Issue.record("\(Self.doubts(results))")
            return
        }
        #expect(fit.otherwise == 12)
    }

    @Test func boxesOfTheScaledPictureAreNamed() {
        // 640 for the longer side, 200, is 3.2 times as large.
        let results = Self.results {
            AnnotationBox(x: $0.x * 3.2, y: $0.y * 3.2, width: $0.width * 3.2, height: $0.height * 3.2)
        }
        #expect(
            Self.doubts(results) == [.scaled(.longerSide(640), .init(asWritten: 0, otherwise: 12, objects: 12))])
    }

    @Test func categoriesThatAreOneTooLowAreNamed() {
        let doubts = Self.doubts(Self.results(category: { $0 - 1 }))
        #expect(
            doubts == [
                .categories(
                    [.init(result: 0, groundTruth: 1), .init(result: 1, groundTruth: 2)],
                    .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
        #expect(doubts.map { "\($0)".hasSuffix("they are 1 too low") } == [true])
        // A model that takes all for one category errs: it has no list of its own.
        #expect(Self.doubts(Self.results(category: { _ in 7 })).isEmpty)
    }

    @Test func imagesWithoutResultsAreCounted() {
        let doubts = Self.doubts(Self.results().filter { $0.imageID == 10 })
        #expect(doubts.isEmpty, "one image may show nothing that a model finds")
        var dataset = Self.dataset
        for image in [30, 40] {
            dataset.images.append(DatasetImage(id: image, fileName: nil, size: nil))
            dataset.annotations += Self.dataset.annotations.prefix(3).map { annotation in
                var annotation = annotation
                annotation.imageID = image
                return annotation
            }
        }
        #expect(
            ResultDoubt.all(groundTruth: dataset, results: Self.results(), iouType: .bbox)
                == [.withoutResults(images: 2, ofImages: 4, objects: 6)])
    }

    @Test func polygonsOfRowsAndColumnsAreNamed() {
        let results = Self.dataset.annotations.map { annotation in
            guard case .polygons(let rings)? = annotation.segmentation else { return Self.results()[0] }
            let turned = rings.map { ring in
                stride(from: 0, to: ring.count, by: 2).flatMap { [ring[$0 + 1], ring[$0]] }
            }
            return DetectionResult(
                imageID: annotation.imageID, categoryID: annotation.categoryID, score: 0.9, box: nil,
                segmentation: .polygons(turned))
        }
        #expect(
            Self.doubts(results, iouType: .segm) == [
                .segmentations(
                    SegmentationReading(isRowFirst: true), .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
    }

    @Test func runLengthsAlongTheRowsAreNamed() throws {
        let size = ImageSize(width: 200, height: 100)
        let results = try Self.dataset.annotations.map { annotation in
            let box = try #require(annotation.box)
            // Row after row: what lies before the object, then its pixels and the rest of the row by turns.
            var counts = [UInt32(box.y) * 200 + UInt32(box.x)]
            for _ in 0..<Int(box.height) { counts += [UInt32(box.width), 200 - UInt32(box.width)] }
            counts.removeLast()
            counts.append(20_000 - counts.reduce(0, +))
            return DetectionResult(
                imageID: annotation.imageID, categoryID: annotation.categoryID, score: 0.9, box: nil,
                segmentation: .runLengths(try RunLengthMask(size: size, counts: counts), isCompressed: false))
        }
        #expect(
            Self.doubts(results, iouType: .segm) == [
                .segmentations(
                    SegmentationReading(isRowFirst: true), .init(asWritten: 0, otherwise: 12, objects: 12))
            ])
    }
}
