import Geometry
import Imaging
import MaskRCNN
import Testing
import Torch

/// The same image gives the same detections, alone or with others, before or after, from one task or many.
@Suite struct DetectorConsistencyTests {
    /// 90 × 70 becomes 123 × 96 and 96 × 80 becomes 115 × 96: both are padded to 128 × 96, alone too.
    @Test func aBatchGivesWhatEachImageGives() async throws {
        let detector = try await TestModel.detector()
        let images = try [
            TestModel.picture(width: 90, height: 70, seed: 1), TestModel.picture(width: 96, height: 80, seed: 2),
            TestModel.picture(width: 90, height: 70, seed: 3),
        ]
        let batch = try await detector.detections(in: images)
        #expect(batch.count == 3)
        for (image, together) in zip(images, batch) {
            expectClose(together, try await detector.detections(in: image))
        }
        expectClose(try await detector.detections(in: images.reversed())[2], batch[0])
    }

    /// Silent when wrong: torchvision keeps the levels' scales of the first image that it meets. A model that has seen a
    /// long image must find in a square one what a new model finds.
    @Test func earlierImagesChangeNothing() async throws {
        let square = try TestModel.picture(width: 96, height: 96)
        let fresh = try await TestModel.detector { _ in }
        let before = try await fresh.detections(in: square)
        let used = try await TestModel.detector { _ in }
        for (width, height) in [(33, 1), (1000, 30), (7, 300)] {
            _ = try await used.detections(in: TestModel.picture(width: width, height: height))
        }
        let after = try await used.detections(in: square)
        // Not to the bit: another test may meanwhile have changed how many threads share a sum.
        expectClose(after, before)
    }

    /// Calls from many tasks wait for each other and do not mix.
    @Test func manyTasksShareADetector() async throws {
        let detector = try await TestModel.detector()
        let images = try (0..<4).map { try TestModel.picture(width: 60 + 7 * $0, height: 50, seed: UInt64($0)) }
        var expected: [[Detection]] = []
        for image in images { expected.append(try await detector.detections(in: image)) }
        try await withThrowingTaskGroup(of: (Int, [Detection]).self) { group in
            for task in 0..<12 {
                group.addTask { (task % 4, try await detector.detections(in: images[task % 4])) }
            }
            for try await (index, detections) in group {
                expectClose(detections, expected[index])
            }
        }
        #expect(Set(expected.map(\.count)) != [0] && expected[0] != expected[1])
    }

    /// Several detectors at once, as a server would have, give the same too.
    @Test func detectorsDoNotDisturbEachOther() async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let expected = try await TestModel.detector().detections(in: image)
        try await withThrowingTaskGroup(of: [Detection].self) { group in
            for threads in 1...3 {
                group.addTask { try await TestModel.detector { $0.threads = threads }.detections(in: image) }
            }
            for try await detections in group { expectClose(detections, expected) }
        }
    }

    @Test func doublesGiveNearlyTheSame() async throws {
        let image = try TestModel.picture(width: 90, height: 70)
        let single = try await TestModel.detector().detections(in: image)
        let double = try await TestModel.detector { $0.dtype = .float64 }.detections(in: image)
        expectClose(double, single)
    }
}

/// Expects the same detections up to rounding: scores to 10⁻⁴, boxes to a hundredth of a pixel, masks but for a pixel in
/// a hundred; where rounding moves a side to another pixel, and with it all that lies between, but for one in four.
func expectClose(_ ours: [Detection], _ others: [Detection], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!others.isEmpty && ours.map(\.label) == others.map(\.label), sourceLocation: sourceLocation)
    for (a, b) in zip(ours, others) {
        #expect(a.mask?.size == b.mask?.size, sourceLocation: sourceLocation)
        #expect(abs(a.score - b.score) < 1e-4, sourceLocation: sourceLocation)
        for (x, y) in zip([a.box.x1, a.box.y1, a.box.x2, a.box.y2], [b.box.x1, b.box.y1, b.box.x2, b.box.y2]) {
            #expect(abs(x - y) < 1e-2, sourceLocation: sourceLocation)
        }
        let differing = zip(a.bitmap() ?? [], b.bitmap() ?? []).count { $0 != $1 }
        let area = max(a.area ?? 0, b.area ?? 0)
        let isShifted = pastedSides(a.box) != pastedSides(b.box)
        #expect(
            differing <= 1 + (isShifted ? area / 4 : area / 100), "\(a.box), \(b.box), area \(area)",
            sourceLocation: sourceLocation)
    }
}

/// The pixels in which the sides of a box lie once it has grown by a cell of its mask on every side: a mask is pasted from
/// and to these.
private func pastedSides(_ box: Box) -> [Int] {
    let (x, y) = ((box.x2 - box.x1) / 28, (box.y2 - box.y1) / 28)
    return [box.x1 - x, box.y1 - y, box.x2 + x, box.y2 + y].map { Int($0.rounded(.towardZero)) }
}
