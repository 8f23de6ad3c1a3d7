import COCO
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

/// Numbers worked by hand for one triangle, and for scales and crops.
@Suite struct AugmentationGeometryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func sample(_ set: TrainingSet, _ augmentation: Augmentation) throws -> TrainingSample {
        try SampleMaker(set, augmentation: augmentation, seed: 1).sample(ofImage: 0, epoch: 0)
    }

    @Test func aFlipMirrorsBoxesExactlyAndPolygonsBeforeTheyAreDrawn() throws {
        // A rectangle from (1.25, 2) to (4, 5.5) in 10×8 pixels; mirrored, from 10 − 4 = 6 to 10 − 1.25 = 8.75.
        let ring = [1.25, 2, 4, 2, 4, 5.5, 1.25, 5.5]
        let set = try singleImageSet(
            ImageSize(width: 10, height: 8), in: folder, segmentations: [.polygons([ring])],
            boxes: [AnnotationBox(x: 1.25, y: 2, width: 2.75, height: 3.5)])
        var augmentation = Augmentation.none
        augmentation.horizontalFlip = 1
        let object = try #require(sample(set, augmentation).objects.first)
        #expect(object.box == Box(x1: 6, y1: 2, x2: 8.75, y2: 5.5))
        let mirrored = [8.75, 2, 6, 2, 6, 5.5, 8.75, 5.5]
        #expect(try object.mask == RunLengthMask(cocoPolygon: mirrored, size: ImageSize(width: 10, height: 8)))
        augmentation.horizontalFlip = 0
        augmentation.verticalFlip = 1
        // Mirrored top to bottom: from 8 − 5.5 = 2.5 to 8 − 2 = 6.
        #expect(try sample(set, augmentation).objects.first?.box == Box(x1: 1.25, y1: 2.5, x2: 4, y2: 6))
    }

    @Test func quarterTurnsTurnClockwise() throws {
        // One pixel at (1, 0) of 4×3: after one turn (x, y) → (3 − 1 − y, x) = (2, 1) of 3×4, after two (2, 2) of 4×3, after
        // three (y, 4 − 1 − x) = (0, 2) of 3×4.
        var bitmap = [UInt8](repeating: 0, count: 12)
        bitmap[1] = 1
        let size = ImageSize(width: 4, height: 3)
        let mask = try RunLengthMask(bitmap: bitmap, size: size)
        let set = try singleImageSet(size, in: folder, segmentations: [.runLengths(mask, isCompressed: true)])
        var augmentation = Augmentation.none
        augmentation.quarterTurns = 1
        let maker = try SampleMaker(set, augmentation: augmentation, seed: 5)
        let turned = ImageSize(width: 3, height: 4)
        let expected: Set = [
            [turned.width, 2, 1], [size.width, 2, 2], [turned.width, 0, 2],
        ]
        var seen: Set<[Int]> = []
        for epoch in 0..<40 {
            let sample = try maker.sample(ofImage: 0, epoch: epoch)
            let box = try #require(sample.objects.first?.box)
            seen.insert([sample.image.size.width, Int(box.x1), Int(box.y1)])
            let isOnItsSide = sample.image.size == turned
            // 800 / 3 times 4 is 1066.67.
            #expect(sample.inputSize == ImageSize(width: isOnItsSide ? 800 : 1066, height: isOnItsSide ? 1066 : 800))
        }
        #expect(seen == expected)
    }

    @Test(arguments: [
        // 640×480 to a short side of 800: by 5/3, 1066.67×800.
        (Augmentation.Scale.fixed(shortSide: 800, maximumSide: 1333), 640, 480, 640, 480, 1066, 800),
        // 100×200: by min(50/100, 80/200) = 0.4.
        (.fixed(shortSide: 50, maximumSide: 80), 100, 200, 100, 200, 40, 80),
        // A side that would vanish has one pixel: 1000×2 by min(10/2, 100/1000) = 0.1 is 100×0.2.
        (.fixed(shortSide: 10, maximumSide: 100), 1000, 2, 1000, 2, 100, 1),
        (.multiScale(shortSides: [50], maximumSide: 80), 100, 200, 100, 200, 40, 80),
        // 128×64 fits 64×64 by a half, and times 1 nothing is cropped.
        (.largeScaleJitter(range: .init(1, 1), cropSide: 64), 128, 64, 128, 64, 64, 32),
        // By 2 · ½ = 1 it would be 128 wide, of which 64 are taken.
        (.largeScaleJitter(range: .init(2, 2), cropSide: 64), 128, 64, 64, 64, 64, 64),
        // By 2 · 64/128 · … = 3 · ½: 64 / 1.5 = 42.67, so 43 columns and 43 rows become 64.
        (.largeScaleJitter(range: .init(3, 3), cropSide: 64), 128, 64, 43, 43, 64, 64),
        // By 2: 32 pixels of each side become 64.
        (.ratioCrop(ratio: .init(2, 2), cropSide: 64), 100, 50, 32, 32, 64, 64),
        // By 2: 20 rows become 40, and are not cropped.
        (.ratioCrop(ratio: .init(2, 2), cropSide: 64), 100, 20, 32, 20, 64, 40),
        // By 100/50 = 2.
        (.multiScaleCrop(shortSides: [100], maximumSide: 1000, cropSide: 64), 100, 50, 32, 32, 64, 64),
    ])
    func scalesAreRecorded(
        _ scale: Augmentation.Scale, width: Int, height: Int, cropWidth: Int, cropHeight: Int, inputWidth: Int,
        inputHeight: Int
    ) throws {
        let size = ImageSize(width: width, height: height)
        let set = try singleImageSet(
            size, in: folder, segmentations: [.polygons([[0, 0, Double(width), 0, Double(width), Double(height)]])])
        let sample = try sample(set, Augmentation(scale: scale))
        #expect(sample.image.size == ImageSize(width: cropWidth, height: cropHeight))
        #expect(sample.inputSize == ImageSize(width: inputWidth, height: inputHeight))
    }

    @Test func objectsThatACropCutsHaveTheBoxOfWhatIsLeft() throws {
        // Left half of a 64×64 picture is an L: a bar at the bottom from x = 0 to 64, and one at the left, each 10 wide.
        let size = ImageSize(width: 64, height: 64)
        let bar = try RunLengthMask(cocoBoxX: 0, y: 54, width: 64, height: 10, size: size)
        let post = try RunLengthMask(cocoBoxX: 0, y: 0, width: 10, height: 64, size: size)
        let set = try singleImageSet(
            size, in: folder, segmentations: [.runLengths(try bar.union(post), isCompressed: true)],
            boxes: [AnnotationBox(x: 0, y: 0, width: 64, height: 64)])
        var augmentation = Augmentation(scale: .ratioCrop(ratio: .init(2, 2), cropSide: 64))
        augmentation.minimumVisibleShare = 0
        let maker = try SampleMaker(set, augmentation: augmentation, seed: 3)
        var cut = 0
        for epoch in 0..<30 {
            for object in try maker.sample(ofImage: 0, epoch: epoch).objects {
                #expect(object.box == object.mask.boundingBox)
                if object.box.width < 32 || object.box.height < 32 { cut += 1 }
            }
        }
        #expect(cut > 5)
    }

    @Test func cropsAroundObjectsHoldTheirMiddle() throws {
        // One object of 2×2 pixels in the corner of 100×100; crops are 10×10, few of which would hold it by chance.
        let size = ImageSize(width: 100, height: 100)
        let set = try singleImageSet(
            size, in: folder, segmentations: [.polygons([[97, 2, 99, 2, 99, 4, 97, 4]])])
        var augmentation = Augmentation(scale: .ratioCrop(ratio: .init(2, 2), cropSide: 20))
        augmentation.objectCrops = 1
        let maker = try SampleMaker(set, augmentation: augmentation, seed: 2)
        var places: Set<[Float]> = []
        for epoch in 0..<200 {
            let sample = try maker.sample(ofImage: 0, epoch: epoch)
            #expect(sample.image.size == ImageSize(width: 10, height: 10))
            // Its middle, pixel (98, 3), is inside; a crop may begin in columns 89 and 90 and in rows 0 to 3.
            let object = try #require(sample.objects.first)
            places.insert([object.box.x2, object.box.y1])
        }
        // Columns 97 to 99 begin at 8 or 7, row 2 at 2 to 0, or at −1, where one row of it is cut off.
        #expect(places == [[9, 2], [9, 1], [9, 0], [10, 2], [10, 1], [10, 0]])
        augmentation.objectCrops = 0
        let anywhere = try SampleMaker(set, augmentation: augmentation, seed: 2)
        #expect(try (0..<50).contains { try anywhere.sample(ofImage: 0, epoch: $0).objects.isEmpty })
    }

    @Test func whatIsHardlySeenIsIgnoredAndCrowdsAre() throws {
        // The object fills the picture; a quarter of it is seen in each crop.
        let size = ImageSize(width: 64, height: 64)
        let whole = Segmentation.polygons([[0, 0, 64, 0, 64, 64, 0, 64]])
        let set = try singleImageSet(
            size, in: folder, segmentations: [whole, whole],
            boxes: [nil, AnnotationBox(x: 0, y: 0, width: 64, height: 64)], crowds: [1])
        var augmentation = Augmentation(scale: .ratioCrop(ratio: .init(2, 2), cropSide: 64))
        augmentation.minimumVisibleShare = 0.25
        let window = Box(x1: 0, y1: 0, x2: 32, y2: 32)
        var sample = try sample(set, augmentation)
        #expect(sample.objects.map(\.box) == [window])
        #expect(sample.crowds == [window])
        #expect(sample.ignoredRegions.isEmpty)
        augmentation.minimumVisibleShare = 0.26
        sample = try self.sample(set, augmentation)
        #expect(sample.objects.isEmpty)
        #expect(sample.crowds == [window])
        #expect(sample.ignoredRegions == [window])
    }

    @Test func objectsWithoutAMaskAreIgnoredWhereTheyComeToLie() throws {
        // The box from (40, 8) to (56, 24), mirrored in 64 columns, is that from (8, 8) to (24, 24).
        let set = try singleImageSet(
            ImageSize(width: 64, height: 64), in: folder,
            segmentations: [.polygons([[2, 30, 20, 30, 20, 60]]), .polygons([[]])],
            boxes: [nil, AnnotationBox(x: 40, y: 8, width: 16, height: 16)])
        var augmentation = Augmentation.none
        augmentation.horizontalFlip = 1
        let sample = try sample(set, augmentation)
        #expect(sample.objects.count == 1)
        #expect(sample.ignoredRegions == [Box(x1: 8, y1: 8, x2: 24, y2: 24)])
    }

    @Test func anAnnotationWithoutABoxHasThatOfItsMask() throws {
        let set = try singleImageSet(
            ImageSize(width: 10, height: 10), in: folder, segmentations: [.polygons([[2, 3, 6, 3, 6, 9, 2, 9]])])
        #expect(try sample(set, .none).objects.first?.box == Box(x1: 2, y1: 3, x2: 6, y2: 9))
    }
}
