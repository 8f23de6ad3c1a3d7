import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// Error breakdowns of random data sets are those of TIDE's own package.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)")) struct ErrorBreakdownParityTests {
    private let cases: [TideCase]

    init() throws {
        let file = try Peer.file(from: "tide.py", name: "tide.json") { [$0] }
        cases = try JSONDecoder().decode(TideFile.self, from: Data(contentsOf: file)).sets
    }

    @Test(arguments: [IoUType.bbox, .segm]) func gainsAreThoseOfTide(iouType: IoUType) throws {
        #expect(cases.count { !$0.ties } >= 30)
        for tide in cases where !tide.ties { try expectEqual(tide, tide.numbers(iouType), iouType) }
    }

    /// What tidecv says before it mends anything; and all of it once its results have distinct scores in that same order.
    @Test(arguments: [IoUType.bbox, .segm]) func gainsOfTiesAreThoseOfTheirOrder(iouType: IoUType) throws {
        #expect(cases.count { $0.ties } >= 30)
        for tide in cases where tide.ties {
            let ours = try breakdown(tide, iouType)
            let theirs = tide.numbers(iouType)
            #expect(abs(ours.ap - theirs.ap) < 1e-12, "seed \(tide.seed)")
            #expect(ours.counts == theirs.counts, "seed \(tide.seed)")
            // Its order for false positives is ours: all right ones first.
            #expect(abs(ours.falsePositives - theirs.gains[6]) < 1e-12, "seed \(tide.seed)")
            try expectEqual(tide, try #require(theirs.ordered?.first), iouType)
        }
    }

    /// Why tidecv's gains of ties are not taken: mending nothing costs it AP, and so may finding every object.
    @Test(arguments: [IoUType.bbox, .segm]) func tideLosesByMendingNothing(iouType: IoUType) throws {
        let numbers = cases.map { (ties: $0.ties, numbers: $0.numbers(iouType)) }
        #expect(numbers.allSatisfy { $0.ties || abs($0.numbers.idle) < 1e-12 })
        #expect(numbers.contains { $0.ties && $0.numbers.idle < -0.1 })
        #expect(numbers.contains { $0.ties && $0.numbers.gains[7] < -0.01 })
        for tide in cases { #expect(try breakdown(tide, iouType).falseNegatives >= 0, "seed \(tide.seed)") }
    }

    private func expectEqual(_ tide: TideCase, _ expected: TideNumbers, _ iouType: IoUType) throws {
        let ours = try breakdown(tide, iouType)
        let gains = [
            ours.classification, ours.localization, ours.both, ours.duplicate, ours.background, ours.missed,
            ours.falsePositives, ours.falseNegatives,
        ]
        #expect(ours.counts == expected.counts, "seed \(tide.seed)")
        #expect(abs(ours.ap - expected.ap) < 1e-12, "seed \(tide.seed)")
        #expect(gains.count == expected.gains.count)
        for (ours, theirs) in zip(gains, expected.gains) { #expect(abs(ours - theirs) < 1e-12, "seed \(tide.seed)") }
    }

    private func breakdown(_ tide: TideCase, _ iouType: IoUType) throws -> ErrorBreakdown {
        try ErrorBreakdown(
            groundTruth: tide.dataset, results: tide.results.map(\.result), iouType: iouType,
            maxDetections: tide.limit)
    }
}

private struct TideFile: Decodable {
    var sets: [TideCase]
}

private struct TideCase: Decodable {
    var seed: Int
    var ties: Bool
    var limit: Int
    var images: [Int]
    var annotations: [TideObject]
    var results: [TideObject]
    var bbox: TideNumbers
    var segm: TideNumbers

    func numbers(_ iouType: IoUType) -> TideNumbers { iouType == .bbox ? bbox : segm }

    var dataset: Dataset {
        Dataset(
            images: images.map { DatasetImage(id: $0, fileName: nil, size: nil) },
            annotations: annotations.enumerated().map { index, object in
                Annotation(
                    id: index + 1, imageID: object.image, categoryID: object.category, box: object.annotationBox,
                    area: nil, segmentation: .runLengths(object.mask, isCompressed: true),
                    isCrowd: object.crowd ?? false)
            })
    }
}

private struct TideObject: Decodable {
    var image: Int
    var category: Int
    /// x, y, width, height
    var box: [Double]
    var mask: RunLengthMask
    var crowd: Bool?
    var score: Double?

    var annotationBox: AnnotationBox { AnnotationBox(x: box[0], y: box[1], width: box[2], height: box[3]) }

    var result: DetectionResult {
        DetectionResult(
            imageID: image, categoryID: category, score: score ?? 0, box: annotationBox,
            segmentation: .runLengths(mask, isCompressed: true))
    }
}

private struct TideNumbers: Decodable {
    var ap: Double
    /// What AP gains where nothing is mended.
    var idle: Double
    /// Classification, localisation, both, duplicate, background, missed, false positives, false negatives.
    var gains: [Double]
    var counts: [Int]
    /// The same of distinct scores in the order of these, at most one.
    var ordered: [TideNumbers]?
}
