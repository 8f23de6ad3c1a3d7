import COCO
import Datasets
import Foundation
import Geometry
import TestSupport
import Testing

/// Files that supervision writes are read as it reads them, and files that are written here are read alike by it.
@Suite(.enabled(if: AnnotationTools.isAvailable, "\(AnnotationTools.skipReason)"))
struct AnnotationToolTests {
    private struct Object: Codable {
        var category: String
        var box: [Double]
    }

    private static let formats: [(name: String, format: DatasetFormat)] = [
        ("voc", .voc), ("yolo", .yolo), ("coco", .coco),
    ]

    private func expectSame(_ dataset: Dataset, _ peer: [String: [Object]]) throws {
        #expect(dataset.images.count == peer.count)
        let names = Dictionary(uniqueKeysWithValues: dataset.categories.map { ($0.id, $0.name) })
        for image in dataset.images {
            let expected = try #require(peer[lastPart(image.fileName)])
            let found = dataset.annotations.filter { $0.imageID == image.id }
            #expect(found.map { names[$0.categoryID] } == expected.map(\.category))
            for (annotation, object) in zip(found, expected) {
                let box = try #require(annotation.box)
                for (mine, other) in zip([box.x, box.y, box.x + box.width, box.y + box.height], object.box) {
                    // Its numbers are single precision, and YOLO's have a few decimals.
                    #expect(abs(mine - other) < 1e-3, "\(image.fileName ?? "")")
                }
            }
        }
    }

    private func lastPart(_ name: String?) -> String { name?.split(separator: "/").last.map(String.init) ?? "" }

    @Test(arguments: formats)
    func whatSupervisionWritesIsRead(name: String, format: DatasetFormat) throws {
        try SampleFolder.with { folder in
            let text = try AnnotationTools.run(["write", name, folder("peer")])
            let peer = try JSONDecoder().decode([String: [Object]].self, from: Data(text.utf8))
            let imported = try Dataset.importing(from: folder("peer"), format: format)
            #expect(imported.problems.isEmpty)
            #expect(imported.dataset.annotations.count == 8)
            try expectSame(imported.dataset, peer)
        }
    }

    @Test(arguments: formats)
    func supervisionReadsWhatIsWritten(name: String, format: DatasetFormat) throws {
        try SampleFolder.with { folder in
            var dataset = Dataset(
                categories: [ObjectCategory(id: 1, name: "cell"), ObjectCategory(id: 2, name: "nucleus")])
            for number in 1...2 {
                try folder.addImage("images/\(number).png", 100, 80)
                dataset.images.append(
                    DatasetImage(id: number, fileName: "\(number).png", size: ImageSize(width: 100, height: 80)))
                for place in 1...2 {
                    let box = AnnotationBox(
                        x: Double(10 * place), y: Double(5 * number), width: Double(20 + place), height: 30)
                    dataset.annotations.append(
                        Annotation(
                            id: 2 * number + place, imageID: number, categoryID: place, box: box, area: box.area,
                            segmentation: nil))
                }
            }
            var options = ExportOptions()
            options.imageFolder = folder("images")
            options.copiesImages = true
            _ = try dataset.export(to: folder("out"), format: format, options: options)
            let text = try AnnotationTools.run(["read", name, folder("out")])
            try expectSame(dataset, JSONDecoder().decode([String: [Object]].self, from: Data(text.utf8)))
        }
    }
}

/// supervision for Python, in the environment of the other peers or in the one whose interpreter
/// `MASKRCNN_ANNOTATION_TOOLS` names.
enum AnnotationTools {
    private static let python =
        ProcessInfo.processInfo.environment["MASKRCNN_ANNOTATION_TOOLS"].map { URL(fileURLWithPath: $0) }
        ?? Peer.packageRoot.appendingPathComponent(".peers/venv/bin/python")

    static let isAvailable = (try? run(["version"])) != nil

    static var skipReason: String {
        "supervision is not there to compare with: \(python.path) does not run Tools/parity/annotation_tools.py"
    }

    struct Failure: Error {}

    /// What the script prints.
    static func run(_ arguments: [String]) throws -> String {
        try Scratch.with { folder in
            let output = folder.appendingPathComponent("stdout")
            try Data().write(to: output)
            let process = Process()
            process.executableURL = python
            let script = Peer.packageRoot.appendingPathComponent("Tools/parity/annotation_tools.py")
            process.arguments = [script.path] + arguments
            process.standardOutput = try FileHandle(forWritingTo: output)
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failure() }
            return String(decoding: try Data(contentsOf: output), as: UTF8.self)
        }
    }
}
