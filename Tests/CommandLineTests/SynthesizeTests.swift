import COCO
import Foundation
import Imaging
import TestSupport
import Testing

/// `maskrcnn dataset synthesize`.
struct SynthesizeTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    @Test func aCOCODataSetPassesTheCheck() async throws {
        let outcome = try await tool(
            "dataset", "synthesize", "cells", "--images", "4", "--val-images", "2", "--style", "all", "--size",
            "96x80-128x96", "--categories", "2", "--seed", "7")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("cells/train.json: 4 images in cells/images, "))
        #expect(folder.contents("cells").count { $0.hasSuffix(".png") } == 6)
        let train = try Dataset(contentsOfFile: folder.path("cells/train.json"))
        #expect(train.categories.map(\.name) == ["cell", "spindle"])
        let check = try await tool(
            "dataset", "check", "cells/train.json", "cells/val.json", "--images", "cells/images")
        #expect(check.status == 0, "\(check.output)")
        let again = try await tool(
            "dataset", "synthesize", "again", "--images", "4", "--style", "all", "--size", "96x80-128x96",
            "--categories", "2", "--seed", "7", "--json")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try again.json["seed"] as? Int == 7)
        #expect(try folder.read("again/train.json") == folder.read("cells/train.json"))
    }

    @Test func masksBecomeADataSet() async throws {
        let outcome = try await tool(
            "dataset", "synthesize", "scans", "--images", "2", "--size", "64x64", "--format", "instance-masks",
            "--quiet")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        let back = try await tool("dataset", "convert", "scans", "--output", "scans.json")
        #expect(back.status == 0, "\(back.errors)")
        #expect(try Dataset(contentsOfFile: folder.path("scans.json")).images.count == 2)
    }

    @Test func whatIsThereStays() async throws {
        try folder.write("mine", to: "cells/mine.txt")
        let refused = try await tool("dataset", "synthesize", "cells", "--images", "1", "--size", "64x64")
        #expect(refused.status == 73)
        #expect(folder.contents("cells") == ["mine.txt"])
        let told = try await tool(
            "dataset", "synthesize", "cells", "--images", "1", "--size", "64x64", "--overwrite")
        #expect(told.status == 0, "\(told.errors)")
        #expect(folder.has("cells/mine.txt") && folder.has("cells/train.json"))
    }

    @Test(arguments: [
        ["--images", "0"], ["--images", "200000"], ["--val-images", "-1"], ["--size", "8x8"], ["--size", "64"],
        ["--size", "128x128-64x64"], ["--style", "x-ray"], ["--style", ""], ["--categories", "3"],
        ["--format", "yolo"], ["--format", "instance-masks", "--categories", "2"], ["--diameter", "nan"],
        ["--coverage", "2"], ["--clustering", "-1"], ["--seed", "-1"],
    ])
    func badOptionsAreUsageErrors(options: [String]) async throws {
        let outcome = try await tool.run(["dataset", "synthesize", "cells"] + options)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
        #expect(!folder.has("cells"))
    }
}
