import COCO
import Files
import Foundation
import Imaging
import TestSupport
import Testing

/// Names of files that are no Unicode, too long, or full of control characters.
struct FileNameTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights(in: folder)
        try Samples.writePicture("images/good.png", in: folder)
    }

    /// `caf\xE9.png`, as Latin-1 has it.
    private let latin = Path.decoded(Array("caf".utf8) + [0xE9] + Array(".png".utf8))

    private func picture(_ name: String) throws {
        try Samples.picture().write(toFile: folder.path + "/images/" + name)
    }

    private func predict(_ more: String...) async throws -> Tool.Outcome {
        try await tool.run(["predict", "--weights", "small.safetensors", "--score", "0"] + more)
    }

    @Test func aNameThatIsNoUnicodeIsDone() async throws {
        try picture(latin)
        let outcome = try await predict("images", "--format", "overlay,masks,json,jsonl", "--grid", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let images = try #require(try outcome.json["images"] as? [[String: Any]])
        #expect(images.compactMap { $0["file"] as? String } == ["images/caf\\xE9.png", "images/good.png"])
        let names = try Folder.names(in: folder.path("predictions"))
        #expect(names.contains(Path.decoded(Array("caf".utf8) + [0xE9] + Array(".overlay.png".utf8))))
        #expect(names.contains(Path.decoded(Array("caf".utf8) + [0xE9] + Array(".masks".utf8))))
    }

    @Test func argumentsAreBytes() async throws {
        try picture(latin)
        let named = try await tool.shell(
            #""$TOOL" predict "images/$(printf 'caf\351.png')" --weights small.safetensors --format json"#)
        #expect(named.status == 0, "\(named.errors)")
        let pattern = try await tool.shell(
            #""$TOOL" predict "images/$(printf 'caf\351')*" --weights small.safetensors --format json"#)
        #expect(pattern.status == 0, "\(pattern.errors)")
        let missing = try await tool.shell(
            #""$TOOL" predict "$(printf 'na\357ve.png')" --weights small.safetensors"#)
        #expect(missing.status == 66)
        #expect(missing.errors.contains("na\\xEFve.png: no such file"), "\(missing.errors)")
        let json = try await tool.shell(
            #""$TOOL" dataset synthesize "$(printf 's\351t')" --images 1 --quiet && "$TOOL" dataset info "$(printf 's\351t/train.json')""#
        )
        #expect(json.status == 0, "\(json.errors)")
        #expect(json.output.contains("s\\xE9t/train.json"))
    }

    @Test func dataSetsSayWhatTheyCannotHold() async throws {
        try picture(latin)
        for name in ["good", "caf"] { try folder.write("0 0.5 0.5 0.2 0.2\n", to: "images/\(name).txt") }
        let convert = try await tool("dataset", "convert", "images", "--from", "yolo", "--output", "set.json")
        #expect(convert.status == 1)
        #expect(convert.errors.contains("images/caf\\xE9.png: expected a name in UTF-8"), "\(convert.errors)")
        #expect(try Dataset(contentsOfFile: folder.path("set.json")).images.map(\.fileName) == ["good.png"])
        let check = try await tool("dataset", "check", "set.json", "--images", "images", "--shown", "0")
        #expect(
            check.output.contains("images/caf\\xE9.png is in the folder, but not in the data set"), "\(check.output)")
    }

    @Test func longNamesAreCutBetweenCharacters() async throws {
        let long = String(repeating: "é", count: 125)
        // 254 bytes, and alike in all of the first 242.
        try picture(long + ".png")
        try picture(String(long.dropLast()) + "xx.png")
        let outcome = try await predict("images", "--format", "overlay,masks,json", "--mask-style", "index")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let overlays = try Folder.names(in: folder.path("predictions")).filter { $0.hasSuffix(".overlay.png") }
        #expect(overlays.count == 3)
        #expect(overlays.allSatisfy { $0.utf8.count <= 255 && !$0.contains("\u{fffd}") })
    }

    @Test func anOutputThatIsRefusedCostsItselfAlone() async throws {
        try picture(String(repeating: "n", count: 200) + ".png")
        // So deep that a whole path of more than 4096 bytes comes out for the long name alone.
        let step = String(repeating: "d", count: 200)
        var output = String(repeating: step + "/", count: 19)
        output += String(repeating: "e", count: 3900 - output.utf8.count)
        let outcome = try await predict("images", "--output", output, "--format", "overlay,json", "--json")
        #expect(outcome.status == 1, "\(outcome.errors.prefix(500))")
        #expect(outcome.errors.contains("File name too long"))
        #expect(outcome.errors.contains("1 output could not be written"))
        #expect(try (outcome.json["images"] as? [Any])?.count == 2)
        #expect(try (outcome.json["failed"] as? [Any])?.count == 1)
    }

    @Test func aClassOfManyAccentsIsCut() async throws {
        var dataset = SmallDataset.dataset
        dataset.categories[0].name = "e" + String(repeating: "\u{301}", count: 2000)
        dataset.categories[1].name = String(repeating: "長", count: 300)
        try dataset.write(toFile: folder.path("truth.json"))
        let convert = try await tool("dataset", "convert", "truth.json", "--to", "binary-masks", "--output", "masks")
        #expect(convert.status == 0, "\(convert.errors.prefix(500))")
        #expect(folder.contents("masks").count { $0.hasSuffix(".png") } == 4)
    }

    @Test func aNameThatLabelsCannotHaveCostsItsImageAlone() async throws {
        var dataset = SmallDataset.dataset
        // With .png it is of 255 bytes, and with .json of 256.
        dataset.images[1].fileName = String(repeating: "n", count: 251) + ".png"
        try dataset.write(toFile: folder.path("truth.json"))
        let convert = try await tool("dataset", "convert", "truth.json", "--to", "labelme", "--output", "labels")
        #expect(convert.status == 1)
        #expect(convert.errors.contains("File name too long (image skipped)"), "\(convert.errors)")
        #expect(folder.contents("labels") == ["1.json", "3.json"])
    }
}
