import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

@Suite struct DetectorTests {
    @Test func detectionsAreWhatTheyPromise() async throws {
        let detector = try await TestModel.detector()
        let image = try TestModel.picture(width: 90, height: 70)
        let detections = try await detector.detections(in: image)
        try #require(detections.count > 20)
        for (better, worse) in zip(detections, detections.dropFirst()) { #expect(better.score >= worse.score) }
        for detection in detections {
            #expect(detection.score > 0.05 && detection.score <= 1)
            #expect((1...3).contains(detection.label) && detection.category == "class \(detection.label)")
            let box = detection.box
            #expect(box.x1 >= 0 && box.y1 >= 0 && box.x2 <= 90 && box.y2 <= 70 && box.x1 < box.x2 && box.y1 < box.y2)
            #expect(detection.mask?.size == image.size)
            // The mask lies in the box grown by 30 / 28, give or take the pixels at the border.
            if let found = detection.boundingBox {
                let (across, down) = (box.width / 28 + 1, box.height / 28 + 1)
                #expect(found.x1 >= box.x1 - across && found.x2 <= box.x2 + across)
                #expect(found.y1 >= box.y1 - down && found.y2 <= box.y2 + down)
            }
        }
        #expect(Set(detections.map(\.label)).count == 3)
        let partly = detections.filter { detection in
            guard let area = detection.area, area > 0 else { return false }
            return Float(area) < 0.9 * detection.box.area
        }
        #expect(!partly.isEmpty)
    }

    @Test func whatIsKnownOfTheModelIsThere() async throws {
        let detector = try await TestModel.detector()
        #expect(detector.configuration == TestModel.configuration)
        #expect(detector.categories == [1: "class 1", 2: "class 2", 3: "class 3"])
        let expected = try TestModel.configuration.manifest()
            .filter { !$0.name.contains(".running_") && !$0.name.hasSuffix("num_batches_tracked") }
            .reduce(0) { $0 + $1.shape.reduce(1, *) }
        #expect(detector.parameterCount == expected)
        #expect(detector.summary == "small, 4 classes, \((Double(expected) / 1e5).rounded() / 10) M parameters, cpu")
    }

    /// Nothing scores above 1, nor do the masks of nothing fail; in a batch every image has its own nothing.
    @Test func nothingFoundIsEmpty() async throws {
        let detector = try await TestModel.detector { $0.scoreThreshold = 1 }
        let images = try [TestModel.picture(width: 90, height: 70), TestModel.picture(width: 40, height: 80)]
        #expect(try await detector.detections(in: images) == [[], []])
        #expect(try await detector.detections(in: images[0]).isEmpty)
    }

    /// Without proposals no head has anything to look at; with and without convolutions in the box head.
    @Test(arguments: [0, 2])
    func nothingProposedIsEmpty(_ convolutions: Int) async throws {
        try await Scratch.with { folder in
            var model = TestModel.configuration
            model.proposals.countAfterNMS = 0
            model.boxHead.convolutionCount = convolutions
            model.boxHead.normalization = .batchNorm(epsilon: 1e-5)
            let path = folder.appendingPathComponent("a.safetensors").path
            try model.writeRandomWeights(seed: 1, to: path)
            let detector = try await Detector(weights: path)
            #expect(try await detector.detections(in: TestModel.picture(width: 90, height: 70)).isEmpty)
        }
    }

    /// Detections without their probabilities, which round otherwise among other numbers of detections.
    private func found(_ detections: some Sequence<Detection>) -> [Detection] {
        detections.map {
            Detection(box: $0.box, label: $0.label, category: $0.category, score: $0.score, mask: $0.mask)
        }
    }

    @Test func theThresholdIsStrict() async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let all = try await TestModel.detector().detections(in: image)
        let threshold = all[10].score
        let above = try await TestModel.detector { $0.scoreThreshold = Double(threshold) }.detections(in: image)
        #expect(found(above) == found(all.prefix { $0.score > threshold }))
        #expect(!above.isEmpty)
    }

    @Test(arguments: [0, 1, 3])
    func theBestAreKept(_ maximum: Int) async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let all = try await TestModel.detector().detections(in: image)
        let some = try await TestModel.detector { $0.maximumDetections = maximum }.detections(in: image)
        #expect(found(some) == found(all.prefix(maximum)))
    }

    /// Other classes are dropped before the limit counts: those of one class are all there.
    @Test(arguments: [Set([2]), [1, 3], [1, 2, 3], [99], []])
    func classesAreChosen(_ classes: Set<Int>) async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let all = try await TestModel.detector { $0.maximumDetections = 2000 }.detections(in: image)
        let some = try await TestModel.detector {
            $0.classes = classes
            $0.maximumDetections = 2000
        }.detections(in: image)
        #expect(found(some) == found(all.filter { classes.contains($0.label) }))
        #expect(some.isEmpty == classes.isDisjoint(with: [1, 2, 3]))
    }

    @Test func categoriesMayBeNamed() async throws {
        let detector = try await TestModel.detector { $0.categories = [1: "cat", 3: "dog"] }
        let detections = try await detector.detections(in: TestModel.picture(width: 90, height: 70))
        #expect(Set(detections.map { "\($0.label) \($0.category)" }) == ["1 cat", "2 class 2", "3 dog"])
    }

    @Test func precisionsWithoutKernelsAreRefused() async throws {
        for dtype in [DType.float16, .bfloat16, .int64] {
            await #expect(throws: MaskRCNNError.configuration(key: "dtype", expected: "float32 or float64")) {
                try await TestModel.detector { $0.dtype = dtype }
            }
        }
    }

    @Test func imagesOfOneInputSizeAreNotPadded() async throws {
        let detector = try await TestModel.detector()
        #expect(detector.inputSize(of: ImageSize(width: 90, height: 70)) == ImageSize(width: 128, height: 96))
        #expect(detector.inputSize(of: ImageSize(width: 9, height: 7)) == ImageSize(width: 128, height: 96))
        #expect(detector.inputSize(of: ImageSize(width: 4, height: 4000)) == ImageSize(width: 32, height: 192))
    }

    /// The next image takes its memory anew.
    @Test func trimmingChangesNoResult() async throws {
        let detector = try await TestModel.detector()
        let image = try TestModel.picture(width: 90, height: 70)
        let before = try await detector.detections(in: image)
        await detector.trim()
        #expect(try await detector.detections(in: image) == before)
    }

    @Test func imagesWithoutPixelsAreRefused() async throws {
        let detector = try await TestModel.detector()
        let image = try TestModel.picture(width: 90, height: 70)
        for empty in [ImageSize(width: 0, height: 0), ImageSize(width: 0, height: 9), ImageSize(width: 9, height: 0)] {
            let nothing = try Image(size: empty, pixels: [])
            await #expect(throws: MaskRCNNError.emptyImage) { try await detector.detections(in: [image, nothing]) }
        }
        #expect(try await detector.detections(in: [Image]()).isEmpty)
        // And goes on working.
        #expect(try await !detector.detections(in: image).isEmpty)
    }

    /// A pixel, lines that resize to a height of 1 (192 / 3000 · 1), and what lies between.
    @Test(arguments: [(1, 1), (1, 3000), (3000, 1), (2, 3), (500, 20)])
    func extremeImagesAreSegmented(width: Int, height: Int) async throws {
        let detector = try await TestModel.detector()
        let image = try TestModel.picture(width: width, height: height)
        for detection in try await detector.detections(in: image) {
            #expect(detection.mask?.size == image.size)
            #expect(detection.box.x2 <= Float(width) && detection.box.y2 <= Float(height))
            #expect(detection.box.x1 >= 0 && detection.box.y1 >= 0)
        }
    }
}
