import COCO
import Foundation
import Geometry
import TestSupport
import Testing

@Suite struct ReadingTests {
    @Test func aDataSetIsRead() throws {
        let text = """
            {"info": {"year": 2017}, "licenses": [],
             "images": [{"license": 4, "file_name": "a.jpg", "height": 427, "width": 640, "id": 397133}],
             "annotations": [
               {"segmentation": [[1.5, 2, 3.25, 4e0, -5, 0.06]], "area": 702.1057499999998, "iscrowd": 0,
                "image_id": 397133, "bbox": [217.62, 240.54, 38.99, 57.75], "category_id": 18, "id": 1768},
               {"segmentation": {"size": [2, 3], "counts": [1, 2, 3]}, "iscrowd": 1, "image_id": 397133,
                "category_id": 90, "id": 2.0, "captions": [1, 2]}],
             "categories": [{"supercategory": "animal", "id": 18, "name": "dog"}, {"id": 90, "name": "cat"}]}
            """
        let dataset = try Dataset(json: Array(text.utf8))
        #expect(
            dataset.otherFields == [
                OtherField(name: "info", json: "{\"year\": 2017}"), OtherField(name: "licenses", json: "[]"),
            ])
        #expect(
            dataset.images == [
                DatasetImage(
                    id: 397133, fileName: "a.jpg", size: ImageSize(width: 640, height: 427),
                    otherFields: [OtherField(name: "license", json: "4")])
            ])
        #expect(
            dataset.categories == [
                ObjectCategory(id: 18, name: "dog", supercategory: "animal"), ObjectCategory(id: 90, name: "cat"),
            ])
        let mask = try RunLengthMask(size: ImageSize(width: 3, height: 2), counts: [1, 2, 3])
        #expect(
            dataset.annotations == [
                Annotation(
                    id: 1768, imageID: 397133, categoryID: 18,
                    box: AnnotationBox(x: 217.62, y: 240.54, width: 38.99, height: 57.75), area: 702.1057499999998,
                    segmentation: .polygons([[1.5, 2, 3.25, 4, -5, 0.06]])),
                Annotation(
                    id: 2, imageID: 397133, categoryID: 90, box: nil, area: nil,
                    segmentation: .runLengths(mask, isCompressed: false), isCrowd: true,
                    otherFields: [OtherField(name: "captions", json: "[1, 2]")]),
            ])
    }

    @Test(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
    func realFilesAreRead() throws {
        let folder = try #require(testData)
        let truth = try Dataset(contentsOfFile: folder.appendingPathComponent("photos/instances.json").path)
        #expect(!truth.annotations.isEmpty)
        let nuclei = try Dataset(contentsOfFile: folder.appendingPathComponent("nuclei/train.json").path)
        #expect(!nuclei.annotations.isEmpty)
        let results = try [DetectionResult](
            contentsOfFile: folder.appendingPathComponent("cocoeval/instances_val2014_fakesegm100_results.json").path)
        #expect(!results.isEmpty)
    }
}
