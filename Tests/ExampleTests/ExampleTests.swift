import COCO
import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

/// Every example on a drawn picture and random weights: what it writes is well-formed, and bad input is no crash.
struct ExampleTests {
    @Test func segmentWritesAnOverlay() throws {
        try withSamples { folder, weights in
            let overlay = folder + "/overlay.png"
            let outcome = try Example(name: "segment")(weights, folder + "/photos/a.png", overlay)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines.allSatisfy { $0.contains(": score 0.") && $0.hasSuffix(" pixels") }, "\(outcome.output)")
            let drawn = try Image(contentsOfFile: overlay)
            #expect(drawn.size == Sample.pictureSize)
            // What is not sure is printed and not drawn, and random weights are sure of nothing.
            let scores = lines.compactMap { $0.split(separator: " ").dropLast(2).last?.dropLast() }.compactMap {
                Double($0)
            }
            #expect(scores.count == 4)
            let isDrawn = drawn != (try Image(contentsOfFile: folder + "/photos/a.png"))
            #expect(isDrawn == scores.contains { $0 > 0.5 })
        }
    }

    @Test func countPrintsALineAPhotograph() throws {
        try withSamples { folder, weights in
            try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder + "/photos/b.txt"))
            let outcome = try Example(name: "count")(weights, folder + "/photos", "0")
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("b.txt"), "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.count == 2)
            for (line, file) in zip(lines, ["a.png", "c.jpg"]) {
                let value = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect(value?["file"] as? String == file)
                let counts = try #require(value?["counts"] as? [String: Int])
                #expect(counts.values.reduce(0, +) == 4)
                #expect(Set(counts.keys).isSubset(of: ["cat", "dog & bone"]))
            }
        }
    }

    @Test func maskPolygonsWritesADrawing() throws {
        try withSamples { folder, weights in
            let drawing = folder + "/masks.svg"
            let outcome = try Example(name: "mask-polygons")(weights, folder + "/photos/a.png", drawing)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let svg = try String(contentsOfFile: drawing, encoding: .utf8)
            #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
            #expect(svg.contains("viewBox=\"0 0 96 64\""))
            #expect(svg.components(separatedBy: "<path ").count == 5)
            #expect(svg.contains("d=\"M"))
            #expect(!svg.contains("dog & bone"))
            // No corner lies outside the picture.
            let largest = [Double(Sample.pictureSize.width), Double(Sample.pictureSize.height)]
            for match in svg.matches(of: /[ML]([0-9.]+) ([0-9.]+)/) {
                #expect((Double(match.1) ?? .infinity) <= largest[0] && (Double(match.2) ?? .infinity) <= largest[1])
            }
        }
    }

    @Test(arguments: ["segment", "count", "mask-polygons", "evaluate"])
    func saysWhatItTakes(_ name: String) throws {
        let outcome = try Example(name: name)()
        #expect(outcome.status == 64)
        #expect(outcome.output.hasPrefix("usage: \(name) "))
    }

    @Test func evaluatePrintsFigures() throws {
        try Scratch.with { folder in
            let truth = folder.appendingPathComponent("truth.json").path
            let results = folder.appendingPathComponent("results.json").path
            let square = Segmentation.polygons([[0, 0, 8, 0, 8, 8, 0, 8]])
            try Dataset(
                images: [DatasetImage(id: 1, fileName: "a.png", size: ImageSize(width: 9, height: 9))],
                annotations: [
                    Annotation(id: 1, imageID: 1, categoryID: 1, box: nil, area: 64, segmentation: square)
                ],
                categories: [ObjectCategory(id: 1, name: "square")]
            ).write(toFile: truth)
            try [DetectionResult(imageID: 1, categoryID: 1, score: 1, box: nil, segmentation: square)]
                .write(toFile: results)
            let outcome = try Example(name: "evaluate")(truth, results)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("AP\t1.0\nAP50\t1.0\nAP75\t1.0\nAPs\t1.0\nAPm\tnothing to find\n"))
            #expect(outcome.output.contains("\nmissed\t0.0"))
            let failed = try Example(name: "evaluate")(truth, truth)
            #expect(failed.status == 1)
        }
    }

    @Test(arguments: ["segment", "count", "mask-polygons"])
    func missingWeightsAreNamed(_ name: String) throws {
        let arguments = name == "count" ? ("photos", "0") : ("a.png", "out")
        let outcome = try Example(name: name)("nowhere.pth", arguments.0, arguments.1)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("\(name): nowhere.pth: no such file"), "\(outcome.errors)")
    }

    /// A folder with weights and with two pictures in `photos`.
    private func withSamples(_ body: (_ folder: String, _ weights: String) throws -> Void) throws {
        try Scratch.with { folder in
            let photos = folder.appendingPathComponent("photos")
            try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
            for name in ["a.png", "c.jpg"] {
                try Sample.writePicture(to: photos.appendingPathComponent(name).path)
            }
            let weights = folder.appendingPathComponent("small.safetensors").path
            try Sample.writeWeights(to: weights)
            try body(folder.path, weights)
        }
    }
}
