import Foundation
import TestSupport
import Testing

/// Options that the others leave nothing to do for are errors, before anything is read.
struct IdleOptionTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
        try SmallDataset.write(in: folder)
    }

    @Test(arguments: [
        ["convert", "truth.json", "--from", "coco", "--components"], ["convert", "truth.json", "--components"],
        ["convert", "truth.json", "--min-area", "20"], ["convert", "truth.json", "--ignore", "255"],
        ["convert", "truth.json", "--names", "a,b"], ["convert", "truth.json", "--annotations", "images"],
        ["convert", "images", "--from", "yolo", "--components"],
        ["convert", "images", "--from", "yolo", "--ignore", "255"],
        ["convert", "images", "--from", "labelme", "--ignore", "255"],
        ["convert", "truth.json", "--to", "yolo", "--polygons"],
        ["convert", "truth.json", "--to", "voc", "--polygons"],
        ["convert", "truth.json", "--tolerance", "1"], ["convert", "truth.json", "--to", "voc", "--tolerance", "1"],
        ["convert", "truth.json", "--to", "binary-masks", "--tolerance", "1"],
        ["convert", "truth.json", "--copy-images"], ["convert", "truth.json", "--copy-images", "--output", "x.json"],
        ["check", "truth.json", "--overwrite"], ["check", "truth.json", "--json", "--shown", "3"],
        ["split", "truth.json", "--folds", "2", "--into", "a=1,b=1"],
        ["show", "truth.json", "--images", "images", "--ids", "1", "--count", "2"],
        ["show", "truth.json", "--images", "images", "--ids", "1", "--seed", "2"],
        ["show", "truth.json", "--images", "images", "--epochs", "1"],
        ["show", "truth.json", "--images", "images", "--augmentation", "flip"],
    ])
    func ofDataset(arguments: [String]) async throws {
        try await expectRefusal(["dataset"] + arguments)
    }

    @Test(arguments: [
        ["--model", "small"], ["--device", "cpu"], ["--batch", "1"], ["--save-results", "r.json"],
        ["--labels", "l.txt"],
        ["--compare", "results.json", "--bootstrap", "0"], ["--seed", "3"], ["--seed", "3", "--bootstrap", "0"],
        ["--regions", "--iou-type", "bbox"], ["--worst", "3"], ["--no-report", "--output", "r.html"],
        ["--no-report", "--worst", "3", "--images", "images"], ["--no-report", "--overwrite"],
        ["--no-report", "--score", "0.4"],
    ])
    func ofEval(arguments: [String]) async throws {
        try await expectRefusal(["eval", "--ground-truth", "truth.json", "--results", "results.json"] + arguments)
    }

    @Test(arguments: [
        ["--mask-style", "binary"], ["--format", "json", "--color", "class"], ["--format", "masks", "--alpha", "0.3"],
        ["--format", "jsonl", "--overlay-format", "jpg"], ["--format", "json", "--side-by-side"],
        ["--format", "masks", "--image-ids", "truth.json"], ["--format", "json", "--output", "-", "--overwrite"],
    ])
    func ofPredict(arguments: [String]) async throws {
        try Samples.writeWeights(in: folder)
        try await expectRefusal(["predict", "images/1.png", "--weights", "small.safetensors"] + arguments)
    }

    @Test(arguments: [
        ["--optimizer", "adamw", "--momentum", "0.8"], ["--optimizer", "adamw", "--nesterov"], ["--betas", "0.8,0.9"],
        ["--decay", "cosine", "--milestones", "3"], ["--decay", "constant", "--gamma", "0.3"],
        ["--final-factor", "0.1"],
        ["--warmup-steps", "0", "--warmup-factor", "0.1"], ["--eval-every", "2"], ["--patience", "2"],
        ["--pictures", "1"],
    ])
    func ofTrain(arguments: [String]) async throws {
        try await expectRefusal(
            ["train", "--train", "truth.json", "--images", "images", "--model", "tiny", "--dry-run"] + arguments)
    }

    /// The message names an option, the exit code is that of wrong usage, and nothing is written.
    private func expectRefusal(_ arguments: [String]) async throws {
        let before = folder.contents()
        let outcome = try await tool.run(arguments)
        #expect(outcome.status == 64, "\(arguments): \(outcome.output)\(outcome.errors)")
        let named = arguments.filter { $0.hasPrefix("--") }.contains { outcome.errors.contains($0) }
        #expect(named, "\(outcome.errors)")
        #expect(folder.contents() == before)
    }
}
