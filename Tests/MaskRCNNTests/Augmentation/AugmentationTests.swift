import Files
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing

/// Test-time augmentation on the small random network, which finds much.
struct AugmentationTests {
    /// Both sides are multiples of 32 at the network's input, so that no view is padded.
    private static let size = ImageSize(width: 128, height: 96)

    private func detector(_ augmentation: TestTimeAugmentation?, _ change: (inout DetectorOptions) -> Void = { _ in })
        async throws -> Detector
    {
        try await TestModel.detector { options in
            options.augmentation = augmentation
            change(&options)
        }
    }

    /// One view that is the image itself changes nothing, to the last bit, by either fusion.
    @Test(arguments: [TestTimeAugmentation.Fusion.usual, .suppression])
    func theImageItselfIsAsWithout(_ fusion: TestTimeAugmentation.Fusion) async throws {
        let images = [
            try TestModel.picture(width: 90, height: 70), try TestModel.picture(width: 128, height: 96, seed: 2),
        ]
        let expected = try await TestModel.detector().detections(in: images)
        let found = try await detector(TestTimeAugmentation(flipsHorizontally: false, fusion: fusion))
            .detections(in: images)
        #expect(found == expected && expected.allSatisfy { $0.count > 5 })
    }

    /// A set of views that has the mirror image of each treats an image and its mirror image alike.
    @Test(arguments: [
        TestTimeAugmentation(), TestTimeAugmentation(fusion: .suppression),
        TestTimeAugmentation(sizes: [.factor(1), .factor(1.5)]),
        TestTimeAugmentation(flipsHorizontally: true, flipsVertically: true),
    ])
    func mirroredImagesGiveMirroredResults(_ augmentation: TestTimeAugmentation) async throws {
        let image = try TestModel.picture(width: Self.size.width, height: Self.size.height)
        let detector = try await detector(augmentation)
        let found = try await detector.detections(in: image)
        let mirrored = try await detector.detections(in: image.flippedHorizontally())
        #expect(found.count > 5 && found.count == mirrored.count)
        let width = Float(Self.size.width)
        for detection in found {
            let twin = mirrored.first { other in
                other.label == detection.label && abs(other.score - detection.score) < 1e-3
                    && abs(other.box.x1 - (width - detection.box.x2)) < 0.05
                    && abs(other.box.x2 - (width - detection.box.x1)) < 0.05
                    && abs(other.box.y1 - detection.box.y1) < 0.05 && abs(other.box.y2 - detection.box.y2) < 0.05
            }
            let mask = try #require(twin?.mask, "\(detection.box)")
            let other = try #require(detection.mask).flippedHorizontally()
            // Pasting rounds boxes outwards, which a mirror changes by a pixel at the rim.
            #expect(try mask.iou(with: other) > 0.8 || other.area < 40)
        }
    }

    /// Upside down alone is not symmetric in the other direction: what it gives is the mean of both views, which neither gives alone.
    @Test func viewsAreMerged() async throws {
        let image = try TestModel.picture(width: Self.size.width, height: Self.size.height)
        let alone = try await TestModel.detector().detections(in: image)
        let both = try await detector(TestTimeAugmentation(flipsHorizontally: false, flipsVertically: true))
            .detections(in: image)
        #expect(!both.isEmpty && both != alone)
        let best = try await detector(
            TestTimeAugmentation(flipsHorizontally: false, flipsVertically: true, fusion: .suppression)
        ).detections(in: image)
        // The best box of all views keeps its place and its score.
        #expect(
            best.contains { $0.box == alone[0].box && $0.score == alone[0].score } || best[0].score > alone[0].score)
    }

    /// Thresholds, limits and classes hold for what is merged.
    @Test(arguments: [TestTimeAugmentation.Fusion.usual, .suppression])
    func choicesHold(_ fusion: TestTimeAugmentation.Fusion) async throws {
        let image = try TestModel.picture(width: Self.size.width, height: Self.size.height)
        let augmentation = TestTimeAugmentation(sizes: [.factor(1), .shortSide(128)], fusion: fusion)
        let all = try await detector(augmentation).detections(in: image)
        let wanted = try #require(all.last?.label)
        let score = try #require(all.dropFirst(all.count / 2).first?.score)
        let chosen = try await detector(augmentation) { options in
            options.classes = [wanted]
            options.scoreThreshold = Double(score)
            options.maximumDetections = 3
        }.detections(in: image)
        #expect(chosen.count <= 3)
        #expect(chosen.allSatisfy { $0.label == wanted && $0.score > score })
        #expect(all == all.sorted { $0.score > $1.score })
    }

    @Test(arguments: [
        TestTimeAugmentation(sizes: []), TestTimeAugmentation(sizes: [.factor(0.01)]),
        TestTimeAugmentation(sizes: [.factor(.nan)]), TestTimeAugmentation(sizes: [.shortSide(0)]),
        TestTimeAugmentation(sizes: [.factor(1), .factor(1)]), TestTimeAugmentation(fusion: .weightedBoxes(overlap: 1)),
        TestTimeAugmentation(sizes: (1...17).map { .shortSide(32 * $0) }),
    ])
    func whatMakesNoSenseIsRefused(_ augmentation: TestTimeAugmentation) async throws {
        await #expect(throws: MaskRCNNError.self) { _ = try await detector(augmentation) }
    }

    /// Views are counted before they are made: the features of all stay until the masks are made.
    @Test func memoryCountsAllViews() throws {
        let size = ImageSize(width: 640, height: 480)
        func bytes(_ augmentation: TestTimeAugmentation?) -> Int {
            var options = DetectorOptions()
            options.augmentation = augmentation
            return InferenceMemory(.small, options: options).activationBytes(of: [size])
        }
        let none = bytes(nil)
        let two = bytes(TestTimeAugmentation())
        let four = bytes(TestTimeAugmentation(flipsVertically: true))
        let flipped = 640 * 480 * 3
        // The maps of a view of 448×320 are (1/4² + … + 1/64²) · 128 channels · 4 bytes a pixel.
        #expect(two > none + flipped && four - two == two - none - flipped)
        #expect(bytes(TestTimeAugmentation(sizes: [.factor(2)], flipsHorizontally: false)) > 3 * none)
        #expect(bytes(TestTimeAugmentation(sizes: [.factor(8)])) > 0)
    }
}
