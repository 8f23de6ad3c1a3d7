import COCO
import Datasets
import Geometry
import Testing

@Suite struct AnnotationFaultTests {
    /// A change to the sound annotation, the faults that it brings, and what mending leaves of box and area.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kinds: Set<FaultKind>
        /// x, y, width, height and area afterwards; nil where the annotation is gone.
        var left: [Double]?
        var change: @Sendable (inout Annotation) -> Void

        init(
            _ name: String, _ kinds: Set<FaultKind>, left: [Double]?,
            change: @escaping @Sendable (inout Annotation) -> Void
        ) {
            testDescription = name
            self.kinds = kinds
            self.left = left
            self.change = change
        }
    }

    static let sound = [10.0, 20, 30, 40, 1200]

    static let cases = [
        Case("nothing", [], left: sound) { _ in },
        Case("a negative side", [.boxDegenerate], left: sound) { $0.box?.width = -30 },
        Case("a side of 0", [.boxDegenerate], left: sound) { $0.box?.height = 0 },
        Case("NaN in a box", [.boxDegenerate], left: sound) { $0.box?.x = .nan },
        Case("an immense box", [.boxDegenerate], left: sound) { $0.box?.x = 1e300 },
        Case("a box outside", [.boxOutside], left: sound) { $0.box?.x = 100 },
        Case("no box", [.boxMissing], left: sound) { $0.box = nil },
        Case("neither box nor segmentation", [.boxMissing], left: nil) {
            $0.box = nil
            $0.segmentation = nil
        },
        // 1 pixel outside is within the tolerance of overhang, and 70 to 101 is 31 wide.
        Case("1 pixel outside", [], left: [70, 20, 31, 40, 1240]) {
            $0.box = AnnotationBox(x: 70, y: 20, width: 31, height: 40)
            $0.segmentation = nil
            $0.area = 1240
        },
        // Of 70 to 130, 30 pixels are left: 30 · 40 = 1200.
        Case("a box that overhangs", [.boxOverhangs], left: [70, 20, 30, 40, 1200]) {
            $0.box = AnnotationBox(x: 70, y: 20, width: 60, height: 40)
            $0.segmentation = nil
            $0.area = 1200
        },
        Case("a box 3 pixels off", [.boxDisagrees], left: sound) { $0.box?.x = 13 },
        Case("a box 2 pixels off", [], left: [12, 20, 28, 40, 1200]) {
            $0.box = AnnotationBox(x: 12, y: 20, width: 28, height: 40)
        },
        Case("no area", [.areaMissing], left: sound) { $0.area = nil },
        Case("an area of 0", [.areaInvalid], left: sound) { $0.area = 0 },
        Case("NaN as area", [.areaInvalid], left: sound) { $0.area = .nan },
        // The outline's half is (30 + 40 + 30 + 40) / 2 = 70, and a tenth of 1200 is 120: 1310 is still near.
        Case("an area a little off", [], left: [10, 20, 30, 40, 1310]) { $0.area = 1310 },
        Case("an area off", [.areaDisagrees], left: sound) { $0.area = 1400 },
        Case("an area above the box's", [.areaDisagrees], left: sound) {
            $0.segmentation = nil
            $0.area = 2000
        },
        Case("two points", [.polygonMalformed], left: sound) { $0.segmentation = .polygons([[1, 1, 5, 5]]) },
        Case("an odd count", [.polygonMalformed], left: sound) {
            $0.segmentation = .polygons([[1, 1, 5, 5, 3, 9, 4], rectangle(10, 20, 40, 60)])
        },
        Case("an infinite coordinate", [.polygonMalformed], left: sound) {
            $0.segmentation = .polygons([[1, .infinity, 5, 5, 3, 9]])
        },
        Case("an empty list", [.segmentationEmptyList], left: sound) { $0.segmentation = .polygons([[]]) },
        // x from 90 to 120 is cut at 100: 10 · 40 = 400.
        Case("a polygon that overhangs", [.polygonOutside, .boxOverhangs], left: [90, 20, 10, 40, 400]) {
            $0.segmentation = .polygons([rectangle(90, 20, 120, 60)])
            $0.box?.x = 90
            $0.area = 400
        },
        Case("a polygon outside", [.maskEmpty], left: nil) {
            $0.segmentation = .polygons([rectangle(110, 20, 140, 60)])
        },
        Case("a line", [.maskEmpty], left: nil) { $0.segmentation = .polygons([[10, 20, 40, 60, 10, 20]]) },
        // 3 · 3 = 9 pixels.
        Case("few pixels", [.objectTiny], left: [10, 20, 3, 3, 9]) {
            $0.segmentation = .polygons([rectangle(10, 20, 13, 23)])
            $0.box = AnnotationBox(x: 10, y: 20, width: 3, height: 3)
            $0.area = 9
        },
        Case("a crowd of polygons", [.onlyCrowds, .crowdWithPolygons], left: sound) { $0.isCrowd = true },
        Case("the id 0", [.annotationIDZero], left: sound) { $0.id = 0 },
        Case("an unknown image", [.unknownImage, .imageWithoutAnnotations], left: nil) { $0.imageID = 8 },
        Case("an unknown category", [.unknownCategory, .categoryWithoutObjects], left: nil) { $0.categoryID = 8 },
    ]

    @Test(arguments: cases)
    func eachFaultIsNamedAndMended(_ item: Case) throws {
        var dataset = soundDataset()
        item.change(&dataset.annotations[0])
        let original = dataset
        let found = faults(dataset)
        #expect(Set(found.map(\.kind)) == item.kinds, "\(found)")
        let mended = mended(dataset)
        let annotation = mended.dataset.annotations.first
        let left = annotation.flatMap { item in item.box.map { [$0.x, $0.y, $0.width, $0.height, item.area ?? -1] } }
        #expect(left == item.left)
        #expect(faults(mended.dataset).filter(\.isMendable).isEmpty)
        #expect(mended.repairs.isEmpty == found.filter(\.isMendable).isEmpty)
        // NaN is not equal to itself.
        #expect("\(dataset)" == "\(original)")
    }

    @Test func aCrowdOfPolygonsBecomesRunLengths() throws {
        var dataset = soundDataset()
        dataset.annotations[0].isCrowd = true
        let mask = try rectangleMask(columns: 10..<40, rows: 20..<60, size: ImageSize(width: 100, height: 80))
        #expect(mended(dataset).dataset.annotations.first?.segmentation == .runLengths(mask, isCompressed: false))
    }

    @Test func masksOfOtherSizesAreNamedAndLeftAlone() throws {
        var dataset = soundDataset()
        let turned = try rectangleMask(columns: 20..<60, rows: 10..<40, size: ImageSize(width: 80, height: 100))
        dataset.annotations[0].segmentation = .runLengths(turned, isCompressed: true)
        dataset.annotations[0].box?.width = 0
        let found = faults(dataset)
        #expect(Set(found.map(\.kind)) == [.maskSizeDiffers, .boxDegenerate])
        #expect(found.allSatisfy { !$0.isMendable })
        #expect(found.contains { $0.message.contains("80×100") && $0.message.contains("exchanged") })
        #expect(mended(dataset).dataset == dataset)
    }

    @Test func anEmptyMaskIsNamed() throws {
        var dataset = soundDataset()
        let empty = try RunLengthMask(emptyOfSize: ImageSize(width: 100, height: 80))
        dataset.annotations[0].segmentation = .runLengths(empty, isCompressed: true)
        #expect(faults(dataset).map(\.kind) == [.maskEmpty])
        #expect(mended(dataset).dataset.annotations.isEmpty)
    }

    @Test func anObjectWithoutPixelsAmongOthersIsNamed() {
        var dataset = soundDataset()
        dataset.annotations.append(soundAnnotation(id: 2))
        dataset.annotations[1].segmentation = nil
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.segmentationMissing])
        #expect(found.first?.field == "annotations[1].segmentation")
        #expect(found.first?.annotationID == 2)
        #expect(found.first?.imageFile == "a.png")
    }

    @Test func aChangeOfSizeClassIsSaid() {
        var dataset = soundDataset()
        dataset.annotations[0].area = 900
        #expect(faults(dataset).first?.message.contains("small instead of medium") == true)
    }

    @Test func withoutAnImageSizeBoxesAreStillCompared() {
        var dataset = soundDataset()
        dataset.images[0].size = nil
        dataset.annotations[0].box?.x = 30
        #expect(faults(dataset).map(\.kind) == [.imageWithoutSize, .boxDisagrees])
    }
}
