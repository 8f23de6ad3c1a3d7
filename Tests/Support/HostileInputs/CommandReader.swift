internal import Foundation

extension HostileReader {
    /// Whole command lines, given to the built program: it must end by itself, with one of its own exit codes.
    /// - Parameter binary: The program `maskrcnn`.
    public static func command(_ binary: String) -> HostileReader {
        HostileReader(
            folder: "command", share: 2_000, make: { CommandLines.input(&$0) },
            read: { input, folder in
                let words = input.bytes.split(separator: 0, omittingEmptySubsequences: false).map {
                    String(decoding: $0, as: UTF8.self)
                }
                return CommandLines.run(binary, words, in: folder)
            })
    }
}

/// Command lines of every subcommand, with values that options are not meant for, and the files that they name.
private enum CommandLines {
    /// A command that does what it can in a moment, and options whose values are tried.
    private static let commands: [(words: [String], options: [String])] = [
        (
            ["predict", "a.png", "--weights", "nuclei", "--dry-run", "--output", "out", "--quiet"],
            [
                "--score", "--max-detections", "--classes", "--labels", "--frozen-norm-eps", "--batch", "--short-side",
                "--max-side", "--scale", "--threads", "--range", "--max-pixels", "--image-ids", "--alpha", "--color",
                "--show",
                "--transparency", "--format", "--mask-style", "--device", "--draw-score", "--engine",
            ]
        ),
        (
            ["eval", "--ground-truth", "coco.json", "--results", "results.json", "--no-report"],
            [
                "--iou-thresholds", "--area-ranges", "--max-dets", "--bootstrap", "--seed", "--score", "--threads",
                "--worst",
                "--iou-type", "--rules", "--result-areas", "--compare", "--ground-truth", "--results", "--range",
            ]
        ),
        (["dataset", "check", "coco.json"], ["--shown", "--images", "--fix"]),
        (
            ["dataset", "convert", "coco.json", "--to", "yolo", "--output", "out"],
            ["--tolerance", "--min-area", "--ignore", "--names", "--from", "--to", "--images"]
        ),
        (
            ["dataset", "convert", ".", "--from", "voc", "--to", "coco", "--output", "out"],
            ["--tolerance", "--min-area", "--ignore", "--names", "--annotations"]
        ),
        (
            ["dataset", "split", "coco.json", "--output", "out"],
            ["--into", "--folds", "--seed", "--group-prefix", "--group-pattern"]
        ),
        (
            ["dataset", "show", "coco.json", "--output", "out.png"],
            ["--count", "--seed", "--ids", "--range", "--epochs"]
        ),
        (
            ["train", "--train", "coco.json", "--images", ".", "--dry-run", "--output", "run", "--weights", "nuclei"],
            [
                "--batch-size", "--workers", "--repeat-threshold", "--trainable-layers", "--threads",
                "--horizontal-flip",
                "--quarter-turns", "--short-sides", "--maximum-side", "--crop-side", "--object-crops", "--photometric",
                "--copy-paste", "--anchor-samples", "--proposal-samples", "--lr", "--momentum", "--betas",
                "--weight-decay",
                "--backbone-rate-factor", "--clip-gradients", "--accumulate", "--ema", "--epochs", "--warmup-steps",
                "--warmup-factor", "--milestones", "--gamma", "--final-factor", "--seed", "--eval-every", "--max-dets",
                "--eval-batch", "--patience", "--pictures", "--config", "--set", "--save-every", "--range", "--resume",
            ]
        ),
        (["weights", "inspect", "w.safetensors"], []),
        (["weights", "convert", "w.safetensors", "out.pth"], ["--dtype"]),
    ]

    private static let values = [
        "nan", "inf", "-inf", "1e300", "-1e300", "1e-320", "", " ", "0x10", "١", "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "-1", "0", "1", "0.5", "1:0:0.1", "0:1:1e-300", "0.5:0.95:nan",
        "1,2,,3", "a=0-1e400,b=1-", "=1-2", "1-2", "full", "percentile", "0,1e400", "5,1", "auto", "text.txt",
        "coco.json",
        "a.png", ".", "/dev/null", "a:0.5,b:0.5", "a:1e300,b:1e-300", "a:nan", "\u{1b}[2J", "é\u{301}\u{301}", "%s%n",
        "../../x", "schedule.epochs=1e308", "seed=-1", "a=", "=", "{}", "[", "(", "#12345", "rgb", "cat", "none", "all",
        "-",
    ]

    static func input(_ randomness: inout Randomness) -> HostileInput {
        let (words, options) = randomness.one(of: commands)
        var line = words
        if !options.isEmpty {
            for _ in 0..<randomness.number(1...2) {
                let option = randomness.one(of: options)
                let value = randomness.one(of: values)
                line += randomness.once(in: 2) ? [option + "=" + value] : [option, value]
            }
        }
        if randomness.once(in: 6) { line.remove(at: randomness.number(0...(line.count - 1))) }
        if randomness.once(in: 8) { line.append(randomness.one(of: values)) }
        var text = Array("cat\ndog\n".utf8)
        if randomness.once(in: 2) { Mutation.apply(to: &text, &randomness) }
        var coco = Array(dataset.utf8)
        if randomness.once(in: 4) { JSONMutation.mutate(&coco, using: &randomness) }
        return HostileInput(files: [
            ("arguments", Array(line.joined(separator: "\0").utf8)), ("a.png", PictureSeeds.labelPNG),
            ("text.txt", text),
            ("coco.json", coco), ("results.json", Array(results.utf8)), ("w.safetensors", CheckpointSeeds.safetensors),
            ("a.xml", Array(DatasetSeeds.voc("a.png").utf8)),
        ])
    }

    private static let dataset = #"""
        {"images": [{"id": 1, "file_name": "a.png", "width": 16, "height": 12}],
         "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 36, "bbox": [2, 2, 6, 6],
           "segmentation": [[2, 2, 8, 2, 8, 8, 2, 8]]}],
         "categories": [{"id": 1, "name": "nucleus"}]}
        """#
    private static let results = #"[{"image_id": 1, "category_id": 1, "bbox": [2, 2, 6, 5], "score": 0.9}]"#

    /// Runs the program to its end.
    static func run(_ binary: String, _ words: [String], in folder: String) -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        // What a system calls with has no zeros in it.
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SWIFT_BACKTRACE": "enable=no", "TORCH_HOME": folder + "/torch-home", "XDG_CACHE_HOME": folder + "/cache"]
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return .wrong("the program cannot be started: \(error)")
        }
        process.waitUntilExit()
        let line = words.joined(separator: " ")
        guard process.terminationReason == .exit else {
            return .wrong("signal \(process.terminationStatus): \(line)")
        }
        switch process.terminationStatus {
        case 0: return .accepted
        case 1, 64, 65, 66, 69, 73: return .refused
        default: return .wrong("exit code \(process.terminationStatus): \(line)")
        }
    }
}
