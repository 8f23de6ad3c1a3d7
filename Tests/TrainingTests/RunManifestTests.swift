import Foundation
import TestSupport
import Testing
import Training

/// What a run wrote, and what else is in its folder.
@Suite(.serialized) struct RunManifestTests {
    private let folder: TemporaryFolder
    private var run: RunFolder { RunFolder(folder("run")) }

    /// A finished run, made once.
    private static let finished = Result {
        let folder = try TemporaryFolder()
        try SmallRun.write(to: folder("data"), images: 2)
        var request = try SmallRun.request(folder("data"), folder("run"))
        request.configuration.schedule.epochs = 1
        _ = try Trainer(request).run()
        return folder
    }

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Self.finished.get()("run"), toPath: folder("run"))
    }

    private func write(_ name: String, _ text: String = "mine") throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder(name)))
    }

    private var files: [String] {
        get throws { try FileManager.default.subpathsOfDirectory(atPath: run.path).sorted() }
    }

    @Test func allThatARunWroteIsListed() throws {
        #expect(try files.contains("best.pth") && files.contains("predictions/1.png"))
        #expect(try run.removeRun().isEmpty)
        #expect(try files.isEmpty)
    }

    @Test func whatIsNotTheRunsStays() throws {
        let own = ["predictions/mine.png", "predictions/2.png", "events/events.out.tfevents.mine", "notes.txt"]
        for name in own { try write("run/\(name)") }
        #expect(try run.removeRun() == own.sorted())
        #expect(try files == (own + ["events", "predictions"]).sorted())
        #expect(!run.holdsRun)
    }

    /// Of a folder without a list the names of earlier versions are the run's.
    @Test func aFolderWithoutAListIsKnownByNames() throws {
        try FileManager.default.removeItem(atPath: run.manifest)
        for name in ["predictions/mine.png", "predictions/.1.png", "events/mine.txt"] { try write("run/\(name)") }
        #expect(try run.removeRun() == ["events/mine.txt", "predictions/.1.png", "predictions/mine.png"])
        #expect(!run.holdsRun)
    }

    @Test(arguments: ["../outside", "/outside", "a/../../outside", "", "."])
    func nothingOutsideIsRemoved(name: String) throws {
        try write("outside")
        try write("run/manifest.txt", "\(CRCText.of(name)) \(name)\n")
        #expect(throws: TrainingError.self) { try run.removeRun() }
        #expect(FileManager.default.fileExists(atPath: folder("outside")))
        #expect(run.holdsRun)
    }

    @Test func nothingIsRemovedThroughALinkedFolder() throws {
        try FileManager.default.createDirectory(atPath: folder("elsewhere"), withIntermediateDirectories: false)
        try write("elsewhere/1.png")
        try FileManager.default.removeItem(atPath: run.pictures)
        try FileManager.default.createSymbolicLink(atPath: run.pictures, withDestinationPath: folder("elsewhere"))
        try run.removeRun()
        #expect(FileManager.default.fileExists(atPath: folder("elsewhere/1.png")))
    }

    @Test func aDamagedLineIsNamedAndALineThatWasCutIsNot() throws {
        let text = try String(contentsOfFile: run.manifest, encoding: .utf8)
        try write("run/manifest.txt", text.replacingOccurrences(of: "best.pth", with: "test.pth"))
        let error = #expect(throws: TrainingError.self) { try run.removeRun() }
        #expect("\(String(describing: error))".contains("is not what its check sum says"))
        #expect(try files.contains("best.pth"))
        try write("run/manifest.txt", text + "12345678 half")
        #expect(try run.removeRun().isEmpty)
    }
}

/// CRC-32C as text, a bit at a time, apart from the code that writes it.
enum CRCText {
    static func of(_ text: String) -> String {
        var crc = UInt32.max
        for byte in text.utf8 {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
        }
        let digits = String(~crc, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
