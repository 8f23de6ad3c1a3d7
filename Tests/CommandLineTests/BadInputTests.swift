import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Testing
import Torch

/// Files that are not what they should be: each is named, none stops the others, nothing crashes.
struct BadInputTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    /// Segments the file and a good one.
    private func predict(_ name: String, _ data: Data) async throws -> Tool.Outcome {
        try Samples.writeWeights(in: folder)
        try Samples.writePicture("good.png", in: folder)
        try folder.write(data, to: name)
        let outcome = try await tool("predict", name, "good.png", "--weights", "small.safetensors", "--score", "0")
        #expect(folder.has("predictions/good.overlay.png"))
        return outcome
    }

    private func expectRefused(_ name: String, _ data: Data, sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        let outcome = try await predict(name, data)
        #expect(outcome.status == 1, sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(name + ": "), "\(outcome.errors)", sourceLocation: sourceLocation)
        let results = folder.contents("predictions")
        #expect(results == ["good.overlay.png", "results.json"], sourceLocation: sourceLocation)
    }

    @Test func anEmptyFile() async throws {
        try await expectRefused("empty.jpg", Data())
    }

    @Test func aTruncatedJPEG() async throws {
        let bytes = try Samples.picture(width: 320, height: 240).encoded(as: .jpeg)
        try await expectRefused("cut.jpg", Data(bytes.prefix(bytes.count / 2)))
    }

    @Test func aTextNamedPNG() async throws {
        try await expectRefused("notes.png", Data("These are notes, not pixels.".utf8))
    }

    @Test func anImmensePNG() async throws {
        try await expectRefused("bomb.png", Samples.pngHeader(width: 30_000, height: 30_000))
    }

    @Test func anImageOfOnePixel() async throws {
        let outcome = try await predict("dot.png", Data(try Samples.picture(width: 1, height: 1).encoded(as: .png)))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(folder.has("predictions/dot.overlay.png"))
    }

    @Test func a16BitPNG() async throws {
        let values = (0..<UInt16(64 * 48)).map { $0 * 20 }
        let image = try GrayImage(size: ImageSize(width: 64, height: 48), depth: .bits16, values: values)
        let outcome = try await predict("deep.png", Data(try image.encodedAsPNG()))
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func aMissingFile() async throws {
        try Samples.writeWeights(in: folder)
        let outcome = try await tool("predict", "gone.jpg", "--weights", "small.safetensors")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("gone.jpg: no such file"))
    }

    @Test func onlyBadFiles() async throws {
        try Samples.writeWeights(in: folder)
        try folder.write("text", to: "a.jpg")
        let outcome = try await tool("predict", "a.jpg", "--weights", "small.safetensors")
        #expect(outcome.status == 66)
    }
}

/// Checkpoints that cannot be used.
struct BadWeightsTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writePicture("photo.jpg", in: folder)
    }

    private func expectRefused(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String
    {
        let outcome = try await tool("predict", "photo.jpg", "--weights", name)
        #expect(outcome.status == 65, sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(name), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(!folder.contents("predictions").contains { $0.hasPrefix("results") }, sourceLocation: sourceLocation)
        return outcome.errors
    }

    @Test func anotherModelsCheckpoint() async throws {
        let tensor = try StoredTensor(dtype: .float32, shape: [2], bytes: [UInt8](repeating: 0, count: 8))
        try Checkpoint.writeTorch([.init(name: "fc.weight", tensor: tensor)], to: folder.path("other.pth"))
        let errors = try await expectRefused("other.pth")
        #expect(errors.contains("fc.weight"))
        #expect(errors.contains("307 missing: backbone.body.conv1.weight"))
    }

    @Test func aPickleThatWouldRunACommand() async throws {
        let pickle = "\u{2}cposix\nsystem\nX\u{10}\u{0}\u{0}\u{0}touch executed.txq\u{0}\u{85}R."
        let bytes = [UInt8(0x80)] + pickle.unicodeScalars.map { UInt8($0.value) }
        try folder.write(Data(bytes), to: "evil.pth")
        _ = try await expectRefused("evil.pth")
        try folder.write(Samples.checkpoint(pickle: bytes), to: "evil-zip.pth")
        let errors = try await expectRefused("evil-zip.pth")
        #expect(errors.contains("posix") && errors.contains("system"))
        #expect(!folder.has("executed.tx"))
    }

    @Test func aZipBomb() async throws {
        let bomb = Samples.checkpoint(pickle: [3, 0], isDeflated: true, claiming: 0xFFFF_FFF0)
        try folder.write(bomb, to: "bomb.pth")
        _ = try await expectRefused("bomb.pth")
    }

    @Test func aTextAndAnEmptyFile() async throws {
        try folder.write("not weights", to: "notes.pth")
        _ = try await expectRefused("notes.pth")
        try folder.write("", to: "empty.pth")
        _ = try await expectRefused("empty.pth")
    }

    @Test func weightsThatAreNotNumbers() async throws {
        try Samples.writeWeights("good.pth", in: folder)
        let good = try Checkpoint(contentsOfFile: folder.path("good.pth"))
        let entries = try good.entries.map { entry in
            guard entry.name == "roi_heads.box_predictor.cls_score.bias" else { return entry }
            let bytes = [Float](repeating: .nan, count: entry.tensor.elementCount).withUnsafeBytes { Array($0) }
            let tensor = try StoredTensor(dtype: .float32, shape: entry.tensor.shape, bytes: bytes)
            return Checkpoint.Entry(name: entry.name, tensor: tensor)
        }
        try Checkpoint.writeTorch(entries, to: folder.path("nan.pth"))
        let errors = try await expectRefused("nan.pth")
        #expect(errors.contains("roi_heads.box_predictor.cls_score.bias"))
    }

    @Test func aDeviceThatIsNotThere() async throws {
        try Samples.writeWeights(in: folder)
        let outcome = try await tool(
            "predict", "photo.jpg", "--weights", "small.safetensors", "--device", "cuda:127")
        #expect(outcome.status == 69)
        #expect(outcome.errors.contains("cuda:127"))
    }
}
