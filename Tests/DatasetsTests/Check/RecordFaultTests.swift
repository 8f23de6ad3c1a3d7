import COCO
import Datasets
import Geometry
import Testing

@Suite struct RecordFaultTests {
    @Test func anImageWithoutSizeTakesThatOfItsMasks() throws {
        var dataset = soundDataset()
        dataset.images[0].size = nil
        #expect(faults(dataset).map(\.isMendable) == [false])
        let size = ImageSize(width: 100, height: 80)
        let mask = try rectangleMask(columns: 10..<40, rows: 20..<60, size: size)
        dataset.annotations[0].segmentation = .runLengths(mask, isCompressed: true)
        #expect(faults(dataset).map(\.kind) == [.imageWithoutSize])
        let result = mended(dataset)
        #expect(result.dataset.images[0].size == size)
        #expect(result.repairs == [DatasetRepair(kind: .imageWithoutSize, action: .setImageSize, ids: [7])])
    }

    @Test func sizesThatAreNoneAreNamed() {
        for size in [
            ImageSize(width: 0, height: 80), ImageSize(width: 100, height: -1), ImageSize(width: .max, height: .max),
        ] {
            var dataset = soundDataset()
            dataset.images[0].size = size
            #expect(faults(dataset).map(\.kind) == [.imageSizeInvalid])
        }
    }

    @Test func imagesWithoutFileNameOrAnnotationsAreNamed() {
        var dataset = soundDataset()
        dataset.images.append(DatasetImage(id: 8, fileName: nil, size: ImageSize(width: 5, height: 5)))
        #expect(faults(dataset).map(\.kind) == [.imageWithoutFileName, .imageWithoutAnnotations])
    }

    @Test func aRepeatedImageRecordIsJoined() {
        var dataset = soundDataset()
        dataset.images.append(dataset.images[0])
        #expect(faults(dataset).map(\.kind) == [.duplicateImageID])
        #expect(mended(dataset).dataset == soundDataset())
    }

    @Test func twoImagesOfOneIDAreLeftAlone() {
        var dataset = soundDataset()
        dataset.images.append(dataset.images[0])
        dataset.images[1].fileName = "b.png"
        #expect(faults(dataset).map(\.isMendable) == [false])
        #expect(mended(dataset).dataset == dataset)
    }

    @Test func anImageListedTwiceIsJoinedWithItsAnnotations() {
        var dataset = soundDataset()
        dataset.images.append(dataset.images[0])
        dataset.images[1].id = 9
        dataset.annotations.append(soundAnnotation(id: 2))
        dataset.annotations[1].imageID = 9
        dataset.annotations[1].box = AnnotationBox(x: 50, y: 20, width: 30, height: 40)
        dataset.annotations[1].segmentation = .polygons([rectangle(50, 20, 80, 60)])
        #expect(faults(dataset).map(\.kind) == [.imageListedTwice])
        let result = mended(dataset)
        #expect(result.dataset.images.map(\.id) == [7])
        #expect(result.dataset.annotations.map(\.imageID) == [7, 7])
    }

    @Test func joiningImagesRemovesWhatWasMarkedInBoth() {
        var dataset = soundDataset()
        dataset.images.append(dataset.images[0])
        dataset.images[1].id = 9
        dataset.annotations.append(soundAnnotation(id: 2))
        dataset.annotations[1].imageID = 9
        #expect(mended(dataset).dataset == soundDataset())
    }

    @Test func categoriesOfOneIDOrNameAreNamed() {
        var dataset = soundDataset()
        dataset.categories += [ObjectCategory(id: 3, name: "cell"), ObjectCategory(id: 4, name: "cell")]
        dataset.annotations.append(soundAnnotation(id: 2))
        dataset.annotations[1].categoryID = 4
        dataset.annotations[1].box = AnnotationBox(x: 50, y: 20, width: 30, height: 40)
        dataset.annotations[1].segmentation = .polygons([rectangle(50, 20, 80, 60)])
        #expect(faults(dataset).map(\.kind) == [.duplicateCategoryID, .duplicateCategoryName])
        let result = mended(dataset).dataset
        #expect(result.categories.map(\.id) == [3])
        #expect(result.annotations.map(\.categoryID) == [3, 3])
    }

    @Test func categoriesThatDifferUnderOneIDAreLeftAlone() {
        var dataset = soundDataset()
        dataset.categories.append(ObjectCategory(id: 3, name: "dust"))
        #expect(faults(dataset).map(\.kind) == [.duplicateCategoryID])
        #expect(mended(dataset).dataset == dataset)
    }

    @Test func namesOfTwoSupercategoriesAreLeftAlone() {
        var dataset = soundDataset()
        dataset.categories = [
            ObjectCategory(id: 3, name: "mouse", supercategory: "animal"),
            ObjectCategory(id: 4, name: "mouse", supercategory: "device"), ObjectCategory(id: 5, name: ""),
        ]
        let expected: [FaultKind] = [
            .duplicateCategoryName, .categoryWithoutObjects, .categoryWithoutName, .categoryWithoutObjects,
        ]
        #expect(faults(dataset).map(\.kind) == expected)
        #expect(mended(dataset).dataset == dataset)
    }

    @Test func annotationsOfOneIDAreRenumbered() {
        var dataset = soundDataset()
        for _ in 0..<2 {
            var other = soundAnnotation(id: 1)
            let left = Double(45 * dataset.annotations.count)
            other.box = AnnotationBox(x: left, y: 20, width: 10, height: 40)
            other.segmentation = .polygons([rectangle(left, 20, left + 10, 60)])
            other.area = 400
            dataset.annotations.append(other)
        }
        #expect(faults(dataset).map(\.kind) == [.duplicateAnnotationID, .duplicateAnnotationID])
        let result = mended(dataset)
        #expect(result.dataset.annotations.map(\.id) == [1, 2, 3])
        #expect(
            result.repairs == [DatasetRepair(kind: .duplicateAnnotationID, action: .renumberedAnnotation, ids: [1, 1])])
    }

    @Test func whatIsMarkedTwiceIsNamed() {
        var dataset = soundDataset()
        dataset.annotations.append(soundAnnotation(id: 2))
        let found = faults(dataset)
        #expect(found.map(\.kind) == [.duplicateAnnotation])
        #expect(found.first?.message.contains("annotation 1") == true)
        #expect(mended(dataset).dataset == soundDataset())
        #expect(DatasetStatistics(dataset).repeatedAnnotations == 1)
    }

    @Test func everyKindHasAdviceAndAStableName() {
        #expect(FaultKind.allCases.allSatisfy { $0.advice.hasSuffix(".") })
        #expect(FaultKind.allCases.allSatisfy { $0.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) } })
        #expect(FaultKind.maskSizeDiffers.rawValue == "mask-size-differs")
    }

    @Test func countsPutErrorsFirst() {
        var dataset = soundDataset()
        dataset.annotations[0].box?.width = 0
        dataset.categories.append(ObjectCategory(id: 4, name: "dust"))
        dataset.annotations[0].area = nil
        let check = DatasetCheck([DatasetCheck.Source(name: "x", dataset: dataset)])
        #expect(check.counts.map(\.kind) == [.boxDegenerate, .areaMissing, .categoryWithoutObjects])
        #expect(check.counts.map(\.mendable) == [1, 1, 0])
        #expect(check.worst == .error)
    }

    @Test func likeNamesAreAWarningWhereBothAreUsed() {
        var dataset = soundDataset()
        dataset.categories.append(ObjectCategory(id: 4, name: "Cell "))
        #expect(faults(dataset).map(\.kind) == [.categoryWithoutObjects])
        var other = soundAnnotation(id: 2)
        other.categoryID = 4
        other.segmentation = .polygons([rectangle(50, 20, 80, 60)])
        other.box?.x = 50
        dataset.annotations.append(other)
        #expect(
            faults(dataset).map(\.description) == [
                "x.json: categories[0].name: the name \"cell\" differs in case or spaces alone from \"Cell \" (4)",
                "x.json: categories[1].name: the name \"Cell \" differs in case or spaces alone from \"cell\" (3)",
            ])
    }

    @Test func crowdsAloneAreAnError() throws {
        var dataset = soundDataset()
        dataset.annotations[0].isCrowd = true
        let mask = try rectangleMask(columns: 10..<40, rows: 20..<60, size: .init(width: 100, height: 80))
        dataset.annotations[0].segmentation = .runLengths(mask, isCompressed: false)
        #expect(faults(dataset).map(\.kind) == [.onlyCrowds])
        #expect(FaultKind.onlyCrowds.severity == .error)
        dataset.annotations.append(soundAnnotation(id: 2))
        #expect(!faults(dataset).contains { $0.kind == .onlyCrowds })
    }

    @Test func singlePointsAreJoinedToTheirOutline() {
        var dataset = soundDataset()
        dataset.annotations[0].segmentation = .polygons([[10, 20], [40, 20], [40, 60], [10, 60]])
        let found = faults(dataset)
        #expect(found.first?.kind == .polygonMalformed)
        #expect(found.first?.message.hasPrefix("the segmentation is 4 single points") == true)
        let copy = mended(dataset)
        #expect(copy.dataset == soundDataset())
        #expect(copy.repairs.map(\.action) == [.joinedPoints])
    }
}
