import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Training

/// What is said of configurations that are wrong.
struct ConfigurationFaultTests {
    private func message(_ yaml: String) -> String? {
        do throws(TrainingError) {
            _ = try TrainingConfiguration(yaml: yaml, path: "run.yaml")
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        (
            "# a\nmodel: small\n\n\n\noptimizer:\n  learning_rate: 1",
            "run.yaml:7: unknown key optimizer.learning_rate; did you mean optimizer.rate?"
        ),
        (
            "optimizer:\n  Weight_Decay: 1",
            "run.yaml:2: unknown key optimizer.Weight_Decay; did you mean optimizer.weightDecay?"
        ),
        ("optimiser:\n  rate: 1", "run.yaml:1: unknown key optimiser; did you mean optimizer?"),
        ("epochs: 3", "run.yaml:1: unknown key epochs; did you mean schedule.epochs?"),
        ("modle: small", "run.yaml:1: unknown key modle; did you mean model?"),
        ("data: {batchsize: 3}", "run.yaml:1: unknown key data.batchsize; did you mean data.batchSize?"),
        (
            "sampling:\n  anchors:\n    cuont: 3",
            "run.yaml:3: unknown key sampling.anchors.cuont; did you mean sampling.anchors.count?"
        ),
        (
            "augmentation:\n  scale:\n    fixd: {}",
            "run.yaml:3: unknown key augmentation.scale.fixd; did you mean augmentation.scale.fixed?"
        ),
        ("seed: 1\nqqqqqqqqqq: 2", "run.yaml:2: unknown key qqqqqqqqqq"),
        ("<<: {seed: 1}", "run.yaml:1: unknown key <<"),
    ])
    func unknownKeys(yaml: String, expected: String) {
        #expect(message(yaml) == expected)
    }

    @Test(arguments: [
        ("seed: -1", "run.yaml:1: seed: expected a whole number from 0, found -1"),
        ("data:\n  workers: two", "run.yaml:2: data.workers: expected a whole number, found two"),
        ("data:\n  workers: 2.5", "run.yaml:2: data.workers: expected a whole number, found 2.5"),
        (
            "data:\n  workers: 99999999999999999999",
            "run.yaml:2: data.workers: expected a whole number, found 99999999999999999999"
        ),
        ("data:\n  workers: '2'", "run.yaml:2: data.workers: expected a whole number, found the text \"2\""),
        ("data:\n  workers:", "run.yaml:2: data.workers: expected a whole number, found nothing"),
        ("optimizer: {rate: fast}", "run.yaml:1: optimizer.rate: expected a number, or null, found fast"),
        ("optimizer: {momentum: .nan}", "run.yaml:1: optimizer.momentum: expected a number, found .nan"),
        ("optimizer: {momentum: nan}", "run.yaml:1: optimizer.momentum: expected a number, found nan"),
        ("optimizer: {momentum: .inf}", "run.yaml:1: optimizer.momentum: expected a number, found .inf"),
        ("optimizer: {momentum: 1e999}", "run.yaml:1: optimizer.momentum: expected a number, found 1e999"),
        ("optimizer: {nesterov: 1}", "run.yaml:1: optimizer.nesterov: expected true or false, found 1"),
        (
            "network: {boxHead: {suppression: {method: soft}}}",
            "run.yaml:1: network.boxHead.suppression.method: expected hard, linear, gaussian, found soft"
        ),
        (
            "network: {keypointHead: {skeleton: [[1, x]]}}",
            "run.yaml:1: network.keypointHead.skeleton[0][1]: expected a whole number, found x"
        ),
        ("optimizer: {method: adam}", "run.yaml:1: optimizer.method: expected sgd, adamw, found adam"),
        (
            "optimizer: [1, 2]",
            "run.yaml:1: optimizer: expected a mapping with keys such as method, rate, momentum, found a list of 2"
        ),
        ("schedule: {milestones: 3}", "run.yaml:1: schedule.milestones: expected a list, each entry a number, found 3"),
        (
            "schedule:\n  milestones:\n    - 3\n    - x",
            "run.yaml:4: schedule.milestones[1]: expected a number, found x"
        ),
        (
            "model: huge",
            "run.yaml:1: model: expected \(NetworkDescription.presetNames.joined(separator: ", ")), found huge"
        ),
        (
            "augmentation: blur",
            "run.yaml:1: augmentation: expected none, flip, multi-scale, large-scale-jitter, microscopy, semantic, found blur"
        ),
        ("- a\n- b", "run.yaml:1: expected a mapping with keys such as model, data, optimizer, found a list of 2"),
        ("hello", "run.yaml:1: expected a mapping with keys such as model, data, optimizer, found hello"),
        (
            "augmentation: {photometric: {hue: [0, 1, 2]}}",
            "run.yaml:1: augmentation.photometric.hue: expected two numbers, the least and the largest, as in [0.5, 2], found a list of 3"
        ),
    ])
    func wrongKinds(yaml: String, expected: String) {
        #expect(message(yaml) == expected)
    }

    @Test(arguments: [
        ("data:\n  workers: 2\n  batchSize: 0", "run.yaml:3: data.batchSize: expected from 1 to 65536, found 0"),
        ("optimizer:\n  rate: -1.0", "run.yaml:2: optimizer.rate: expected above 0, at most 1000, found -1.0"),
        ("optimizer:\n  momentum: 1", "run.yaml:2: optimizer.momentum: expected from 0 to below 1, found 1.0"),
        ("schedule:\n  epochs: 0", "run.yaml:2: schedule.epochs: expected above 0, at most 1000000, found 0.0"),
        (
            "schedule:\n  milestones: [3, 2]",
            "run.yaml:2: schedule.milestones: expected epochs above 0, each later than the one before, found [3.0, 2.0]"
        ),
        ("training: {trainableLayers: 6}", "run.yaml:1: training.trainableLayers: expected from 0 to 5, found 6"),
        (
            "network:\n  backbone:\n    depth: 51",
            "run.yaml:3: network.backbone.depth: expected 18, 34, 50, 101 or 152, found 51"
        ),
        (
            "network:\n  proposals:\n    anchorSizes: [1, 2]",
            "run.yaml:3: network.proposals.anchorSizes: expected one size above 0 for each of the 5 levels, or a list of as many for each, found [1, 2]"
        ),
        (
            "sampling: {proposals: {backgroundIoU: 0.6}}",
            "run.yaml:1: sampling.proposals.backgroundIoU: expected at most foregroundIoU, which is 0.5, found 0.6"
        ),
        (
            "augmentation:\n  horizontalFlip: 1.5",
            "run.yaml:2: augmentation.horizontalFlip: expected from 0 to 1, found 1.5"
        ),
        ("evaluation: {patience: 0}", "run.yaml:1: evaluation.patience: expected from 1 to 1000000, found 0"),
        ("saveEverySteps: -1", "run.yaml:1: saveEverySteps: expected from 0 to 1000000000, found -1"),
    ])
    func numbersOutOfRange(yaml: String, expected: String) {
        #expect(message(yaml) == expected)
    }

    @Test func everyNumberIsChecked() throws {
        // Whatever number becomes NaN in code is found, by its key.
        let finite = TrainingConfiguration()
        try finite.validate()
        for (key, change) in [
            ("network.transform.mean", { $0.network.transform.mean[1] = .nan }),
            ("optimizer.rate", { $0.optimizer.rate = .nan }),
            ("schedule.gamma", { $0.schedule.gamma = .infinity }),
            ("sampling.anchors.foregroundIoU", { $0.sampling.anchors.foregroundIoU = .nan }),
        ] as [(String, (inout TrainingConfiguration) -> Void)] {
            var changed = finite
            change(&changed)
            let error = #expect(throws: TrainingError.self) { try changed.validate() }
            #expect(error.map { "\($0)".hasPrefix("\(key): expected a finite number") } == true)
        }
    }

    /// Nine lists of nine of the list before: 9⁹ values of 300 bytes.
    static let bomb =
        (["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
        + zip("abcdefgh", "bcdefghi").map { inner, outer in
            "\(outer): &\(outer) [" + Array(repeating: "*\(inner)", count: 9).joined(separator: ", ") + "]"
        }).joined(separator: "\n")

    @Test(arguments: [
        (bomb, "run.yaml:1: expected plain values, found an anchor (&)"),
        ("seed: 1\ndata: *x", "run.yaml:2: expected plain values, found an alias (*)"),
        ("seed: !!python/object/apply:os.system ['ls']", "run.yaml:1: expected plain values, found a tag (!)"),
        // In quoted texts, # begins no comment, behind which an anchor could hide.
        ("x: [\"a #\", &a [1]]", "run.yaml:1: expected plain values, found an anchor (&)"),
        ("x: ['y\n  ', &a [1]]", "run.yaml:2: expected plain values, found an anchor (&)"),
        ("seed: 1\r\nx: &a 1", "run.yaml:2: expected plain values, found an anchor (&)"),
        ("seed: 1\nseed: 2", "run.yaml:1: seed: the key is there twice"),
    ])
    func hostileYAML(yaml: String, expected: String) {
        let found = message(yaml)
        #expect(found == expected)
    }

    @Test func commentsMaySayAnything() throws {
        let yaml = "# Tom & Jerry, *really*: !important &anchor\nseed: 3 # don't *worry\n"
        #expect(try TrainingConfiguration(yaml: yaml, path: "run.yaml").seed == 3)
    }

    @Test(arguments: ["[", "{", "- ", "? "])
    func depthIsBounded(open: String) {
        // Deeper than any stack would bear, were each a call.
        let found = message(String(repeating: open, count: 60_000))
        #expect(found?.hasPrefix("run.yaml") == true)
    }

    @Test(arguments: [
        "a: [1", "\tseed: 1", "seed: 1\n---\nseed: 2", "seed: \"1", "%YAML 9.9\n---\n", "a: b: c", "\u{0}",
        "? [a]\n: 1",
        "@", "`", "seed: 1\n  data: 2", "x: |\n  y\n z", ": :", "&", "*", "!", "{}: 1", "[]: {}", "? ", "-", "--- >\n",
    ])
    func brokenYAMLIsAnError(yaml: String) {
        let found = message(yaml)
        #expect(found?.hasPrefix("run.yaml") == true, "\(found ?? "no error")")
    }

    @Test func randomTextNeverTraps() throws {
        let words = [
            "seed", ":", " ", "\n", "  ", "-", "[", "]", "{", "}", "'", "\"", "data", "optimizer", "rate", "1", "e9",
            ",",
            "#", "&", "*", "!", "|", ">", "?", "%", "model", "small", "network", "\t", "é", "null", "~", "scale",
            "augmentation",
        ]
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let count = Int.random(in: 1...12, using: &generator)
            let yaml = (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
            // Either an error that names the file, or a configuration that makes sense.
            do throws(TrainingError) {
                try TrainingConfiguration(yaml: yaml, path: "run.yaml").validate()
            } catch {
                #expect("\(error)".hasPrefix("run.yaml"), "\(yaml.debugDescription)")
            }
        }
    }

    @Test func filesThatAreNone() throws {
        let folder = try TemporaryFolder()
        let long = try folder.add("long.yaml", Array(String(repeating: "# long\n", count: 40_000).utf8))
        let bytes = try folder.add("bytes.yaml", [0x73, 0x3A, 0xFF, 0xFE])
        for (path, expected) in [
            (folder("none.yaml"), "No such file"), (folder.path, "it is a folder"), (long, "at most 262144 bytes"),
            (bytes, "expected text in UTF-8"), ("/dev/zero", "device"),
        ] {
            let error = #expect(throws: TrainingError.self) { try TrainingConfiguration(contentsOfFile: path) }
            #expect(
                error.map { "\($0)".contains(path) && "\($0)".contains(expected) } == true,
                "\(String(describing: error))")
        }
        let good = try folder.add("good.yaml", Array("seed: 5".utf8))
        #expect(try TrainingConfiguration(contentsOfFile: good).seed == 5)
    }
}
