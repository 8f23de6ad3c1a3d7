import COCO
import Datasets
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
struct RealDatasetCheckTests {
    /// Two files share the folder, and no picture is in both; all is as it should be.
    @Test func nucleiHaveNoFault() throws {
        let data = try #require(testData).path + "/nuclei"
        let sources = try ["train.json", "val.json"].map { name in
            DatasetCheck.Source(
                name: name, dataset: try Dataset(contentsOfFile: "\(data)/\(name)"), imageFolder: data + "/images")
        }
        let check = DatasetCheck(sources)
        #expect(check.faults.isEmpty, "\(check.faults.prefix(5))")
        // Alone, the training set does not list the 67 pictures of the other.
        let alone = DatasetCheck([sources[0]])
        #expect(alone.counts.map(\.kind) == [.imageNotListed])
        #expect(alone.faults.count == 67)
    }

    @Test func photographsHaveNoErrors() throws {
        let data = try #require(testData).path + "/photos"
        let source = DatasetCheck.Source(
            name: "instances.json", dataset: try Dataset(contentsOfFile: data + "/instances.json"),
            imageFolder: data + "/images")
        let check = DatasetCheck([source])
        // 20 of COCO's 80 categories are not in these photographs, and one object of 11.4 pixels is tiny.
        #expect(check.counts.map(\.kind) == [.categoryWithoutObjects, .objectTiny])
        #expect(check.counts.map(\.count) == [20, 1])
        #expect(DatasetCheck.mended(source).dataset == source.dataset)
    }
}
