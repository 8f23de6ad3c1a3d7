import COCO
import Datasets
import Foundation
import Geometry
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Files in Label Studio's and CVAT's own formats.
@Suite struct AnnotationProgramExportTests {
    private let size = ImageSize(width: 5, height: 4)

    /// A mask of two parts, a box, and a mask that a model found.
    private func dataset() throws -> Dataset {
        let shape = try mask(".....", ".###.", "..#..", "....#")
        func annotation(
            _ id: Int, _ category: Int, box: AnnotationBox? = nil, mask: RunLengthMask? = nil, score: String? = nil
        ) -> Annotation {
            Annotation(
                id: id, imageID: 1, categoryID: category, box: box, area: nil,
                segmentation: mask.map { .runLengths($0, isCompressed: true) },
                otherFields: score.map { [OtherField(name: "score", json: $0)] } ?? [])
        }
        return Dataset(
            images: [DatasetImage(id: 1, fileName: "part/a b.png", size: size)],
            annotations: [
                annotation(1, 2, mask: shape), annotation(2, 1, box: AnnotationBox(x: 1, y: 1, width: 2, height: 3)),
                annotation(3, 1, mask: shape, score: "0.75"), annotation(4, 1),
            ], categories: [ObjectCategory(id: 1, name: "it's \"a\" <cat> & co"), ObjectCategory(id: 2, name: "dog")])
    }

    /// Label Studio's bits, read as its `decode_rle` reads them: opacity of each pixel, row by row.
    private func opacity(_ bytes: [Int]) throws -> [Int] {
        var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }[...]
        func read(_ count: Int) throws -> Int {
            try #require(bits.count >= count)
            defer { bits = bits.dropFirst(count) }
            return bits.prefix(count).reduce(0) { $0 << 1 | $1 }
        }
        let count = try read(32)
        let width = try read(5) + 1
        let lengths = try (0..<4).map { _ in try read(4) + 1 }
        var values: [Int] = []
        while values.count < count {
            let isRun = try read(1) == 1
            let length = try read(lengths[try read(2)]) + 1
            if isRun {
                values += [Int](repeating: try read(width), count: length)
            } else {
                for _ in 0..<length { values.append(try read(width)) }
            }
        }
        #expect(values.count == count)
        return stride(from: 3, to: count, by: 4).map { values[$0] }
    }

    private static let pixels = [0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255]

    /// What label-studio-sdk 2.1.2 makes of the same mask: the test's own reading is right.
    @Test func theBitsAreLabelStudios() throws {
        let theirs = [0, 0, 0, 80, 57, 27, 254, 23, 0, 183, 255, 108, 2, 63, 252, 46, 1, 31, 248]
        #expect(try opacity(theirs) == Self.pixels)
    }

    @Test func labelStudiosTasksHaveTheExactPixels() throws {
        try SampleFolder.with { folder in
            let report = try dataset().export(to: folder("out"), format: .labelStudio)
            #expect(report.fileCount == 2 && report.objectCount == 3)
            #expect(report.problems.map(\.effect) == [.objectSkipped])
            let content = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(fileURLWithPath: folder("out/tasks.json"))))
            let task = try #require((content as? [[String: Any]])?.first)
            #expect((task["data"] as? [String: String])?["image"] == "/data/local-files/?d=part/a%20b.png")
            func results(_ key: String) throws -> [[String: Any]] {
                try #require(((task[key] as? [[String: Any]])?.first?["result"]) as? [[String: Any]])
            }
            let marked = try results("annotations")
            let found = try results("predictions")
            #expect(marked.count == 2 && found.count == 1)
            #expect((task["predictions"] as? [[String: Any]])?.first?["score"] as? Double == 0.75)
            #expect(found[0]["score"] as? Double == 0.75 && marked[0]["score"] == nil)
            for (result, label) in [(marked[0], "dog"), (found[0], "it's \"a\" <cat> & co")] {
                let value = try #require(result["value"] as? [String: Any])
                #expect(result["type"] as? String == "brushlabels" && value["brushlabels"] as? [String] == [label])
                #expect(value["format"] as? String == "rle")
                #expect(result["original_width"] as? Int == 5 && result["original_height"] as? Int == 4)
                #expect(try opacity(try #require(value["rle"] as? [Int])) == Self.pixels)
            }
            // In percent of the sides.
            let box = try #require(marked[1]["value"] as? [String: Any])
            #expect(["x", "y", "width", "height"].map { box[$0] as? Double } == [20, 25, 40, 75])
            let labels = try String(contentsOfFile: folder("out/labels.xml"), encoding: .utf8)
            #expect(labels.contains("<Label value=\"it's &quot;a&quot; &lt;cat&gt; &amp; co\"/>"))
            #expect(XMLParser(data: Data(labels.utf8)).parse())
        }
    }

    /// Runs longer than 65,536 values, and the shortest, come back.
    @Test func longRunsAreParted() throws {
        try SampleFolder.with { folder in
            let size = ImageSize(width: 400, height: 300)
            let large = try RunLengthMask(size: size, counts: [1, 100_000, 1, 1, 19_997])
            let data = Dataset(
                images: [DatasetImage(id: 1, fileName: "a.png", size: size)],
                annotations: [
                    Annotation(
                        id: 1, imageID: 1, categoryID: 1, box: nil, area: nil,
                        segmentation: .runLengths(large, isCompressed: true))
                ], categories: [ObjectCategory(id: 1, name: "x")])
            _ = try data.export(to: folder("out"), format: .labelStudio)
            let text = try String(contentsOfFile: folder("out/tasks.json"), encoding: .utf8)
            let list = try #require(text.firstMatch(of: /"rle":\s*\[([0-9,\s]+)\]/)).1
            let bytes = list.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
            let found = try opacity(bytes)
            let rows = large.transposed().counts
            var expected: [Int] = []
            for (index, count) in rows.enumerated() { expected += [Int](repeating: index % 2 * 255, count: Int(count)) }
            #expect(found == expected)
        }
    }

    /// Row by row within the smallest box: .###. / ..#.. / ....# without its first column is ###. / .#.. / ...#.
    @Test func cvatsMasksAreRowsOfTheirBox() throws {
        try SampleFolder.with { folder in
            let report = try dataset().export(to: folder("out"), format: .cvat)
            #expect(report.fileCount == 1 && report.objectCount == 3)
            let xml = try String(contentsOfFile: folder("out/annotations.xml"), encoding: .utf8)
            #expect(XMLParser(data: Data(xml.utf8)).parse())
            #expect(xml.contains("<image id=\"0\" name=\"part/a b.png\" width=\"5\" height=\"4\">"))
            let shape = "left=\"1\" top=\"1\" width=\"4\" height=\"3\" rle=\"0, 3, 2, 1, 5, 1\""
            #expect(xml.contains("<mask label=\"dog\" source=\"manual\" occluded=\"0\" z_order=\"0\" \(shape)>"))
            #expect(xml.split(separator: "source=\"auto\"").count == 2)
            #expect(xml.contains("xtl=\"1.0\" ytl=\"1.0\" xbr=\"3.0\" ybr=\"4.0\""))
        }
    }

    @Test(arguments: [DatasetFormat.labelStudio, .cvat])
    func theyAreNotRead(_ format: DatasetFormat) {
        #expect(!format.isRead)
        #expect(throws: DatasetError.self) { _ = try Dataset.importing(from: ".", format: format) }
    }
}
