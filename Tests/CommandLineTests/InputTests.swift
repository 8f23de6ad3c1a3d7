import Foundation
import TestSupport
import Testing

/// Which images the arguments of `predict` stand for, and what their results are called: asked with `--dry-run`.
struct InputTests {
    private let folder: TemporaryFolder
    private let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try Samples.writeWeights("w.pth", in: folder)
    }

    private func images(_ names: String...) throws {
        for name in names { try folder.write("image", to: name) }
    }

    private func plan(_ arguments: String...) async throws -> (status: Int32, files: [String], outputs: [String]) {
        let outcome = try await tool.run(["predict"] + arguments + ["--weights", "w.pth", "--dry-run", "--json"])
        let entries = try #require(try outcome.json["images"] as? [[String: Any]])
        let outputs = entries.flatMap { $0["outputs"] as? [String] ?? [] }
        return (outcome.status, entries.compactMap { $0["file"] as? String }, outputs)
    }

    @Test func aFolderGivesItsImagesSorted() async throws {
        try images("d/b.jpg", "d/a.PNG", "d/notes.txt", "d/.hidden.jpg", "d/sub/c.webp")
        #expect(try await plan("d").files == ["d/a.PNG", "d/b.jpg"])
        #expect(try await plan("d/", "--recursive").files == ["d/a.PNG", "d/b.jpg", "d/sub/c.webp"])
    }

    @Test func quotedPatternsAreUnderstood() async throws {
        try images("d/a1.jpg", "d/a2.jpg", "d/b1.jpg", "d/a3.txt", "e/a9.jpg")
        #expect(try await plan("d/a*").files == ["d/a1.jpg", "d/a2.jpg"])
        #expect(try await plan("*/a[19].jpg").files == ["d/a1.jpg", "e/a9.jpg"])
        #expect(try await plan("{d,e}/a?.jpg").files == ["d/a1.jpg", "d/a2.jpg", "e/a9.jpg"])
    }

    @Test func eachImageIsTakenOnce() async throws {
        try images("d/a.jpg")
        #expect(try await plan("d/a.jpg", "d", "./d/a.jpg", "d/*.jpg").files == ["d/a.jpg"])
    }

    @Test func aNameWithAPatternsCharactersIsAName() async throws {
        try images("a[1].jpg")
        #expect(try await plan("a[1].jpg").files == ["a[1].jpg"])
    }

    @Test func resultsOfEqualNamesAreToldApart() async throws {
        try images("x/photo.jpg", "y/photo.jpg", "photo.png", "other.jpg")
        let outputs = try await plan("x", "y", "photo.png", "other.jpg").outputs
        #expect(Set(outputs.map { $0.lowercased() }).count == 4)
        #expect(
            outputs == [
                "predictions/x_photo.jpg.overlay.png", "predictions/y_photo.jpg.overlay.png",
                "predictions/photo.png.overlay.png", "predictions/other.overlay.png",
            ])
    }

    @Test func namesThatDifferOnlyInCapitalsAreToldApart() async throws {
        try images("x/Photo.jpg", "x/photo.png")
        let outputs = try await plan("x").outputs
        #expect(Set(outputs.map { $0.lowercased() }).count == 2)
    }

    @Test func missingInputsAreNamedAndTheOthersKept() async throws {
        try images("a.jpg")
        let outcome = try await tool("predict", "a.jpg", "gone.jpg", "none*.png", "--weights", "w.pth", "--dry-run")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("gone.jpg: no such file"))
        #expect(outcome.errors.contains("none*.png: "))
        #expect(outcome.output.contains("a.jpg"))
    }

    @Test func nothingToDo() async throws {
        try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: true)
        let outcome = try await tool("predict", "empty", "--weights", "w.pth")
        #expect(outcome.status == 66)
        #expect(outcome.errors.contains("empty: no images in this folder"))
    }

    @Test func imageIdsComeFromFileNamesOrADataSet() async throws {
        try images("000000000139.jpg", "COCO_val2014_000000000042.jpg", "plain.jpg")
        func ids(_ arguments: String...) async throws -> [Int] {
            let outcome = try await tool.run(["predict"] + arguments + ["--weights", "w.pth", "--dry-run", "--json"])
            let entries = try #require(try outcome.json["images"] as? [[String: Any]])
            return entries.compactMap { $0["image_id"] as? Int }
        }
        #expect(try await ids("000000000139.jpg", "COCO_val2014_000000000042.jpg") == [139, 42])
        #expect(try await ids("000000000139.jpg", "plain.jpg") == [1, 2])
        try folder.write(#"{"images": [{"id": 7, "file_name": "plain.jpg", "width": 1}]}"#, to: "set.json")
        #expect(try await ids("plain.jpg", "--image-ids", "set.json") == [7])
        let missing = try await tool(
            "predict", "000000000139.jpg", "--image-ids", "set.json", "--weights", "w.pth", "--dry-run")
        #expect(missing.status == 65)
        #expect(missing.errors.contains("000000000139.jpg"))
    }

    @Test func aDryRunWritesNothing() async throws {
        try images("a.jpg")
        let before = folder.contents()
        _ = try await plan("a.jpg", "--format", "overlay,masks,json,jsonl", "--output", "deep/er")
        #expect(folder.contents() == before)
    }

    @Test func resultsAreNotWrittenOver() async throws {
        try images("a.jpg")
        try folder.write("old", to: "predictions/a.overlay.png")
        let outcome = try await tool(
            "predict", "a.jpg", "--weights", "w.pth", "--dry-run", "--output", "predictions")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("predictions/a.overlay.png") && outcome.errors.contains("--overwrite"))
        #expect(try await plan("a.jpg", "--output", "predictions", "--overwrite").status == 0)
    }

    @Test func runsWithoutAnOutputAreNumbered() async throws {
        try images("a.jpg")
        #expect(try await plan("a.jpg").outputs == ["predictions/a.overlay.png"])
        // An empty folder is free; whatever else is there is not.
        try FileManager.default.createDirectory(atPath: folder.path("predictions"), withIntermediateDirectories: true)
        #expect(try await plan("a.jpg").outputs == ["predictions/a.overlay.png"])
        try folder.write("old", to: "predictions/b.overlay.png")
        try folder.write("a file", to: "predictions-2")
        #expect(try await plan("a.jpg").outputs == ["predictions-3/a.overlay.png"])
        #expect(try await plan("a.jpg", "--overwrite").outputs == ["predictions/a.overlay.png"])
    }

    /// What earlier runs wrote beside the images is not segmented again.
    @Test func resultsInNumberedFoldersAreNoInputs() async throws {
        try images("a.jpg", "predictions/a.overlay.png", "predictions/mine.png", "predictions-2/a.overlay.png")
        let plan = try await plan(".", "--recursive")
        #expect(plan.files == ["./a.jpg", "./predictions/mine.png"])
        #expect(plan.outputs.allSatisfy { $0.hasPrefix("predictions-3/") })
    }

    @Test func namesOfOneCharacter() async throws {
        try images("d/a", "b")
        #expect(try await plan("d/a", "b", "--output", "o").outputs == ["o/a.overlay.png", "o/b.overlay.png"])
    }

    @Test func aDryRunOpensTheWeights() async throws {
        try images("a.jpg")
        try folder.write("a text", to: "text.pth")
        for options in [["--dry-run"], ["--dry-run", "--json"], []] {
            let outcome = try await tool.run(["predict", "a.jpg", "--weights", "text.pth"] + options)
            #expect(outcome.status == 65, "\(options): \(outcome.errors)")
            #expect(outcome.errors.contains("text.pth"))
        }
    }

    /// A folder that holds both the images and the results of the last run.
    @Test func resultsOfAnEarlierRunAreNoInputs() async throws {
        try images("d/a.jpg", "d/a.overlay.png", "d/b.jpg", "d/b.overlay.png", "d/other.overlay.png")
        let refused = try await tool("predict", "d", "--output", "d", "--weights", "w.pth", "--dry-run")
        #expect(refused.status == 73)
        let plan = try await plan("d", "--output", "d", "--overwrite")
        #expect(plan.files == ["d/a.jpg", "d/b.jpg", "d/other.overlay.png"])
        #expect(plan.outputs == ["d/a.overlay.png", "d/b.overlay.png", "d/other.overlay.overlay.png"])
    }

    @Test func anOutputThatIsAFile() async throws {
        try images("a.jpg")
        try folder.write("x", to: "file")
        let outcome = try await tool("predict", "a.jpg", "--weights", "w.pth", "--dry-run", "--output", "file/out")
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("file"))
    }

    @Test func classesByName() async throws {
        try images("a.jpg")
        try Samples.writeWeights("model.safetensors", in: folder)
        func predict(_ classes: String) async throws -> Tool.Outcome {
            try await tool(
                "predict", "a.jpg", "--weights", "model.safetensors", "--dry-run", "--classes", classes)
        }
        // The names are the checkpoint's own.
        let own = try await predict("dog")
        #expect(own.status == 0, "\(own.errors)")
        let wrong = try await predict("cat,unicorn")
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("unicorn"))
        try folder.write("nucleus\nunicorn\n", to: "labels.txt")
        let right = try await tool(
            "predict", "a.jpg", "--weights", "w.pth", "--dry-run", "--classes", "unicorn", "--labels", "labels.txt")
        #expect(right.status == 0, "\(right.errors)")
    }

    @Test func classesByNumber() async throws {
        try images("a.jpg")
        func status(_ classes: String, labels: String = "cat\ndog\n") async throws -> (Int32, String) {
            try folder.write(labels, to: "labels.txt")
            let outcome = try await tool(
                "predict", "a.jpg", "--weights", "w.pth", "--dry-run", "--labels", "labels.txt", "--classes", classes)
            return (outcome.status, outcome.errors)
        }
        #expect(try await status("1, dog").0 == 0)
        #expect(try await status("cat , 2").0 == 0)
        for classes in ["0", "3", "cat,-1"] {
            let (code, errors) = try await status(classes)
            #expect(code == 64 && errors.contains("from 1 to 2"), "\(classes): \(errors)")
        }
        // A name that looks like a number is a name.
        #expect(try await status("0,7", labels: "0\n7\n").0 == 0)
        let (code, errors) = try await status("cat", labels: #"["cat", "dog"]"#)
        #expect(code == 65 && errors.contains("labels.txt"))
    }

    @Test(arguments: [
        ["--threads", "100000"], ["--threads", "0"], ["--batch", "9223372036854775807"], ["--batch", "0"],
        ["--engine", "winograd6", "--device", "cuda"], ["--side-by-side", "--format", "json"],
        ["--image-ids", "set.json", "--format", "overlay"], ["--show", "masks,hats"], ["--show", ""],
        ["--show", "boxes", "--format", "masks"], ["--draw-score", "0.7", "--format", "json"],
        ["--draw-score", "0.2", "--score", "0.3"], ["--draw-score", "2"], ["--alpha", "0.5", "--show", "outlines"],
        ["--scale", "1", "--short-side", "800"], ["--scale", "0"], ["--scale", "nan"], ["--short-side", "0"],
        ["--max-side", "400", "--short-side", "800"], ["--max-side", "100000000"],
    ])
    func optionsThatCannotBeMeantAreRefused(_ options: [String]) async throws {
        try images("a.jpg")
        let outcome = try await tool.run(["predict", "a.jpg", "--weights", "w.pth"] + options)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.contains(options[0]))
    }
}
