import COCO
import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training

/// What is suggested for boxes of known sizes, and what anchors meet.
struct NetworkSuggestionTests {
    /// A data set of images with so many boxes of a size, at random places.
    private func dataset(
        _ size: ImageSize, images: Int, boxes: Int, width: ClosedRange<Double>, height: ClosedRange<Double>
    ) -> Dataset {
        var generator = SeededGenerator(seed: 7)
        var dataset = Dataset()
        dataset.categories = [ObjectCategory(id: 1, name: "thing")]
        for image in 1...images {
            dataset.images.append(DatasetImage(id: image, fileName: "\(image).png", size: size))
            for _ in 0..<boxes {
                let (w, h) = (Double.random(in: width, using: &generator), Double.random(in: height, using: &generator))
                let x = Double.random(in: 0...Double(size.width) - w, using: &generator)
                let y = Double.random(in: 0...Double(size.height) - h, using: &generator)
                dataset.annotations.append(
                    Annotation(
                        id: dataset.annotations.count + 1, imageID: image, categoryID: 1,
                        box: AnnotationBox(x: x, y: y, width: w, height: h), area: w * h, segmentation: nil))
            }
        }
        return dataset
    }

    /// Every anchor of the whole input compared with every box, as torchvision lays anchors out.
    private func recall(_ network: Configuration, _ dataset: Dataset) throws -> Double {
        let transform = ImageTransform(configuration: network.transform)
        let size = try #require(dataset.images.first?.size)
        let input = transform.resizedSize(size)
        let padded = transform.paddedSize([input])
        let generator = AnchorGenerator(
            sizes: network.proposals.anchorSizes, aspectRatios: network.proposals.aspectRatios)
        var anchors: [Box] = []
        for (level, stride) in network.levelStrides.enumerated() {
            let (columns, rows) = ((padded.width + stride - 1) / stride, (padded.height + stride - 1) / stride)
            let values = try generator.anchors(level: level, rows: rows, columns: columns, padded: padded)
                .elements(as: Float.self)
            for index in Swift.stride(from: 0, to: values.count, by: 4) {
                anchors.append(
                    Box(x1: values[index], y1: values[index + 1], x2: values[index + 2], y2: values[index + 3]))
            }
        }
        let (x, y) = (Float(input.width) / Float(size.width), Float(input.height) / Float(size.height))
        let boxes = dataset.annotations.compactMap { $0.box?.box.scaled(x: x, y: y) }
        let met = boxes.count { box in
            anchors.contains { anchor in
                let both = anchor.intersectionArea(with: box)
                return both > 0 && both / (anchor.area + box.area - both) >= 0.5
            }
        }
        return Double(met) / Double(boxes.count)
    }

    @Test func recallIsThatOfAllAnchors() throws {
        let data = dataset(ImageSize(width: 200, height: 130), images: 3, boxes: 12, width: 9...60, height: 6...40)
        for model in [Configuration.tiny, .small] {
            let suggestion = try NetworkSuggestion(data, name: "boxes", model: model)
            #expect(abs(try recall(model, data) - suggestion.recall.before) < 1e-9)
            #expect(abs(try recall(suggestion.network, data) - suggestion.recall.after) < 1e-9)
            #expect(suggestion.recall.before < 1)
            #expect(suggestion.recall.after > suggestion.recall.before, "\(suggestion.recall)")
        }
    }

    @Test func longObjectsGetTheirRatios() throws {
        let data = dataset(ImageSize(width: 640, height: 480), images: 4, boxes: 20, width: 20...30, height: 120...200)
        let suggestion = try NetworkSuggestion(data, name: "boxes", model: .small)
        #expect(suggestion.network.proposals.aspectRatios[0].allSatisfy { $0 > 3 })
        #expect(suggestion.recall.after > 0.95 && suggestion.recall.after > suggestion.recall.before + 0.3)
        let configuration = try TrainingConfiguration(yaml: suggestion.yaml(), path: "suggested.yaml")
        #expect(configuration.network.proposals == suggestion.network.proposals)
        #expect(configuration.network.transform == suggestion.network.transform)
    }

    @Test func crowdedAndTinyObjectsGetRoom() throws {
        let data = dataset(ImageSize(width: 1000, height: 900), images: 2, boxes: 600, width: 9...12, height: 9...12)
        let suggestion = try NetworkSuggestion(data, name: "boxes", model: .small)
        #expect(suggestion.mostOfAnImage == 600 && suggestion.objectCount == 1200)
        #expect(suggestion.network.boxHead.maximumDetections == 750)
        #expect(suggestion.network.proposals.countAfterNMS == 2400)
        // At 320 pixels they have 4; at 1344 16.
        #expect(suggestion.network.transform.minimumSide > 1000)
        let configuration = try TrainingConfiguration(yaml: suggestion.yaml(), path: "suggested.yaml")
        #expect(configuration.network.boxHead.maximumDetections == 750)
        #expect(configuration.evaluation.maximumDetections == 750)
        #expect(configuration.sampling.countAfterNMS == 2400)
    }

    @Test func largeObjectsNeedLess() throws {
        let data = dataset(ImageSize(width: 800, height: 800), images: 3, boxes: 3, width: 300...500, height: 300...500)
        let suggestion = try NetworkSuggestion(data, name: "boxes", model: .fasterRCNNMobileNetV3LargeFPN)
        #expect(suggestion.network.transform.minimumSide == 256)
        // All levels of this network have the same list.
        #expect(Set(suggestion.network.proposals.anchorSizes).count == 1)
        #expect(suggestion.recall.after == 1)
        try suggestion.network.validate()
    }

    /// What suits already stays; what says nothing is an error.
    @Test func nothingIsChangedWithoutAReason() throws {
        var data = dataset(ImageSize(width: 320, height: 320), images: 2, boxes: 5, width: 32...32, height: 32...32)
        for index in data.annotations.indices { data.annotations[index].box?.x = Double(16 + 64 * (index % 4)) }
        for index in data.annotations.indices { data.annotations[index].box?.y = Double(16 + 32 * (index % 5)) }
        let suggestion = try NetworkSuggestion(data, name: "boxes", model: .small)
        #expect(suggestion.recall.before == 1 && suggestion.recall.after == 1)
        #expect(suggestion.network.transform == Configuration.small.transform)
        data.annotations = []
        #expect(throws: TrainingError.self) { try NetworkSuggestion(data, name: "boxes", model: .small) }
        data = dataset(ImageSize(width: 320, height: 320), images: 1, boxes: 1, width: 9...9, height: 9...9)
        data.annotations[0].box = AnnotationBox(x: .nan, y: 0, width: 3, height: .infinity)
        #expect(throws: TrainingError.self) { try NetworkSuggestion(data, name: "boxes", model: .small) }
    }
}
