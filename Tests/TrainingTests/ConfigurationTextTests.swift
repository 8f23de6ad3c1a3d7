import Geometry
import MaskRCNN
import TestSupport
import Testing
import Torch
import Training
import TrainingData

/// A configuration as YAML, and back.
struct ConfigurationTextTests {
    private func read(_ yaml: String) throws(TrainingError) -> TrainingConfiguration {
        try TrainingConfiguration(yaml: yaml, path: "run.yaml")
    }

    @Test func nothingIsTheDefaults() throws {
        for yaml in ["", "# nothing\n", "---\n", "{}", "optimizer:\ndata:\n", "null"] {
            #expect(try read(yaml) == TrainingConfiguration(), "\(yaml)")
        }
        #expect(TrainingConfiguration(model: .maskRCNNResNet50FPN) == TrainingConfiguration())
    }

    @Test(arguments: Configuration.presetNames, Augmentation.Preset.allCases)
    func presetsComeBack(model: String, augmentation: Augmentation.Preset) throws {
        var configuration = TrainingConfiguration(model: try #require(Configuration.named(model)))
        configuration.augmentation = Augmentation(augmentation)
        #expect(try read(configuration.yaml()) == configuration)
    }

    @Test func everythingThatDiffersComesBack() throws {
        var configuration = TrainingConfiguration(model: .small)
        configuration.network.name = "my: \"own\" # network"
        configuration.network.classCount = 4
        configuration.network.maskHead?.normalization = .frozenBatchNorm(epsilon: 0)
        configuration.training.trainableLayers = 2
        configuration.training.normalization = .synchronized
        configuration.training.precision = .bfloat16
        configuration.augmentation = .microscopy
        configuration.augmentation.copyPaste = Augmentation.CopyPaste()
        configuration.augmentation.scale = .multiScaleCrop(shortSides: [100, 200], maximumSide: 400, cropSide: 64)
        configuration.data.repeatThreshold = 1e-3
        configuration.data.brokenImages = .skip
        configuration.optimizer.method = .adamw
        configuration.optimizer.rate = 1e-05
        configuration.optimizer.gradientClip = 0.1
        configuration.optimizer.averageDecay = 0.999
        configuration.schedule.decay = .cosine
        configuration.schedule.milestones = []
        configuration.evaluation.patience = 3
        configuration.seed = .max
        let yaml = configuration.yaml()
        #expect(try read(yaml) == configuration)
        // What PyYAML takes for a number has a point before the exponent.
        #expect(yaml.contains("rate: 1.0e-05\n"))
        #expect(yaml.contains("\n# How the learning rate changes.\nschedule:\n  epochs: 12.0\n"))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func numbersKeepEveryBit(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var configuration = TrainingConfiguration()
        configuration.optimizer.rate = Double.random(in: 1e-12...1, using: &generator)
        configuration.optimizer.weightDecay = Double.random(in: 0...1e-8, using: &generator)
        configuration.optimizer.gradientClip = Double.random(in: 1e-300...1e300, using: &generator)
        configuration.schedule.milestones = [
            Double.random(in: 0.1...1, using: &generator), Double.random(in: 1.1...1e5, using: &generator),
        ]
        configuration.data.cacheMegabytes = Int.random(in: 0...10_000, using: &generator)
        configuration.seed = UInt64.random(in: 0 ... .max, using: &generator)
        #expect(try read(configuration.yaml()) == configuration, "seed \(seed)")
    }

    @Test func whatIsNotSaidKeepsItsDefault() throws {
        var expected = TrainingConfiguration()
        expected.optimizer.rate = 0.01
        expected.optimizer.nesterov = true
        expected.schedule.epochs = 3
        expected.schedule.milestones = [1, 2]
        expected.sampling.proposals.count = 64
        expected.evaluation.patience = nil
        let yaml = """
            optimizer: {rate: 0.01, nesterov: yes}
            schedule:
              epochs: 3
              milestones: [1, 2]
            sampling:
              proposals:
                count: 64
            evaluation:
              patience: ~
            """
        #expect(try read(yaml) == expected)
    }

    @Test func modelIsTheBaseOfNetwork() throws {
        let configuration = try read("network:\n  transform:\n    minimumSide: 256\nmodel: small\n")
        var network = Configuration.small
        network.transform.minimumSide = 256
        #expect(configuration.network == network)
        #expect(configuration.sampling == .small)
        // Training scales as the network does when it predicts.
        #expect(configuration.augmentation.scale == .fixed(shortSide: 256, maximumSide: 640))
        #expect(configuration.augmentation.horizontalFlip == 0.5)
        let other = try TrainingConfiguration(yaml: "model: small", path: "run.yaml", model: .maskRCNNResNet50FPNv2)
        #expect(other.network == .maskRCNNResNet50FPNv2)
        #expect(other.sampling == TargetSampling())
        let none = try TrainingConfiguration(yaml: "seed: 1", path: "run.yaml", fallback: .small)
        #expect(none.network == .small)
    }

    @Test func presetsHaveNames() throws {
        #expect(try read("augmentation: microscopy").augmentation == .microscopy)
        var augmentation = Augmentation.microscopy
        augmentation.scale = .ratioCrop(ratio: Augmentation.Interval(0.5, 2), cropSide: 256)
        augmentation.photometric?.gray = 0
        let changed = """
            augmentation:
              preset: microscopy
              scale:
                ratioCrop:
                  ratio: [0.5, 2]
              photometric:
                gray: 0
            """
        #expect(try read(changed).augmentation == augmentation)
        #expect(
            try read("model: small\naugmentation: none").augmentation.scale == .fixed(shortSide: 320, maximumSide: 640))
        #expect(try read("sampling: small").sampling == .small)
        #expect(try read("model: small\nsampling: torchvision").sampling == TargetSampling())
        let norms = try read(
            "network: {maskHead: {normalization: batchNorm}, pyramid: {normalization: {batchNorm: {epsilon: 1e-3}}}}")
        #expect(norms.network.maskHead?.normalization == .batchNorm(epsilon: 1e-5))
        #expect(norms.network.pyramid?.normalization == .batchNorm(epsilon: 1e-3))
        let groups = try read("network: {backbone: {normalization: {groupNorm: {groups: 8}}}}").network.backbone
        #expect(groups.normalization == .groupNorm(groups: 8, epsilon: 1e-5))
        let soft = try read("network: {boxHead: {suppression: {method: gaussian}, classScoreThresholds: [0.1, 0.5]}}")
        #expect(soft.network.boxHead.suppression.method == .gaussian && soft.network.boxHead.suppression.sigma == 0.5)
        #expect(soft.network.boxHead.classScoreThresholds == [0.1, 0.5])
        let points = try read("network: {keypointHead: {names: [tip, foot]}, maskHead: null}").network
        #expect(points.keypointHead?.names == ["tip", "foot"] && points.keypointHead?.skeleton == [])
        #expect(points.maskHead == nil && points.keypointHead?.channels.count == 8)
        #expect(try read("model: keypointrcnn_resnet50_fpn").network.keypointHead?.skeleton.count == 19)
        #expect(try read("lossWeights: {mask: 2}").lossWeights.mask == 2)
        let scale = try read("augmentation: {scale: {multiScale: {shortSides: [64, 96]}}}").augmentation.scale
        #expect(scale == .multiScale(shortSides: [64, 96], maximumSide: 1333))
    }

    /// Training scales images as the network does, also where that is changed, unless something else was asked for.
    @Test func trainingFollowsTheNetworksSize() throws {
        var configuration = TrainingConfiguration(model: .small)
        try configuration.set("network.transform.minimumSide", to: "416")
        #expect(configuration.augmentation.scale == .fixed(shortSide: 416, maximumSide: 640))
        try configuration.set("augmentation.scale.fixed.shortSide", to: "300")
        try configuration.set("network.transform.minimumSide", to: "320")
        #expect(configuration.augmentation.scale == .fixed(shortSide: 300, maximumSide: 640))
    }

    @Test func oneSettingIsChanged() throws {
        var configuration = TrainingConfiguration()
        try configuration.set("network.boxHead.features", to: "512")
        try configuration.set("optimizer.gradientClip", to: "2.5")
        try configuration.set("schedule.milestones", to: "[4, 6]")
        try configuration.set("augmentation.copyPaste.probability", to: "0.25")
        try configuration.set("augmentation.scale.fixed.shortSide", to: "400")
        #expect(configuration.network.boxHead.features == 512)
        #expect(configuration.optimizer.gradientClip == 2.5)
        #expect(configuration.schedule.milestones == [4, 6])
        #expect(configuration.augmentation.copyPaste?.probability == 0.25)
        #expect(configuration.augmentation.scale == .fixed(shortSide: 400, maximumSide: 1333))
        try configuration.set("network.keypointHead.names", to: "[a, b]")
        try configuration.set("network.boxHead.suppression.maskThreshold", to: "0.5")
        try configuration.set("training.classWeights", to: "[1, 2]")
        #expect(configuration.network.keypointHead?.names == ["a", "b"])
        #expect(configuration.network.boxHead.suppression.maskThreshold == 0.5)
        #expect(configuration.training.classWeights == [1, 2])
        try configuration.set("optimizer.gradientClip", to: "null")
        #expect(configuration.optimizer.gradientClip == nil)
        for (key, value, message) in [
            ("optimizer.lr", "1", "optimizer.lr: unknown key optimizer.lr"),
            ("optimizer.rat", "1", "optimizer.rat: unknown key optimizer.rat; did you mean optimizer.rate?"),
            ("optimizer.momentum", "high", "optimizer.momentum: expected a number, found high"),
            ("optimizer", "3", "optimizer: expected a mapping with keys such as method, rate, momentum, found 3"),
            ("seed", "", "seed: expected a whole number from 0, found nothing"),
        ] {
            let error = #expect(throws: TrainingError.self) { try configuration.set(key, to: value) }
            #expect(error.map { "\($0)".hasPrefix(message) } == true, "\(String(describing: error))")
        }
    }
}
