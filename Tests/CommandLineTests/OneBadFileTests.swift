import Foundation
import Imaging
import TestSupport
import Testing

/// One file that cannot be read, among many that can, costs itself and nothing else: the others are done, and the exit code
/// is 1.
@Suite struct OneBadFileTests {
    private let folder: TemporaryFolder
    private var tool: Tool { Tool(folder: folder) }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func add(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: folder(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private static let xml = """
        <annotation><object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>4</xmax><ymax>3</ymax></bndbox></object>
        </annotation>
        """
    private static let shapes =
        #"{"imagePath": "NAME", "shapes": [{"label": "cat", "points": [[0, 0], [4, 0], [4, 3]]}]}"#

    static let cases: [(format: String, file: String, good: String, bad: [UInt8])] = [
        ("voc", "xml", xml, Array("<annotation><object><name>".utf8) + [0xb0, 0xed, 0xff] + Array("</name>".utf8)),
        ("labelme", "json", shapes, Array("{\"shapes\": [\"".utf8) + [0xed, 0xa0, 0x80]),
        ("yolo", "txt", "0 0.5 0.5 0.5 0.5\n", [0x30, 0x20, 0xff, 0x0a]),
    ]

    @Test(arguments: cases.indices)
    func costsItselfAlone(_ index: Int) async throws {
        let (format, file, good, bad) = Self.cases[index]
        for name in ["a", "b", "c"] {
            try add("set/\(name).png", Samples.picture().encoded(as: .png))
            let text = Array(good.replacingOccurrences(of: "NAME", with: "\(name).png").utf8)
            try add("set/\(name).\(file)", name == "b" ? bad : text)
        }
        let run = try await tool("dataset", "convert", "set", "--from", format, "--output", "out.json")
        #expect(run.status == 1, "\(run.errors)")
        #expect(run.errors.contains("b.\(file)"))
        let data = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder("out.json"))))
        let images = try #require((data as? [String: Any])?["images"] as? [[String: Any]])
        #expect(images.compactMap { $0["file_name"] as? String } == ["a.png", "c.png"])
    }

    @Test func aListOfNamesIsUTF8WithAnyEndsOfLines() async throws {
        try add("a.png", Samples.picture().encoded(as: .png))
        try add("bad.txt", Array("cat\nd".utf8) + [0xe9, 0x0a])
        let words = ["predict", "a.png", "--weights", "nuclei", "--dry-run", "--output", "out", "--labels"]
        let bad = try await tool.run(words + ["bad.txt"])
        #expect(bad.status == 65)
        #expect(bad.errors.contains("bad.txt:2: expected text in UTF-8, found the byte 0xe9"), "\(bad.errors)")
    }
}
