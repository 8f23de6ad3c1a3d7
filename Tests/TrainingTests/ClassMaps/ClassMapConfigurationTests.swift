import ClassMaps
import MaskRCNN
import Testing
import Training
import TrainingData

/// The settings of networks that give every pixel a class, as YAML and back.
struct ClassMapConfigurationTests {
    private func read(_ yaml: String) throws(TrainingError) -> TrainingConfiguration {
        try TrainingConfiguration(yaml: yaml, path: "run.yaml")
    }

    @Test(arguments: SegmentationConfiguration.presetNames)
    func presetsComeBack(model: String) throws {
        let configuration = TrainingConfiguration(model: try #require(SegmentationConfiguration.named(model)))
        let yaml = configuration.yaml()
        #expect(yaml.contains("\nmodel: \(model)\n") && yaml.contains("\nclassMaps:\n  ignoredValue: 255\n"))
        for absent in ["sampling:", "objectCrops", "copyPaste", "maximumDetections", "ignoresCrowds", "boxHead"] {
            #expect(!yaml.contains(absent), "\(absent)")
        }
        #expect(try read(yaml) == configuration)
        #expect(try read("model: \(model)") == configuration)
    }

    @Test func torchvisionsRecipeIsTheDefault() {
        let configuration = TrainingConfiguration(model: .fcnResNet50)
        #expect(
            configuration.augmentation.scale
                == .shortSideCrop(shortSide: 520, ratio: Augmentation.Interval(0.5, 2), cropSide: 480))
        #expect(configuration.augmentation.horizontalFlip == 0.5)
        #expect(configuration.segmentation?.lossWeights.auxiliary == 0.5)
        #expect(configuration.schedule.epochs == 30 && configuration.schedule.decay == .polynomial)
        // All stages are trained, also from weights.
        #expect(configuration.trainedLayers(startsFromWeights: true) == 5)
        // 0.01 for 16 images.
        #expect(configuration.rate == 0.01 / 8)
    }

    @Test func everythingThatDiffersComesBack() throws {
        var configuration = TrainingConfiguration(model: .deepLabV3ResNet50)
        configuration.segmentation?.network.name = "mine"
        configuration.segmentation?.network.backbone.resNet?.dilatedStageCount = 0
        configuration.segmentation?.network.auxiliaryHead = nil
        configuration.segmentation?.network.transform.shortSide = nil
        var head = SegmentationConfiguration.DeepLabV3()
        head.atrousRates = [3, 6]
        configuration.segmentation?.network.head = .deepLabV3(head)
        configuration.segmentation?.classMaps.ignoredValue = nil
        configuration.segmentation?.classMaps.overlaps = .smallerOnTop
        configuration.segmentation?.classMaps.crowds = .ignored
        configuration.segmentation?.lossWeights.auxiliary = 0.25
        configuration.schedule.power = 0.5
        configuration.augmentation.photometric = Augmentation.Photometric()
        #expect(try read(configuration.yaml()) == configuration)
    }

    @Test func settingsOfTheNetworkAreFound() throws {
        // A file without a network whose maps have settings is of such a network.
        #expect(try read("classMaps: {overlaps: smaller-on-top}").trained == .segmentation(.fcnResNet50))
        let narrow = try read(
            """
            model: fcn_resnet50
            network:
              backbone: {width: 8, dilatedStageCount: 1}
              head: {fcn: {channels: 16}}
              auxiliaryHead: null
              transform: {shortSide: 104}
            """)
        let network = try #require(narrow.segmentation?.network)
        #expect(network.backbone.resNet?.width == 8 && network.backbone.resNet?.dilatedStageCount == 1)
        #expect(network.auxiliaryHead == nil)
        // Crops are as much smaller as inputs are.
        #expect(
            narrow.augmentation.scale
                == .shortSideCrop(shortSide: 104, ratio: Augmentation.Interval(0.5, 2), cropSide: 96))
        var other = TrainingConfiguration(model: .fcnResNet50)
        try other.set("network.transform.shortSide", to: "260")
        #expect(
            other.augmentation.scale
                == .shortSideCrop(shortSide: 260, ratio: Augmentation.Interval(0.5, 2), cropSide: 240))
        try other.set("network.head", to: "deepLabV3")
        #expect(other.segmentation?.network.head == .deepLabV3(SegmentationConfiguration.DeepLabV3()))
        // One whose backbone does not dilate has the setting, too.
        try other.set("network.backbone.dilatedStageCount", to: "0")
        try other.set("network.backbone.dilatedStageCount", to: "2")
        #expect(other.segmentation?.network.backbone.resNet?.dilatedStageCount == 2)
    }

    @Test(arguments: [
        ("model: fcn_resnet50\nsampling: small", "run.yaml:2: sampling: it has no meaning for fcn_resnet50, which"),
        ("model: fcn_resnet50\ndata:\n  ignoresCrowds: true", "run.yaml:3: data.ignoresCrowds: it has no meaning"),
        ("model: fcn_resnet50\nlossWeights: {mask: 2}", "lossWeights.mask: it has no meaning"),
        ("model: fcn_resnet50\nnetwork:\n  boxHead: {features: 8}", "run.yaml:3: network.boxHead: it has no meaning"),
        ("model: fcn_resnet50\naugmentation: {copyPaste: {}}", "augmentation.copyPaste: it has no meaning"),
        ("model: fcn_resnet50\naugmentation: {objectCrops: 0.5}", "augmentation.objectCrops: it has no meaning"),
        ("model: small\nclassMaps: {overlaps: ignored}", "classMaps: it has no meaning for small, which finds objects"),
        ("model: fcn_resnet50\nclassMaps: {overlap: ignored}", "did you mean classMaps.overlaps?"),
        ("model: fcn_resnet50\nclassMaps: {ignoredValue: 70000}", "from 0 to 65535"),
        ("model: deeplabv3_resnet50\ndata: {batchSize: 1}", "at least 2 for deeplabv3_resnet50"),
        ("model: fcn_resnet50\nlossWeights: {auxiliary: -1}", "lossWeights.auxiliary"),
        ("model: fcn_resnet50\nschedule: {power: 0}", "schedule.power"),
        ("model: fcn_resnet50\nnetwork: {head: {fcn: {channels: 0}}}", "network.head.fcn.channels"),
    ])
    func whatHasNoMeaningIsRefused(yaml: String, words: String) {
        #expect {
            try read(yaml)
        } throws: { "\($0)".contains(words) }
    }

    /// Presets are for both kinds: of crops around objects nothing is left.
    @Test(arguments: Augmentation.Preset.allCases)
    func augmentationsHaveNames(preset: Augmentation.Preset) throws {
        let configuration = try read("model: fcn_resnet50\naugmentation: \(preset.rawValue)")
        #expect(
            configuration.augmentation
                == TrainingConfiguration.augmentation(preset, for: SegmentationConfiguration.fcnResNet50))
        #expect(configuration.augmentation.objectCrops == 0)
        #expect(try read(configuration.yaml()) == configuration)
        try configuration.validate()
    }

    @Test func aKeyOfTheOtherKindIsNamed() {
        var configuration = TrainingConfiguration(model: .fcnResNet50)
        let error = #expect(throws: TrainingError.self) {
            try configuration.set("evaluation.maximumDetections", to: "5")
        }
        guard case .configuration(let key, _, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(key == "evaluation.maximumDetections")
    }

    @Test func theRateFallsAsAPower() {
        var schedule = Schedule()
        schedule.epochs = 10
        schedule.warmupSteps = 0
        schedule.decay = .polynomial
        // torchvision's lambda: (1 − x / total)^0.9.
        #expect(schedule.factor(step: 0, stepsPerEpoch: 10) == 1)
        #expect(abs(schedule.factor(step: 50, stepsPerEpoch: 10) - 0.535_886_731_268_146_5) < 1e-12)
        #expect(schedule.factor(step: 100, stepsPerEpoch: 10) == 0)
        schedule.warmupSteps = 20
        schedule.warmupFactor = 0
        #expect(schedule.factor(step: 10, stepsPerEpoch: 10) == 0.5)
        #expect(schedule.factor(step: 20, stepsPerEpoch: 10) == 1)
        #expect(abs(schedule.factor(step: 60, stepsPerEpoch: 10) - 0.535_886_731_268_146_5) < 1e-12)
    }
}
