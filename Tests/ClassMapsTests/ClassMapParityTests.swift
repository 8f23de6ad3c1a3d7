import ClassMaps
import COCO
import Foundation
import Geometry
import TestSupport
import Testing

/// Maps beside what pycocotools, torchvision's references and Pillow make of the same, on the seeded cases of
/// `Tools/parity/class_maps.py`.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct ClassMapParityTests {
    private struct Cases: Decodable {
        struct Painted: Decodable {
            var dataset: String
            var joined: [UInt8]
            var small: [UInt8]
        }
        struct Maps: Decodable {
            var truth: [UInt8]
            var prediction: [UInt8]
        }
        struct Compared: Decodable {
            var classes: Int
            var pairs: [Maps]
            var matrix: [Int64]
            var pixelAccuracy: Double
            var accuracies: [Double?]
            var overlaps: [Double?]
            var mean: Double?
        }
        struct File: Decodable {
            var name: String
            var file: Data
            var values: [UInt8]
        }
        var painted: [Painted]
        var compared: [Compared]
        var files: [File]
    }
    private struct Read: Decodable {
        var mode: String
        var values: [UInt8]
        var size: [Int]
        var palette: [UInt8]
    }

    private func cases() throws -> Cases {
        let file = try Peer.file(from: "class_maps.py", name: "class_maps.json") { [$0] }
        return try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file))
    }

    @Test func objectsArePaintedAsTorchvisionsReferencesPaintThem() throws {
        let folder = try TemporaryFolder()
        let cases = try cases().painted
        #expect(cases.contains { $0.joined.contains(255) } && cases.contains { Set($0.small).count > 3 })
        for (index, painted) in cases.enumerated() {
            let dataset = try Dataset(contentsOfFile: folder.add("data.json", Array(painted.dataset.utf8)))
            #expect(try ClassMapPainter(dataset).map(ofImage: 1).labels == painted.joined, "scene \(index)")
            let onTop = try ClassMapPainter(dataset, overlaps: .smallerOnTop)
            #expect(try onTop.map(ofImage: 1).labels == painted.small, "scene \(index)")
        }
    }

    @Test func figuresAreThoseOfTorchvisionsConfusionMatrix() throws {
        for compared in try cases().compared {
            var evaluation = try SemanticEvaluation(classCount: compared.classes)
            let size = ImageSize(width: 23, height: 17)
            for pair in compared.pairs {
                try evaluation.add(
                    ClassMap(size: size, labels: pair.prediction), groundTruth: ClassMap(size: size, labels: pair.truth)
                )
            }
            #expect(evaluation.counts == compared.matrix)
            let found =
                [evaluation.pixelAccuracy, evaluation.meanIoU] + evaluation.classAccuracies
                + evaluation.intersectionsOverUnion
            let expected = [compared.pixelAccuracy, compared.mean] + compared.accuracies + compared.overlaps
            for (ours, theirs) in zip(found, expected) {
                #expect(abs(ours - (theirs ?? 0)) < 1e-12 || ours.isNaN && theirs == nil, "\(compared.classes) classes")
            }
        }
    }

    @Test func filesOfPillowGiveTheNumbersThatItReads() throws {
        let reader = try ClassMapReader(palette: .numbered(16))
        for file in try cases().files {
            #expect(try reader.map(encoded: Array(file.file), name: file.name).labels == file.values, "\(file.name)")
        }
    }

    @Test func pillowReadsOursAsAPaletteWithTheSameNumbers() throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: 5)
        let labels: [UInt8] = [0, 1, 7, 20, 255]
        let rows = (0..<31).map { _ in (0..<47).map { _ in labels.randomElement(using: &generator) ?? 0 } }
        let map = try map(rows)
        try map.write(toFile: folder("ours.png"), palette: .voc)
        try Peer.run("class_maps.py", [folder("read.json"), "--read", folder("ours.png")])
        let read = try JSONDecoder().decode(
            [Read].self, from: Data(contentsOf: URL(fileURLWithPath: folder("read.json"))))
        let picture = try #require(read.first)
        #expect(picture.mode == "P")
        #expect(picture.size == [47, 31])
        #expect(picture.values == map.labels)
        #expect(picture.palette.count == 768)
        #expect(picture.palette[3..<6] == [128, 0, 0] && picture.palette[765...] == [224, 224, 192])
    }
}
