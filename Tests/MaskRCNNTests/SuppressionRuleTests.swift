import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Which of several detections of one object stay, rule by rule: each is compared with what its definition makes of the
/// detections that nothing was taken from.
@Suite struct SuppressionRuleTests {
    /// Detections of the test network with other settings of its box head; without a limit that would cut any off.
    private func detections(_ change: (inout Configuration.BoxHead) -> Void) async throws -> [Detection] {
        let image = try TestModel.picture(width: 140, height: 96)
        return try await TestModel.detector { options in
            var model = TestModel.configuration
            model.boxHead.maximumDetections = 5000
            model.boxHead.scoreThreshold = 0.2
            change(&model.boxHead)
            options.model = model
        }.detections(in: image)
    }

    private func iou(_ a: Box, _ b: Box) -> Float {
        let both = a.intersectionArea(with: b)
        return both > 0 ? both / (a.area + b.area - both) : 0
    }

    @Test func acrossClassesOneOfAnObjectStays() async throws {
        let all = try await detections { $0.nmsThreshold = 1 }
        let byClass = try await detections { _ in }
        let across = try await detections { $0.suppression.scope = .acrossClasses }
        var expected: [Detection] = []
        for detection in all where expected.allSatisfy({ iou($0.box, detection.box) <= 0.5 }) {
            expected.append(detection)
        }
        #expect(across.count < byClass.count && byClass.count < all.count && Set(all.map(\.label)).count > 1)
        #expect(across.map(\.box) == expected.map(\.box) && across.map(\.label) == expected.map(\.label))
    }

    @Test(arguments: [Configuration.Suppression.Method.linear, .gaussian])
    func softSuppressionLowersScores(_ method: Configuration.Suppression.Method) async throws {
        let all = try await detections { $0.nmsThreshold = 1 }
        let found = try await detections {
            $0.suppression.method = method
            $0.suppression.sigma = 0.3
        }
        // The definition, class by class.
        var left = all.map { (detection: $0, score: $0.score) }
        var expected: [(detection: Detection, score: Float)] = []
        while let best = left.indices.max(by: { left[$0].score < left[$1].score }) {
            let taken = left.remove(at: best)
            expected.append(taken)
            for index in left.indices where left[index].detection.label == taken.detection.label {
                let overlap = iou(left[index].detection.box, taken.detection.box)
                switch method {
                case .linear: if overlap > 0.5 { left[index].score *= 1 - overlap }
                default: left[index].score *= exp(-overlap * overlap / 0.3)
                }
            }
            left.removeAll { $0.score <= 0.2 }
        }
        let hard = try await detections { _ in }
        #expect(found.count < all.count && !found.isEmpty)
        if method == .linear { #expect(found.count > hard.count) }
        // Boxes back at the picture's size overlap by a rounding more or less.
        #expect(abs(found.count - expected.count) <= 1)
        for (ours, wanted) in zip(found, expected).prefix(min(found.count, expected.count) - 1) {
            #expect(abs(ours.score - wanted.score) < 1e-4)
        }
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func masksAreComparedWhereThatIsAsked() async throws {
        let all = try await detections { $0.nmsThreshold = 0.9 }
        let found = try await detections {
            $0.nmsThreshold = 0.9
            $0.suppression.maskThreshold = 0.1
        }
        var expected: [Detection] = []
        for detection in all {
            let mask = try #require(detection.mask)
            let rivals = expected.filter { $0.label == detection.label }.compactMap(\.mask)
            if try RunLengthMask.iou([mask], with: rivals).allSatisfy({ $0 <= 0.1 }) { expected.append(detection) }
        }
        #expect(found.count < all.count && found.count > 1)
        #expect(found == expected)
    }

    @Test func everyClassMayHaveAThresholdOfItsOwn() async throws {
        let all = try await detections { _ in }
        let found = try await detections {
            $0.scoreThreshold = 0.2
            $0.classScoreThresholds = [0.5, 0.3]
        }
        // The third class is beyond the list.
        let expected = all.filter { $0.score > [0, 0.5, 0.3, 0.2][$0.label] }
        #expect(found.map(\.box) == expected.map(\.box) && found.map(\.label) == expected.map(\.label))
        #expect(found.count < all.count)
        #expect(Set(all.map(\.label)) == [1, 2, 3])
        // One class lower than all others.
        let third = try #require(all.last { $0.label == 3 }).score
        let lower = try await detections {
            $0.scoreThreshold = 0.9
            $0.classScoreThresholds = [0.9, 0.9, Double(third) - 0.01]
        }
        #expect(lower.contains { $0.label == 3 && $0.score < 0.9 })
        #expect(lower.allSatisfy { $0.label == 3 || $0.score > 0.9 })
    }

    /// A score that is asked for holds for every class, whatever the model says of some.
    @Test func aScoreThatIsAskedForHoldsForAll() async throws {
        let image = try TestModel.picture(width: 140, height: 96)
        func found(_ thresholds: [Double]) async throws -> [Detection] {
            try await TestModel.detector { options in
                var model = TestModel.configuration
                model.boxHead.classScoreThresholds = thresholds
                options.model = model
                options.scoreThreshold = 0.4
            }.detections(in: image)
        }
        let plain = try await found([])
        #expect(!plain.isEmpty && plain.allSatisfy { $0.score > 0.4 })
        #expect(try await found([0.99, 0.1, 0.99]) == plain)
    }

    /// The kernel by itself: equal scores, a limit, groups.
    @Test func softSuppressionOfBoxes() throws {
        let boxes = try Tensor([0, 0, 10, 10, 0, 0, 10, 8, 0, 0, 10, 10, 50, 50, 60, 60.0], shape: [4, 4])
        func run(_ groups: [Int64], sigma: Double?, limit: Int = 9) throws -> ([Int64], [Double]) {
            let (indices, scores) = try DetectionKernels.softNMS(
                boxes: boxes, scores: Tensor([0.9, 0.8, 0.9, 0.5], shape: [4]),
                groups: Tensor(groups, shape: [4]), least: Tensor([0.1, 0.1, 0.1, 0.1], shape: [4]), iouThreshold: 0.5,
                sigma: sigma, limit: limit)
            return (try indices.elements(as: Int64.self), try scores.elements(as: Double.self))
        }
        // The second overlaps the first by 0.8, the third lies on it.
        let linear = try run([1, 1, 1, 1], sigma: nil)
        #expect(linear.0 == [0, 3, 1] && zip(linear.1, [0.9, 0.5, 0.16]).allSatisfy { abs($0 - $1) < 1e-12 })
        let apart = try run([1, 1, 2, 1], sigma: nil)
        #expect(apart.0 == [0, 2, 3, 1])
        let gaussian = try run([1, 1, 1, 1], sigma: 0.5, limit: 2)
        #expect(gaussian.0 == [0, 3] && gaussian.1 == [0.9, 0.5])
        #expect(try run([1, 1, 1, 1], sigma: nil, limit: 0).0.isEmpty)
    }
}
