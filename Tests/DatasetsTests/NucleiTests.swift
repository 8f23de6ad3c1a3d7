import COCO
import Datasets
import Foundation
import TestSupport
import Testing

/// Real masks, of up to hundreds of objects an image.
@Suite(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set")) struct NucleiTests {
    @Test func nucleiComeBackFromInstanceMasksExactly() throws {
        let folder = try #require(testData).path + "/nuclei"
        let nuclei = try Dataset.importing(from: folder + "/val.json", format: .coco)
        #expect(nuclei.imageFolder == folder + "/images")
        try SampleFolder.with { scratch in
            var options = ExportOptions()
            options.imageFolder = nuclei.imageFolder
            options.copiesImages = true
            let report = try nuclei.dataset.export(to: scratch("out"), format: .instanceMasks, options: options)
            #expect(report.problems.isEmpty)
            #expect(report.objectCount == nuclei.dataset.annotations.count)
            #expect(try DatasetFormat.detect(in: scratch("out")).format == .instanceMasks)
            let back = try Dataset.importing(from: scratch("out"), format: .instanceMasks)
            #expect(back.problems.isEmpty)
            func masks(_ dataset: Dataset) -> [String: [Segmentation?]] {
                let annotations = Dictionary(grouping: dataset.annotations, by: \.imageID)
                return Dictionary(
                    uniqueKeysWithValues: dataset.images.map { image in
                        (
                            image.fileName ?? "",
                            (annotations[image.id] ?? []).map { $0.mask.map { .runLengths($0, isCompressed: true) } }
                        )
                    })
            }
            #expect(masks(back.dataset) == masks(nuclei.dataset))
        }
    }
}
