import Files
import Geometry
import MaskRCNN
import TestSupport
import Testing

/// Masks as probabilities, of which any threshold makes a mask.
struct SoftMaskTests {
    private static let threshold = 0.5

    private func detections(_ change: (inout DetectorOptions) -> Void = { _ in }) async throws -> [Detection] {
        let detector = try await TestModel.detector(change)
        let found = try await detector.detections(in: TestModel.picture(width: 90, height: 70))
        try #require(found.count > 1, "there are masks to look at")
        return found
    }

    @Test func theModelsThresholdGivesTheMask() async throws {
        for detection in try await detections() {
            let probabilities = try #require(detection.probabilities)
            #expect(probabilities.side == 28 && probabilities.values.count == 28 * 28)
            #expect(probabilities.box == detection.box && probabilities.size == detection.mask?.size)
            #expect(try probabilities.mask(threshold: Self.threshold) == detection.mask)
            let pixels = try #require(try detection.softMask())
            #expect(pixels.allSatisfy { (0...1).contains($0) })
            #expect(pixels.map { $0 > Float(Self.threshold) ? 1 : 0 } == (try #require(detection.bitmap())))
        }
    }

    /// Set before or taken afterwards, a threshold gives the same; higher ones give no more pixels.
    @Test func anyThresholdBeforeOrAfterwards() async throws {
        var areas = Set<Int>()
        for threshold in [0, 0.2, 0.7, 1] {
            let found = try await detections { $0.maskThreshold = threshold }
            for detection in found {
                #expect(try detection.mask == #require(detection.probabilities).mask(threshold: threshold))
            }
            areas.insert(found.reduce(0) { $0 + ($1.area ?? -1) })
        }
        #expect(areas.count == 4 && areas.contains(0), "no probability is above 1: \(areas)")
        let probabilities = try #require(try await detections().compactMap(\.probabilities).first)
        let sizes = try stride(from: 0.0, through: 1, by: 0.05).map { try probabilities.mask(threshold: $0).area }
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy(>=), "\(sizes)")
    }

    @Test(arguments: [-0.1, 1.5, .nan]) func noThreshold(_ threshold: Double) async throws {
        await #expect(
            throws: MaskRCNNError.configuration(key: "maskHead.threshold", expected: "from 0 to 1")
        ) {
            _ = try await TestModel.detector { $0.maskThreshold = threshold }
        }
    }

    @Test func pixelsHaveABudget() async throws {
        let detection = try #require(try await detections().first)
        let budget = MemoryBudget(
            bytes: MemoryBudget.programBytes + 1000, origin: "a test",
            limit: MemoryLimit(bytes: 1 << 40, source: .machine), option: "--memory")
        budget.replacingProcess {
            #expect(throws: MaskRCNNError.self) { try detection.softMask() }
        }
    }
}
