import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// Run lengths against pycocotools', byte for byte, on the seeded cases of `Tools/parity/rle.py`.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct RunLengthParityTests {
    @Test func everyOperationGivesPycocotoolsNumbers() throws {
        var reader = try BinaryReader(Peer.file(from: "rle.py", name: "rle.bin") { [$0] })
        try comparePolygons(&reader)
        try compareBitmaps(&reader)
        try compareBoxes(&reader)
        try compareUncompressed(&reader)
        try compareMerging(&reader)
        try compareOverlaps(&reader)
        try compareBoxOverlaps(&reader)
        #expect(reader.isAtEnd)
    }

    private func comparePolygons(_ reader: inout BinaryReader) throws {
        for index in 0..<reader.integer() {
            let size = reader.size()
            let rings = reader.list { $0.doubles() }
            let (one, all) = (reader.runLengths(), reader.runLengths())
            #expect(try RunLengthMask(cocoPolygon: rings[0], size: size).cocoString == one.counts, "polygon \(index)")
            #expect(try RunLengthMask(cocoPolygons: rings, size: size).cocoString == all.counts, "polygon \(index)")
        }
    }

    private func compareBitmaps(_ reader: inout BinaryReader) throws {
        for index in 0..<reader.integer() {
            let pixels = reader.bytes()
            let expected = reader.runLengths()
            let mask = try RunLengthMask(bitmap: pixels, size: expected.size)
            #expect(mask.cocoString == expected.counts, "bitmap \(index)")
            #expect(try expected.mask() == mask, "bitmap \(index)")
            #expect(mask.bitmap() == pixels, "bitmap \(index)")
            #expect(mask.area == reader.integer(), "bitmap \(index)")
            #expect((mask.boundingBox?.xywh ?? [0, 0, 0, 0]).map(Double.init) == reader.doubles(), "bitmap \(index)")
        }
    }

    private func compareBoxes(_ reader: inout BinaryReader) throws {
        for index in 0..<reader.integer() {
            let size = reader.size()
            let box = reader.doubles()
            let mask = try RunLengthMask(cocoBoxX: box[0], y: box[1], width: box[2], height: box[3], size: size)
            #expect(mask.cocoString == reader.runLengths().counts, "box \(index)")
        }
    }

    /// pycocotools keeps runs of length 0, which our masks have only at the front: its string is read before comparing.
    private func compareUncompressed(_ reader: inout BinaryReader) throws {
        for index in 0..<reader.integer() {
            let size = reader.size()
            let counts = reader.integers()
            let mask = try RunLengthMask(size: size, counts: counts)
            let expected = reader.runLengths()
            #expect(try expected.mask() == mask, "run lengths \(index)")
            if counts.dropFirst().allSatisfy({ $0 > 0 }) {
                #expect(mask.cocoString == expected.counts, "run lengths \(index)")
            }
            #expect(mask.area == reader.integer(), "run lengths \(index)")
            #expect(mask.bitmap() == reader.bytes(), "run lengths \(index)")
        }
    }

    private func compareMerging(_ reader: inout BinaryReader) throws {
        for index in 0..<reader.integer() {
            let masks = try reader.list { try $0.runLengths().mask() }
            #expect(try RunLengthMask.union(of: masks).cocoString == reader.runLengths().counts, "merge \(index)")
            #expect(
                try RunLengthMask.intersection(of: masks).cocoString == reader.runLengths().counts, "merge \(index)")
        }
    }

    private func compareOverlaps(_ reader: inout BinaryReader) throws {
        for index in 0..<reader.integer() {
            let results = try reader.list { try $0.runLengths().mask() }
            let truths = try reader.list { try $0.runLengths().mask() }
            let crowd = reader.bytes().map { $0 != 0 }
            let expected = reader.doubles()
            #expect(try RunLengthMask.iou(results, with: truths, crowd: crowd) == expected, "overlaps \(index)")
            let singly = try results.flatMap { result in
                try zip(truths, crowd).map { try result.iou(with: $0, crowd: $1) }
            }
            #expect(singly == expected, "overlaps \(index)")
        }
    }

    private func compareBoxOverlaps(_ reader: inout BinaryReader) throws {
        func boxes(_ numbers: [Double]) -> [AnnotationBox] {
            stride(from: 0, to: numbers.count, by: 4).map {
                AnnotationBox(x: numbers[$0], y: numbers[$0 + 1], width: numbers[$0 + 2], height: numbers[$0 + 3])
            }
        }
        for index in 0..<reader.integer() {
            let (results, truths) = (boxes(reader.doubles()), boxes(reader.doubles()))
            let crowd = reader.bytes().map { $0 != 0 }
            #expect(AnnotationBox.iou(results, with: truths, crowd: crowd) == reader.doubles(), "box overlaps \(index)")
        }
    }
}
