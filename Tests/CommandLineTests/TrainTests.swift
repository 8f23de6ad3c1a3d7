import COCO
import Foundation
import TestSupport
import Testing

/// `maskrcnn train`, up to where training begins.
struct TrainTests {
    let folder: TemporaryFolder
    let tool: Tool

    init() throws {
        folder = try TemporaryFolder()
        tool = Tool(folder: folder)
    }

    /// A tiny network, so that a dry run, which makes one, takes no time.
    static let tiny = """
        model: small
        network:
          pyramid: {channels: 8}
          boxHead: {features: 8}
          maskHead: {channels: [8], predictorChannels: 8}
          transform: {minimumSide: 64, maximumSide: 96}
        """

    /// Six small drawn micrographs, made once for all tests.
    private static let cells = Task {
        let folder = try TemporaryFolder()
        let outcome = try await Tool(folder: folder)(
            "dataset", "synthesize", "cells", "--images", "4", "--val-images", "2", "--size", "64x64", "--quiet")
        try #require(outcome.status == 0, "\(outcome.errors)")
        return folder
    }

    /// Puts them in `cells`, and the network in `tiny.yaml`.
    private func prepare() async throws {
        let made = try await Self.cells.value
        try FileManager.default.copyItem(atPath: made.path("cells"), toPath: folder.path("cells"))
        try folder.write(Self.tiny, to: "tiny.yaml")
    }

    @Test func dryRunTellsWhatWouldBeDone() async throws {
        try await prepare()
        let outcome = try await tool(
            "train", "--data", "cells", "--config", "tiny.yaml", "--epochs", "3", "-b", "3", "--lr", "0.01",
            "--warmup-steps", "1000", "--set", "network.boxHead.features=16", "--dry-run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("# Would train small in runs/cells on cpu\n"))
        #expect(outcome.output.contains("/cells/train.json, images in "))
        #expect(outcome.output.contains("#             4 images, "))
        #expect(outcome.output.contains("1 class: nucleus\n"))
        // Two batches of three hold four images, and three times two are six steps.
        #expect(outcome.output.contains("# steps       6, 2 an epoch, of 3 images each; sgd, learning rate 0.01\n"))
        #expect(outcome.errors.contains("rises over 1,000 steps, and there are 6"))
        #expect(!folder.has("runs"))

        // What is printed is a configuration that says the same.
        try folder.write(outcome.output, to: "printed.yaml")
        let again = try await tool("train", "--data", "cells", "--config", "printed.yaml", "--dry-run")
        #expect(again.output == outcome.output, "\(again.errors)")
        for line in [
            "  epochs: 3.0\n", "  batchSize: 3\n", "  rate: 0.01\n", "    features: 16\n", "    channels: 8\n",
        ] {
            #expect(outcome.output.contains(line))
        }
    }

    @Test func dryRunAsJSON() async throws {
        try await prepare()
        let outcome = try await tool(
            "train", "--train", "cells/train.json", "--images", "cells/images", "--train", "cells/val.json",
            "--images", "cells/images", "--config", "tiny.yaml", "--output", "out/run", "--dry-run", "--json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let document = try outcome.json
        #expect(document["images"] as? Int == 6)
        #expect(document["steps_per_epoch"] as? Int == 3)
        #expect(document["steps"] as? Int == 36)
        #expect(document["folder"] as? String == "out/run")
        #expect(document["validation"] is NSNull)
        #expect((document["categories"] as? [String: String]) == ["1": "nucleus"])
        let all = try #require(document["parameters"] as? Int)
        #expect(document["trained_parameters"] as? Int == all)
        #expect(outcome.errors.contains("no data to evaluate on"))
        let less = try await tool(
            "train", "--data", "cells", "--config", "tiny.yaml", "--trainable-layers", "0", "--dry-run", "--json")
        #expect(try #require(try less.json["trained_parameters"] as? Int) < all)
        #expect(try less.json["parameters"] as? Int == all)
    }

    @Test func weightsBringTheirNetwork() async throws {
        try await prepare()
        try Samples.writeWeights(in: folder)
        let outcome = try await tool("train", "--data", "cells", "--weights", "small.safetensors", "--dry-run")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\n    minimumSide: 96\n"))
        #expect(outcome.output.contains("{fixed: {shortSide: 96, maximumSide: 160}}"))
        #expect(outcome.output.contains("small.safetensors\n"))
        let other = try await tool(
            "train", "--data", "cells", "--weights", "small.safetensors", "--model", "small", "--dry-run")
        #expect(other.output.contains("\n    minimumSide: 320\n"))
    }

    @Test func theUsualLayoutsAreFound() async throws {
        try await prepare()
        let train = try folder.read("cells/train.json")
        let image = try #require(folder.contents("cells/images").first)
        func layout(_ name: String, file: String, images: String) throws {
            try folder.write(train, to: "\(name)/\(file)")
            for image in folder.contents("cells/images") {
                try folder.write(try folder.read("cells/images/\(image)"), to: "\(name)/\(images)/\(image)")
            }
        }
        #expect(image.hasSuffix(".png"))
        try layout("coco", file: "annotations/instances_train2017.json", images: "train2017")
        try folder.write(train, to: "coco/annotations/person_keypoints_train2017.json")
        try layout("flat", file: "train.json", images: "train")
        try layout("roboflow", file: "train/_annotations.coco.json", images: "train")
        for name in ["coco", "flat", "roboflow"] {
            let outcome = try await tool("train", "--data", name + "/", "--config", "tiny.yaml", "--dry-run")
            #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            #expect(outcome.output.hasPrefix("# Would train small in runs/\(name) on cpu\n"))
            #expect(outcome.output.contains("# validation  none\n"))
        }
        try folder.write(train, to: "coco/annotations/instances_train2014.json")
        let unclear = try await tool("train", "--data", "coco", "--config", "tiny.yaml", "--dry-run")
        #expect(unclear.status == 65)
        #expect(unclear.errors.contains("instances_train2014.json or "))
    }

    @Test func missingFilesAreNamed() async throws {
        try await prepare()
        try folder.write("", to: "empty/nothing.txt")
        try folder.write(try folder.read("cells/train.json"), to: "bare/train.json")
        try folder.write("{}", to: "broken/train.json")
        for (arguments, status, text) in [
            (["--data", "none"], 66, "none: no such folder"),
            (["--data", "empty"], 66, "empty: no training data: looked for train.json"),
            (["--data", "bare"], 66, "is not there: looked in "),
            (["--data", "broken"], 65, "broken/train.json"),
            (["--train", "none.json", "--images", "cells/images"], 66, "none.json"),
            (["--train", "cells/train.json", "--images", "none"], 66, "none: no such folder"),
            (["--train", "cells/train.json", "--images", "empty"], 66, "the file does not exist"),
            (["--data", "cells", "--weights", "none.pth"], 66, "none.pth: no such file"),
            (["--data", "cells", "--weights", "cells/train.json"], 65, "cells/train.json"),
            (["--data", "cells", "--config", "none.yaml"], 66, "none.yaml"),
            (["--data", "cells", "--device", "cuda:77"], 69, "cuda:77"),
            (["--resume", "none"], 66, "none: no such folder"),
            (["--resume", "cells"], 66, "cells: nothing to resume"),
        ] {
            let config =
                arguments.contains("--config") || arguments.contains("--resume") ? [] : ["--config", "tiny.yaml"]
            let outcome = try await tool.run(["train"] + arguments + config + ["--dry-run"])
            #expect(Int(outcome.status) == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(!folder.has("runs"))
    }

    @Test func wrongSettingsAreNamed() async throws {
        try await prepare()
        try folder.write(Self.tiny + "\noptimizer:\n  learning_rate: 1\n", to: "unknown.yaml")
        try folder.write("optimizer:\n  momentum: 3\n", to: "range.yaml")
        for (arguments, status, text) in [
            (
                ["--config", "unknown.yaml"], 65,
                "unknown.yaml:8: unknown key optimizer.learning_rate; did you mean optimizer.rate?"
            ),
            (
                ["--config", "range.yaml"], 65,
                "range.yaml:2: optimizer.momentum: expected from 0 to below 1, found 3.0"
            ),
            (
                ["--batch-size", "0"], 64,
                "data.batchSize: expected from 1 to 65536, found 0\n          --batch-size sets it."
            ),
            (["--lr", "nan"], 64, "optimizer.rate: expected a finite number, found nan"),
            (["--epochs=-1"], 64, "schedule.epochs"), (["--trainable-layers", "6"], 64, "expected from 0 to 5"),
            (["--horizontal-flip", "2"], 64, "augmentation.horizontalFlip: expected from 0 to 1, found 2.0"),
            (["--set", "optimizer.rat=1"], 65, "did you mean optimizer.rate?"),
            (["--set", "optimizer.rate=high"], 64, "optimizer.rate: expected a number, or null, found high"),
        ] {
            let outcome = try await tool.run(["train", "--data", "cells", "--dry-run"] + arguments)
            #expect(Int(outcome.status) == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
        }
    }

    @Test(arguments: [
        [], ["--data", "a", "--train", "b"], ["--train", "a.json"], ["--images", "a"], ["--data", "a", "--val", "b"],
        ["--train", "a", "--train", "b", "--train", "c", "--images", "d", "--images", "e"],
        ["--data", "a", "--val-images", "b"], ["--resume", "a", "--output", "b"], ["--resume", "a", "--overwrite"],
        ["--resume", "a", "--config", "b"], ["--resume", "a", "--weights", "b"], ["--resume", "a", "--model", "small"],
        ["--data", "a", "--model", "yolo"], ["--data", "a", "--lr", "fast"], ["--data", "a", "--set", "rate"],
        ["--data", "a", "--betas", "0.9"], ["--data", "a", "--augmentation", "blur"],
        ["--data", "a", "--threads", "0"],
        ["--data", "a", "--maximum-side", "100"], ["--data", "a", "--quiet", "--verbose"],
        ["--data", "a", "--seed", "-1"],
    ])
    func usageErrors(arguments: [String]) async throws {
        let outcome = try await tool.run(["train"] + arguments)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errors.hasPrefix("Error: "))
        #expect(outcome.output.isEmpty)
    }

    @Test func aRunIsNeverWrittenOverByAccident() async throws {
        try await prepare()
        try folder.write("{}", to: "run/metrics.jsonl")
        let refused = try await tool("train", "--data", "cells", "--config", "tiny.yaml", "--output", "run/")
        #expect(refused.status == 73)
        #expect(refused.errors.contains("run/ holds a training run already"))
        #expect(refused.errors.contains("--resume"))
        #expect(try folder.read("run/metrics.jsonl") == Data("{}".utf8))
        // Without --output, the next free name is taken.
        try folder.write("{}", to: "runs/cells/metrics.jsonl")
        let next = try await tool("train", "--data", "cells", "--config", "tiny.yaml", "--dry-run")
        #expect(next.output.hasPrefix("# Would train small in runs/cells-2 on cpu\n"))
        let begun = try await tool("train", "--resume", "run")
        // What notes figures had a state.
        #expect(begun.status == 65)
        #expect(begun.errors.contains("run/state.safetensors: missing"))
    }

    @Test func launchersAreUnderstood() async throws {
        try await prepare()
        var tool = tool
        tool.environment = ["RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29999"]
        let command = ["train", "--data", "cells", "--config", "tiny.yaml", "--dry-run"]
        let folderless = try await tool.run(command)
        #expect(folderless.status == 64)
        #expect(folderless.errors.contains("rank 0: --output is needed"))
        let told = try await tool.run(command + ["--output", "run"])
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.contains(", in 2 processes\n"))
        let odd = try await tool.run(command + ["--output", "run", "-b", "3"])
        #expect(odd.status == 64)
        #expect(odd.errors.contains("batchSize should be a multiple of the 2 processes"))
        tool.environment["RANK"] = "2"
        let wrong = try await tool.run(command + ["--output", "run"])
        #expect(wrong.status == 64)
        #expect(wrong.errors.contains("RANK: expected less than WORLD_SIZE"))
    }

    @Test func helpIsReadable() async throws {
        let outcome = try await tool("train", "--help")
        let whole = try await tool("train", "--help-hidden")
        for title in [
            "DATA:", "MODEL:", "AUGMENTATION AND SAMPLING:", "OPTIMISATION:", "SCHEDULE:", "EVALUATION:", "RUN:",
            "MESSAGES:",
        ] {
            #expect(whole.output.contains("\n\(title)\n"), "\(title)")
        }
        for line in (outcome.output + whole.output).split(separator: "\n") {
            #expect(line.count <= 100, "\(line)")
        }
        // The options that most runs need, beside those of memory and messages; and where the others are.
        func options(_ text: String) -> Int { text.split(separator: "\n").count { $0.hasPrefix("  -") } }
        #expect((20...30).contains(options(outcome.output)), "\(options(outcome.output))")
        #expect(options(whole.output) > 65)
        #expect(outcome.output.contains("--help-hidden") && !outcome.output.contains("--nesterov"))
        #expect(whole.output.contains("--nesterov"))
    }
}
