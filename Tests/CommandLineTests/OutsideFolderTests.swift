import COCO
import Foundation
import TestSupport
import Testing

/// A data set's file names stay in its folder of images, unless `--allow-outside` says otherwise.
struct OutsideFolderTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        for name in ["images/1.png", "secret.png"] { try Samples.writePicture(name, in: folder) }
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("images/link.png"), withDestinationPath: "../secret.png")
        try Samples.writeWeights(in: folder)
    }

    /// Names of the file that stands beside the folder of images; `{}` is the folder that all is in.
    static let names = ["../secret.png", "{}/secret.png", "link.png", "./x/../../secret.png", "..\\secret.png"]

    private func writeDataset(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path("images/x"), withIntermediateDirectories: true)
        var dataset = SmallDataset.dataset
        dataset.images.removeLast()
        dataset.images[1].fileName = name.replacing("{}", with: folder.path)
        try dataset.write(toFile: folder.path("truth.json"))
    }

    private func run(_ arguments: [String], allows: Bool) async throws -> Tool.Outcome {
        try await tool.run(arguments + (allows ? ["--allow-outside"] : []))
    }

    @Test(arguments: names) func nothingOutsideIsOpenedUnlessAllowed(name: String) async throws {
        try writeDataset(name)
        let check = ["dataset", "check", "truth.json", "--images", "images"]
        let refused = try await run(check, allows: false)
        #expect(refused.status == 65, "\(refused.output)")
        #expect(refused.output.contains("image-outside-folder") && refused.output.contains("--allow-outside"))
        #expect(try await run(check, allows: true).output.contains("image-outside-folder") == false)

        let show = ["dataset", "show", "truth.json", "--images", "images", "--overwrite"]
        let notShown = try await run(show, allows: false)
        #expect(notShown.status == 65 && notShown.errors.contains("--allow-outside"), "\(notShown.errors)")
        #expect(try await run(show, allows: true).status == 0)

        let eval = [
            "eval", "--ground-truth", "truth.json", "--images", "images", "--weights", "small.safetensors",
            "--no-report",
        ]
        let notEvaluated = try await run(eval, allows: false)
        #expect(notEvaluated.status == 1 && notEvaluated.errors.contains("--allow-outside"), "\(notEvaluated.errors)")
        #expect(try await run(eval, allows: true).status == 0)

        let train = ["train", "--train", "truth.json", "--images", "images", "--model", "tiny", "--dry-run"]
        let notTrained = try await run(train, allows: false)
        #expect(notTrained.status == 65 && notTrained.errors.contains("--allow-outside"), "\(notTrained.errors)")
        let trained = try await run(train, allows: true)
        #expect(trained.status == 0 && trained.output.contains("allowsOutside: true"), "\(trained.errors)")
        let skipping = try await run(train + ["--broken-images", "skip"], allows: false)
        #expect(skipping.status == 0 && skipping.errors.contains("secret.png") || skipping.errors.contains("link.png"))
    }

    @Test(arguments: names) func nothingOutsideIsCopiedUnlessAllowed(name: String) async throws {
        try writeDataset(name)
        for (format, images) in [("coco", "images/"), ("yolo", "images/"), ("voc", "JPEGImages/"), ("labelme", "")] {
            let convert = [
                "dataset", "convert", "truth.json", "--images", "images", "--to", format, "--copy-images", "--output",
            ]
            let refused = try await run(convert + ["refused-\(format)"], allows: false)
            #expect(refused.status == 1, "\(format): \(refused.errors)")
            #expect(refused.errors.contains("--allow-outside"), "\(format): \(refused.errors)")
            let copies = folder.contents("refused-\(format)").filter { $0.hasSuffix(".png") && $0.hasPrefix(images) }
            #expect(copies == [images + "1.png"], "\(format)")
            let taken = try await run(convert + ["taken-\(format)"], allows: true)
            #expect(taken.status == 0, "\(format): \(taken.errors)")
            #expect(folder.contents("taken-\(format)").count { $0.hasSuffix(".png") && $0.hasPrefix(images) } == 2)
        }
        // Copies never leave the new folder.
        #expect(folder.contents().filter { $0.hasSuffix("secret.png") && !$0.contains("/") } == ["secret.png"])
        let left = try Dataset(contentsOfFile: folder.path("refused-coco/annotations.json"))
        #expect(left.images.map(\.fileName) == ["1.png"])
        #expect(left.annotations.allSatisfy { $0.imageID == 1 })
    }

    @Test func foldersOfOtherFormatsKeepToThemselves() async throws {
        for name in ["1", "link"] { try folder.write("0 0.5 0.5 0.2 0.2\n", to: "images/\(name).txt") }
        let refused = try await tool("dataset", "convert", "images", "--from", "yolo", "--output", "a.json")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("images/link.png: expected what is in images, unless --allow-outside is given"))
        #expect(try Dataset(contentsOfFile: folder.path("a.json")).images.map(\.fileName) == ["1.png"])
        let taken = try await tool(
            "dataset", "convert", "images", "--from", "yolo", "--output", "b.json", "--allow-outside")
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try Dataset(contentsOfFile: folder.path("b.json")).images.map(\.fileName) == ["1.png", "link.png"])
    }

    @Test func labelMeNamesFilesOfTheDataSet() async throws {
        let shapes = """
            {"shapes": [{"label": "cat", "shape_type": "rectangle", "points": [[4, 4], [20, 20]]}],
             "imagePath": "PATH", "imageHeight": 64, "imageWidth": 96}
            """
        try Samples.writePicture("set/pictures/a.png", in: folder)
        try folder.write(shapes.replacing("PATH", with: "../pictures/a.png"), to: "set/labels/a.json")
        try folder.write(shapes.replacing("PATH", with: "../../secret.png"), to: "set/labels/b.json")
        let refused = try await tool("dataset", "convert", "set", "--from", "labelme", "--output", "a.json")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("--allow-outside"), "\(refused.errors)")
        #expect(try Dataset(contentsOfFile: folder.path("a.json")).images.count == 1)
        let taken = try await tool(
            "dataset", "convert", "set", "--from", "labelme", "--output", "b.json", "--allow-outside")
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try Dataset(contentsOfFile: folder.path("b.json")).images.count == 2)
    }

    @Test func aFolderThatIsALinkIsTheFolder() async throws {
        try writeDataset("1.png")
        try FileManager.default.createSymbolicLink(atPath: folder.path("here"), withDestinationPath: "images")
        let outcome = try await tool("dataset", "show", "truth.json", "--images", "here", "--ids", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
