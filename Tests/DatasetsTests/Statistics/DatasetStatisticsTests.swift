import COCO
import Datasets
import Foundation
import Geometry
import TestSupport
import Testing

@Suite struct DatasetStatisticsTests {
    @Test func spreadsHaveTheMiddleOfOddAndEvenCounts() {
        #expect(Spread([Double]()) == nil)
        #expect(Spread([.nan]) == nil)
        let odd = Spread([5, 1, 3])
        #expect(odd?.median == 3)
        // (1 + 2) / 2 = 1.5, and the mean is (1 + 2 + 9 + 0) / 4 = 3.
        let even = Spread([1, 2, 9, 0])
        #expect(even?.median == 1.5)
        #expect(even?.mean == 3)
        #expect(even?.minimum == 0)
        #expect(even?.maximum == 9)
    }

    @Test func everythingIsCountedOnce() throws {
        let size = ImageSize(width: 200, height: 150)
        let mask = try rectangleMask(columns: 0..<100, rows: 0..<100, size: size)
        func box(_ side: Double) -> AnnotationBox { AnnotationBox(x: 0, y: 0, width: side, height: side) }
        let dataset = Dataset(
            images: [
                DatasetImage(id: 1, fileName: "a", size: size),
                DatasetImage(id: 2, fileName: "b", size: ImageSize(width: 100, height: 50)),
                DatasetImage(id: 3, fileName: "c", size: nil), DatasetImage(id: 4, fileName: "d", size: size),
            ],
            annotations: [
                // 1023 is small and 32² = 1024 medium; 96² = 9216 is large.
                Annotation(id: 1, imageID: 1, categoryID: 1, box: box(40), area: 1023, segmentation: nil),
                Annotation(id: 2, imageID: 1, categoryID: 1, box: box(40), area: 1024, segmentation: nil),
                Annotation(
                    id: 3, imageID: 2, categoryID: 1, box: nil, area: 9216,
                    segmentation: .polygons([rectangle(0, 0, 96, 96)])),
                // Without an area that of the mask counts, 100 · 100.
                Annotation(
                    id: 4, imageID: 1, categoryID: 2, box: nil, area: nil,
                    segmentation: .runLengths(mask, isCompressed: true)),
                Annotation(
                    id: 5, imageID: 1, categoryID: 2, box: box(9), area: 81,
                    segmentation: .runLengths(mask, isCompressed: false),
                    isCrowd: true),
                Annotation(id: 6, imageID: 9, categoryID: 9, box: nil, area: nil, segmentation: nil),
            ],
            categories: [
                ObjectCategory(id: 1, name: "x"), ObjectCategory(id: 2, name: "y"), ObjectCategory(id: 3, name: "z"),
            ])
        let statistics = DatasetStatistics(dataset)
        #expect(statistics.images == 4)
        #expect(statistics.imagesWithoutAnnotations == 2)
        #expect(statistics.imagesWithoutSize == 1)
        #expect(statistics.annotations == 6)
        #expect(statistics.crowds == 1)
        #expect(statistics.annotationsOfUnknownImages == 1)
        #expect(statistics.annotationsOfUnknownCategories == 1)
        #expect(statistics.repeatedAnnotations == 1)
        // 4, 1, 0 and 0 annotations: the middle of 0, 0, 1, 4 is 0.5, and the mean 5 / 4.
        #expect(statistics.annotationsPerImage?.median == 0.5)
        #expect(statistics.annotationsPerImage?.mean == 1.25)
        #expect(statistics.annotationsPerImage?.maximum == 4)
        #expect(statistics.categoriesPerImage?.maximum == 2)
        #expect(statistics.sizes.small == 1)
        #expect(statistics.sizes.medium == 1)
        #expect(statistics.sizes.large == 2)
        #expect(statistics.sizes.unknown == 1)
        #expect(statistics.segmentations.polygons == 1)
        #expect(statistics.segmentations.runLengths == 2)
        #expect(statistics.segmentations.boxOnly == 2)
        #expect(statistics.segmentations.nothing == 1)
        #expect(statistics.medianPolygonPoints == 4)
        #expect(statistics.imageWidths?.maximum == 200)
        #expect(statistics.imageHeights?.minimum == 50)
        #expect(statistics.distinctImageSizes == 2)
        #expect(statistics.commonImageSizes.first?.size == size)
        #expect(statistics.commonImageSizes.first?.images == 2)
        #expect(statistics.categories.map(\.objects) == [3, 1, 0])
        #expect(statistics.categories.map(\.crowds) == [0, 1, 0])
        #expect(statistics.categories.map(\.images) == [2, 1, 0])
        #expect(statistics.categories.map(\.medianArea) == [1024, 10000, nil])
        #expect(statistics.emptyCategories.map(\.name) == ["z"])
        #expect(statistics.imbalance == 3)
    }

    @Test func anEmptyDataSetHasStatistics() throws {
        let statistics = DatasetStatistics(Dataset())
        #expect(statistics.images == 0)
        #expect(statistics.annotationsPerImage == nil)
        #expect(statistics.imbalance == nil)
        let again = try JSONDecoder().decode(DatasetStatistics.self, from: JSONEncoder().encode(statistics))
        #expect(again == statistics)
    }

    @Test(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
    func realDataSetsHaveWhatTheirReadMeSays() throws {
        let data = try #require(testData)
        let nuclei = DatasetStatistics(try Dataset(contentsOfFile: data.path + "/nuclei/train.json"))
        #expect(nuclei.images == 463)
        #expect(nuclei.annotations == 21_137)
        #expect(nuclei.segmentations.runLengths == 21_137)
        #expect(nuclei.annotationsPerImage?.maximum == 375)
        let photos = DatasetStatistics(try Dataset(contentsOfFile: data.path + "/photos/instances.json"))
        #expect(photos.images == 47)
        #expect(photos.annotations == 524)
        #expect(photos.segmentations.runLengths == photos.crowds)
    }
}
