import Files
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// A network for segmentation that is loaded: what it gives, says and refuses.
struct SegmenterTests {
    @Test(arguments: [false, true])
    func everyPixelHasAClass(deep: Bool) async throws {
        try await SmallSegmenter.withWeights(SmallSegmenter.configuration(deep: deep)) { path in
            var options = SegmenterOptions()
            options.givesProbabilities = true
            let segmenter = try await Segmenter(weights: path, options: options)
            let image = try TestModel.picture(width: 70, height: 50)
            let map = try await segmenter.segmentation(of: image)
            #expect(map.size == image.size && map.labels.count == 3500 && map.width == 70 && map.height == 50)
            #expect(map.classNames == ["__background__", "class 1", "class 2", "class 3", "class 4"])
            #expect(abs(map.shares.reduce(0, +) - 1) < 1e-12)
            for label in 0..<5 {
                #expect(map.shares[label] == Double(map.labels.count { Int($0) == label }) / 3500)
            }
            #expect(map[3, 2] == Int(map.labels[143]))
            // The largest of five.
            let probabilities = try #require(map.probabilities)
            #expect(probabilities.count == 3500 && probabilities.allSatisfy { $0 >= 0.2 && $0 <= 1 })
            #expect(segmenter.inputSize(of: image.size) == ImageSize(width: 67, height: 48))
            #expect(segmenter.notes == ["the auxiliary head, which only training needs, is not loaded"])
            #expect(segmenter.summary.hasPrefix(deep ? "small-deep, 5 classes" : "small-fcn, 5 classes"))

            options.engine = .libTorch
            options.givesProbabilities = false
            let other = try await Segmenter(weights: path, options: options)
            let same = try await other.segmentation(of: image)
            #expect(same.probabilities == nil)
            #expect(zip(same.labels, map.labels).count { $0 != $1 } < 10)
            await segmenter.trim()
        }
    }

    /// The auxiliary head changes no class map.
    @Test func theAuxiliaryHeadIsForTrainingAlone() async throws {
        try await SmallSegmenter.withWeights { path in
            var options = SegmenterOptions()
            options.computesAuxiliaryHead = true
            let image = try TestModel.picture(width: 40, height: 50)
            let whole = try await Segmenter(weights: path, options: options)
            #expect(whole.notes == [])
            let usual = try await Segmenter(weights: path)
            #expect(try await usual.segmentation(of: image) == whole.segmentation(of: image))
            #expect(usual.parameterCount == whole.parameterCount)
        }
    }

    @Test func aFileOfAnotherTaskIsNamed() async throws {
        let detector = try TestModel.path()
        await #expect {
            _ = try await Segmenter(weights: detector)
        } throws: { error in
            "\(error)".contains("it is of small, which finds objects (Detector) and gives no class map")
        }
        try await SmallSegmenter.withWeights { path in
            await #expect {
                _ = try await Detector(weights: path)
            } throws: { error in
                "\(error)".contains("it is of small-fcn, which is for semantic segmentation (Segmenter)")
            }
        }
    }

    /// A tensor that is missing, or of another network, is named.
    @Test func differencesAreNamed() async throws {
        try await SmallSegmenter.withWeights { path in
            let checkpoint = try Checkpoint(contentsOfFile: path)
            var entries = checkpoint.entries.filter { $0.name != "backbone.layer3.1.conv2.weight" }
            entries.append(Checkpoint.Entry(name: "classifier.9.bias", tensor: try Tensor.zeros([2]).stored()))
            try Checkpoint.writeSafetensors(entries, metadata: checkpoint.metadata, to: path)
            await #expect {
                _ = try await Segmenter(weights: path)
            } throws: { error in
                guard case MaskRCNNError.weights(_, "small-fcn", let mismatch) = error else { return false }
                return mismatch.missing == ["backbone.layer3.1.conv2.weight"]
                    && mismatch.unexpected == ["classifier.9.bias"]
            }
        }
    }

    @Test func imagesThatCannotBeAreRefused() async throws {
        try await SmallSegmenter.withWeights { path in
            let segmenter = try await Segmenter(weights: path)
            let empty = try Image(size: ImageSize(width: 0, height: 3), pixels: [])
            await #expect(throws: MaskRCNNError.emptyImage) { _ = try await segmenter.segmentation(of: empty) }
            var options = SegmenterOptions()
            options.resizing = .scale(64)
            let large = try await Segmenter(weights: path, options: options)
            let image = try TestModel.picture(width: 300, height: 300)
            await #expect {
                _ = try await large.segmentation(of: image)
            } throws: { error in
                if case MaskRCNNError.inputTooLarge = error { true } else { false }
            }
            var wrong = SegmenterOptions()
            wrong.resizing = .scale(0)
            do {
                _ = try await Segmenter(weights: path, options: wrong)
                Issue.record("a scale of 0 was taken")
            } catch {
                #expect("\(error)".contains("resizing.scale"))
            }
        }
    }

    /// Memory grows with the image, and with what is asked for.
    @Test func memoryFollowsTheImage() {
        var options = SegmenterOptions()
        let fcn = SegmentationMemory(.fcnResNet50)
        let (small, large) = (ImageSize(width: 520, height: 520), ImageSize(width: 5200, height: 5200))
        // The image as floating-point numbers, and a label a pixel.
        #expect(fcn.activationBytes(of: large) > 5200 * 5200 * 13)
        // The maps of the last two stages alone: 16 and 32 numbers a pixel.
        #expect(fcn.activationBytes(of: small) > 520 * 520 * 48 * 4)
        #expect(fcn.activationBytes(of: small) < 520 * 520 * 400 * 4)
        options.givesProbabilities = true
        let more = SegmentationMemory(.fcnResNet50, options: options)
        #expect(more.activationBytes(of: small) - fcn.activationBytes(of: small) == 520 * 520 * 4)
        #expect(fcn.weightBytes > 4 * 33_000_000)
        options.engine = .libTorch
        let plain = SegmentationMemory(.fcnResNet50, options: options)
        let deep = SegmentationMemory(.deepLabV3ResNet50, options: options)
        #expect(deep.weightBytes > plain.weightBytes && fcn.weightBytes > plain.weightBytes)
        options.device = .cuda(index: 0)
        #expect(SegmentationMemory(.fcnResNet50, options: options).activationBytes(of: small) < 520 * 520 * 100)
    }
}
