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
        #expect(cases.count >= 30)
        for tide in cases {
            let ours = try breakdown(tide, iouType)
            let expected = iouType == .bbox ? tide.bbox : tide.segm
            let comment: Comment = "seed \(tide.seed)"
            #expect(ours.counts == expected.counts, comment)
            #expect(abs(ours.falseNegatives - expected.gains[7]) < 1e-12 || tide.ties, comment)
            // tidecv changes the order of results with equal scores once it mends something.
            guard !tide.ties else { continue }
            #expect(abs(ours.ap - expected.ap) < 1e-12, comment)
            let gains = [
                ours.classification, ours.localization, ours.both, ours.duplicate, ours.background, ours.missed,
                ours.falsePositives, ours.falseNegatives,
            ]
            for (ours, theirs) in zip(gains, expected.gains) { #expect(abs(ours - theirs) < 1e-12, comment) }
        }
    }

    @Test func apOfTiesIsThatOfTide() throws {
        for tide in cases where tide.ties {
            #expect(abs(try breakdown(tide, .segm).ap - tide.segm.ap) < 1e-12, "seed \(tide.seed)")
        }
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
    /// Classification, localisation, both, duplicate, background, missed, false positives, false negatives.
    var gains: [Double]
    var counts: [Int]
}
