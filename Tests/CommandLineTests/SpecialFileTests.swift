import COCO
import Foundation
import TestSupport
import Testing

/// Pipes, devices, sockets and links that lead nowhere are refused at once, wherever a path comes from: a reader of a pipe that
/// nobody writes to would wait for ever.
@Suite(.timeLimit(.minutes(15))) struct SpecialFileTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        _ = try SpecialFiles(in: folder, extension: ".png")
        try Samples.writePicture("good.png", in: folder)
        try Samples.writeWeights(in: folder)
    }

    /// A data set whose first image is good and whose second is the one of this name.
    private func writeDataset(_ name: String) throws {
        var dataset = SmallDataset.dataset
        dataset.images.removeLast()
        dataset.images[0].fileName = "good.png"
        dataset.images[1].fileName = name
        try dataset.write(toFile: folder.path("truth.json"))
    }

    @Test func predictDoesTheOthersOfAFolder() async throws {
        let outcome = try await tool(
            "predict", ".", "--weights", "small.safetensors", "--score", "0", "--format", "json", "--json")
        #expect(outcome.status == 1)
        let done = try #require(try outcome.json["images"] as? [[String: Any]])
        #expect(done.compactMap { $0["file"] as? String } == ["./good.png"])
        let failed = try #require(try outcome.json["failed"] as? [[String: Any]])
        let names = ["dangling", "loop", "pipe", "socket", "zero"].map { "./\($0).png" }
        #expect(failed.compactMap { $0["file"] as? String } == names)
        for words in ["a pipe", "a socket", "a device", "a link that leads to no file"] {
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
        }
    }

    @Test(arguments: ["pipe.png", "zero.png", "socket.png", "dangling.png", "loop.png", "/dev/zero"])
    func predictRefusesWhatIsNamed(name: String) async throws {
        let outcome = try await tool("predict", name, "--weights", "small.safetensors")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("maskrcnn: \(name): "), "\(outcome.errors)")
    }

    @Test(arguments: ["pipe.png", "socket.png", "folder.png"])
    func dataSetsMayNameFilesAlone(name: String) async throws {
        try writeDataset(name)
        let check = try await tool("dataset", "check", "truth.json", "--images", ".")
        #expect(check.status == 65)
        #expect(check.output.contains("\(name): cannot be read: it is a"), "\(check.output)")

        let show = try await tool("dataset", "show", "truth.json", "--images", ".")
        #expect(show.status == 65)
        #expect(show.errors.contains("\(name): cannot be read: it is a"), "\(show.errors)")

        let train = try await tool(
            "train", "--train", "truth.json", "--images", ".", "--model", "tiny", "--output", "run")
        #expect(train.status == 65)
        #expect(train.errors.contains("\(name)): expected a file, found a"), "\(train.errors)")

        let eval = try await tool(
            "eval", "--ground-truth", "truth.json", "--images", ".", "--weights", "small.safetensors", "--no-report")
        #expect(eval.status == 1)
        #expect(eval.errors.contains("\(name): cannot be read: it is a"), "\(eval.errors)")

        let convert = try await tool(
            "dataset", "convert", "truth.json", "--images", ".", "--to", "yolo", "--output", "yolo", "--copy-images")
        #expect(convert.status != 0)
        #expect(convert.errors.contains("\(name): cannot be read: it is a"), "\(convert.errors)")
    }

    @Test func whatStandsInForAFileIsRefused() async throws {
        try writeDataset("good.png")
        try #require(mkfifo(folder.path("pipe.json"), 0o600) == 0)
        let runs = [
            ["dataset", "check", "pipe.json"], ["dataset", "info", "pipe.json"], ["dataset", "split", "pipe.json"],
            ["dataset", "show", "pipe.json", "--images", "."], ["dataset", "convert", "pipe.json"],
            ["eval", "--ground-truth", "pipe.json", "--results", "pipe.json"],
            ["eval", "--ground-truth", "truth.json", "--results", "pipe.json"],
            ["train", "--train", "pipe.json", "--images", "."],
            ["train", "--train", "truth.json", "--images", ".", "--config", "pipe.json"],
            ["train", "--train", "truth.json", "--images", ".", "--weights", "pipe.json"],
            ["predict", "good.png", "--weights", "pipe.json"],
            ["predict", "good.png", "--weights", "small.safetensors", "--labels", "pipe.json"],
            ["predict", "good.png", "--weights", "small.safetensors", "--image-ids", "pipe.json"],
            ["weights", "inspect", "pipe.json"], ["weights", "convert", "pipe.json", "a.pth"],
            ["bench", "--weights", "pipe.json"], ["bench", "--image", "pipe.png"],
        ]
        for arguments in runs {
            let outcome = try await tool.run(arguments)
            #expect([65, 66].contains(outcome.status), "\(arguments): \(outcome.status) \(outcome.errors)")
            #expect(outcome.errors.contains("a pipe"), "\(arguments): \(outcome.errors)")
        }
    }

    @Test func foldersOfOtherFormatsAreTold() async throws {
        try folder.write("0 0.5 0.5 0.2 0.2\n", to: "set/good.txt")
        try Samples.writePicture("set/good.png", in: folder)
        try #require(mkfifo(folder.path("set/other.txt"), 0o600) == 0)
        try #require(mkfifo(folder.path("set/other.png"), 0o600) == 0)
        let outcome = try await tool("dataset", "convert", "set", "--output", "set.json")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("set/other.txt: expected a file, found a pipe"), "\(outcome.errors)")
        #expect(outcome.errors.contains("set/other.png: expected a file, found a pipe"), "\(outcome.errors)")
        #expect(try Dataset(contentsOfFile: folder.path("set.json")).images.map(\.fileName) == ["good.png"])
    }

    @Test func standardInputIsTakenWhereItIsNamed() async throws {
        try writeDataset("good.png")
        let whole = try await tool("dataset", "info", "truth.json", "--json")
        let piped = try await tool.shell("cat truth.json | \"$TOOL\" dataset info /dev/stdin --json")
        #expect(piped.status == 0, "\(piped.errors)")
        #expect(piped.output == whole.output.replacing("truth.json", with: "/dev/stdin"))
        let redirected = try await tool.shell("\"$TOOL\" dataset info /dev/stdin --json < truth.json")
        #expect(redirected.output == piped.output)
        let picture = try await tool.shell(
            "cat good.png | \"$TOOL\" predict /dev/stdin --weights small.safetensors --format jsonl --output -")
        #expect(picture.status == 0, "\(picture.errors)")
        #expect(picture.output.contains("\"file\": \"stdin\""))
    }
}
