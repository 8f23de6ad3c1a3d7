import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing
import TrainingData

@Suite(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
struct RealDataTests {
    private func set(_ folder: String, _ file: String) throws -> TrainingSet {
        let data = try #require(testData).appendingPathComponent(folder)
        let dataset = try Dataset(contentsOfFile: data.appendingPathComponent(file).path)
        return try TrainingSet([
            TrainingSet.Source(dataset, imageFolder: data.appendingPathComponent("images").path, name: file)
        ])
    }

    @Test(
        arguments: [("nuclei", "val.json"), ("photos", "instances.json")],
        [
            Augmentation.Preset.flip, .largeScaleJitter, .microscopy,
        ])
    func boxesHoldTheirMasks(_ files: (String, String), _ preset: Augmentation.Preset) throws {
        let set = try set(files.0, files.1)
        var options = EpochOrder.Options()
        options.batchSize = 12
        options.seed = 6
        var augmentation = Augmentation(preset)
        augmentation.copyPaste = .init()
        let loader = try SampleLoader(
            set, order: EpochOrder(set, options: options), augmentation: augmentation)
        let samples = try loader.next()
        loader.stop()
        #expect(samples.map(\.objects.count).reduce(0, +) > 12)
        for sample in samples {
            let bounds = Box(
                x1: 0, y1: 0, x2: Float(sample.image.size.width), y2: Float(sample.image.size.height))
            for object in sample.objects {
                let extent = try #require(object.mask.boundingBox)
                #expect(object.mask.size == sample.image.size)
                #expect(object.box.width > 0 && object.box.height > 0)
                #expect(object.box.clipped(to: sample.image.size) == object.box, "\(sample.path), \(bounds)")
                // Annotated boxes end inside pixels, and COCO's rasteriser takes a pixel more or less.
                #expect(
                    extent.x1 > object.box.x1 - 2 && extent.y1 > object.box.y1 - 2 && extent.x2 < object.box.x2 + 2
                        && extent.y2 < object.box.y2 + 2, "\(sample.path): \(extent) is not in \(object.box)")
            }
        }
    }

    @Test func annotationsOfRealSetsAreWithoutFault() throws {
        let nuclei = try set("nuclei", "val.json")
        #expect(nuclei.images.count == 67)
        #expect(nuclei.objectCount == 2560)
        #expect(nuclei.warnings.isEmpty)
        let photos = try set("photos", "instances.json")
        #expect(photos.images.count == 47)
        #expect(photos.categories[1] == "person")
        #expect(photos.objectCount + photos.images.reduce(0) { $0 + $1.crowds.count } == 524)
    }
}
