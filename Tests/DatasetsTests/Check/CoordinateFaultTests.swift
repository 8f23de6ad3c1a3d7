import COCO
import Datasets
import Geometry
import Testing

/// Data sets whose boxes or segmentations mean something else than COCO's format says.
@Suite struct CoordinateFaultTests {
    private static let size = ImageSize(width: 200, height: 100)
    private static let boxes: [AnnotationBox] = [
        AnnotationBox(x: 60, y: 4, width: 20, height: 12), AnnotationBox(x: 110, y: 10, width: 30, height: 16),
        AnnotationBox(x: 150, y: 30, width: 24, height: 12), AnnotationBox(x: 90, y: 60, width: 40, height: 20),
        AnnotationBox(x: 20, y: 70, width: 16, height: 24), AnnotationBox(x: 160, y: 70, width: 30, height: 10),
        AnnotationBox(x: 130, y: 84, width: 24, height: 12),
    ]

    /// What is right: seven rectangles, with or without their outlines.
    private static func sound(outlines: Bool) -> Dataset {
        Dataset(
            images: [DatasetImage(id: 1, fileName: "a.png", size: size)],
            annotations: boxes.enumerated().map { index, box in
                let (right, bottom) = (box.x + box.width, box.y + box.height)
                return Annotation(
                    id: index + 1, imageID: 1, categoryID: 1, box: box, area: box.area,
                    segmentation: outlines
                        ? .polygons([[box.x, box.y, right, box.y, right, bottom, box.x, bottom]]) : nil)
            }, categories: [ObjectCategory(id: 1, name: "cell")])
    }

    /// A data set with each annotation changed.
    private static func changed(outlines: Bool, _ change: (inout Annotation) -> Void) -> Dataset {
        var dataset = sound(outlines: outlines)
        for index in dataset.annotations.indices { change(&dataset.annotations[index]) }
        return dataset
    }

    private static func corners(_ box: AnnotationBox) -> AnnotationBox {
        AnnotationBox(x: box.x, y: box.y, width: box.x + box.width, height: box.y + box.height)
    }

    private static func flipped(_ segmentation: Segmentation?) -> Segmentation? {
        guard case .polygons(let rings)? = segmentation else { return nil }
        return .polygons(
            rings.map { ring in stride(from: 0, to: ring.count, by: 2).flatMap { [ring[$0 + 1], ring[$0]] } })
    }

    private static func kinds(_ dataset: Dataset) -> Set<FaultKind> { Set(faults(dataset).map(\.kind)) }

    @Test(arguments: [false, true])
    func whatIsRightIsNoFault(outlines: Bool) {
        #expect(Self.kinds(Self.sound(outlines: outlines)).isEmpty)
        #expect(DatasetMisreading(of: Self.sound(outlines: outlines)) == nil)
    }

    @Test(arguments: [false, true])
    func boxesOfCornersAreOneErrorAndAreRewritten(outlines: Bool) {
        let dataset = Self.changed(outlines: outlines) { $0.box = $0.box.map(Self.corners) }
        #expect(Self.kinds(dataset) == [.coordinatesMisread])
        #expect(faults(dataset).count == 1 && faults(dataset)[0].isMendable)
        #expect(mended(dataset).dataset == Self.sound(outlines: outlines))
        #expect(mended(dataset).repairs.map(\.action) == [.rewroteCoordinates])
    }

    @Test func boxesOfCornersWithoutAreasAreLeftAsTheyAre() {
        // Without areas other readings than corners may fit as well: the error says so, and nothing is clipped.
        let dataset = Self.changed(outlines: false) {
            $0.box = $0.box.map(Self.corners)
            $0.area = nil
        }
        #expect(Self.kinds(dataset).contains(.coordinatesMisread))
        #expect(!faults(dataset).contains { $0.isMendable })
        #expect(mended(dataset).dataset.annotations.map(\.box) == dataset.annotations.map(\.box))
    }

    @Test func polygonsOfRowsAndColumnsAreRewritten() {
        // (130, 84) turned would lie at row 130 of 100.
        let dataset = Self.changed(outlines: true) { $0.segmentation = Self.flipped($0.segmentation) }
        #expect(Self.kinds(dataset) == [.coordinatesMisread])
        #expect(mended(dataset).dataset == Self.sound(outlines: true))
    }

    @Test func runLengthsAlongTheRowsAreRewritten() throws {
        let sound = try Self.sound(outlines: true).annotations.map { annotation in
            guard case .polygons(let rings)? = annotation.segmentation else {
                throw GeometryError.invalidSize(Self.size)
            }
            return try RunLengthMask(cocoPolygons: rings, size: Self.size)
        }
        var dataset = Self.sound(outlines: true)
        for (index, mask) in sound.enumerated() {
            // Runs down the columns of the transposed mask are runs along the rows of the mask.
            let alongRows = try RunLengthMask(size: Self.size, counts: mask.transposed().counts)
            dataset.annotations[index].segmentation = .runLengths(alongRows, isCompressed: true)
        }
        #expect(Self.kinds(dataset) == [.coordinatesMisread])
        let masks = mended(dataset).dataset.annotations.map(\.mask)
        #expect(masks == sound)
    }

    @Test func fractionsBecomePixelsAndNothingIsDropped() throws {
        let dataset = Self.changed(outlines: true) { annotation in
            annotation.box = annotation.box.map {
                AnnotationBox(x: $0.x / 200, y: $0.y / 100, width: $0.width / 200, height: $0.height / 100)
            }
            annotation.area = annotation.box?.area
            guard case .polygons(let rings)? = annotation.segmentation else { return }
            annotation.segmentation = .polygons(
                rings.map { ring in ring.indices.map { ring[$0] / ($0 % 2 == 0 ? 200 : 100) } })
        }
        #expect(Self.kinds(dataset) == [.coordinatesMisread])
        let boxes = mended(dataset).dataset.annotations.compactMap(\.box)
        #expect(boxes.count == Self.boxes.count)
        for (box, expected) in zip(boxes, Self.boxes) { #expect(box.iou(with: expected) > 0.999999) }
    }
}
