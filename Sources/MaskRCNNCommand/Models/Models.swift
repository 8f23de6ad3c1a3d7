import ArgumentParser
import Geometry
import MaskRCNN
import Zoo

/// `maskrcnn models`: the networks that there are, what they cost, and how good their published weights are.
struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List the networks that --model names, or describe the one that a configuration file means.",
        discussion: """
            The operations are multiplications, each with its addition, for a picture of 800×800 pixels with as many proposals and
            detections as a network keeps; AP is that of the weights that torchvision publishes, on COCO val2017. Networks for
            semantic segmentation give every pixel a class; mIoU and pixel accuracy are those of torchvision's weights on the
            pictures of COCO val2017 with VOC's classes.

            With --config, the network is that of a YAML file of detectron2 or maskrcnn-benchmark: its parts and parameters, what
            each setting became, and what was set without effect here. Keys with values change settings of the file. What is
            not built here is refused by its key.

            EXAMPLES
              maskrcnn models
              maskrcnn models --json
              maskrcnn models --config mask_rcnn_R_50_FPN_3x.yaml
              maskrcnn models --config e2e_mask_rcnn_R_50_FPN_1x.yaml MODEL.ROI_HEADS.SCORE_THRESH 0.3
            """)

    @OptionGroup var file: ConfigurationFileOptions

    @Argument(help: ArgumentHelp("Keys and values that change settings of --config.", valueName: "KEY VALUE"))
    var changes: [String] = []

    @Flag(name: .long, help: "Write a JSON document.")
    var json = false

    func validate() throws {
        if file.config == nil, let change = changes.first {
            throw ValidationError("\(change): keys and values change settings of --config, which is not given.")
        }
        if !changes.count.isMultiple(of: 2), let last = changes.last {
            throw ValidationError("\(last): a key without a value.")
        }
    }

    func run() throws {
        let pairs = stride(from: 0, to: changes.count - 1, by: 2).map {
            SettingChange(key: changes[$0], value: changes[$0 + 1])
        }
        if let file = try file.read(changes: pairs) {
            let described = DescribedFile(file: file)
            return try Console.standard.print(json ? described.json.document : described.text)
        }
        let all = Configuration.presets.map(ListedModel.init)
        let segmenters = SegmentationConfiguration.presets.map(ListedSegmenter.init)
        if json {
            return try Console.standard.print(JSON.array(all.map(\.json) + segmenters.map(\.json)).document)
        }
        var table = Table([
            ("model", .left), ("finds", .left), ("parameters", .right), ("operations", .right), ("box AP", .right),
            ("mask AP", .right), ("keypoint AP", .right), ("weights", .left),
        ])
        for model in all { table.add(model.row) }
        var maps = Table([
            ("semantic segmentation", .left), ("parameters", .right), ("operations", .right), ("mIoU", .right),
            ("pixel accuracy", .right), ("weights", .left),
        ])
        for model in segmenters { maps.add(model.row) }
        try Console.standard.print(
            table.text + "\n\n" + maps.text + """


                Published weights are fetched by `maskrcnn weights fetch MODEL`. The model that is built in, nuclei, is a tiny.
                """)
    }
}

/// A network in the list.
struct ListedModel {
    let configuration: Configuration
    let weights: PublishedWeights?

    init(_ configuration: Configuration) {
        self.configuration = configuration
        weights = PublishedWeights.all.first { $0.name == configuration.name }
    }

    static let size = ImageSize(width: 800, height: 800)

    private var operations: Double { configuration.operationCount(of: Self.size) }

    var row: [String] {
        [
            configuration.name, configuration.findings,
            "\(Quantity.decimal(Double(configuration.parameterCount) / 1e6, places: 1)) M",
            "\(Quantity.decimal(operations / 1e9, places: 1)) G", Self.figure(weights?.boxAP),
            Self.figure(weights?.maskAP), Self.figure(weights?.keypointAP), Self.place(of: weights),
        ]
    }

    static func figure(_ value: Double?) -> String { value.map { Quantity.decimal($0, places: 1) } ?? "–" }

    /// Where weights are.
    static func place(of weights: PublishedWeights?) -> String {
        if let weights { weights.isCached ? "here" : "published" } else { "none published" }
    }

    var json: JSON {
        func number(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
        return .object([
            ("name", .string(configuration.name)), ("task", .string(ModelTask.detection.rawValue)),
            ("masks", .boolean(configuration.hasMasks)),
            ("keypoints", .integer(configuration.keypointHead?.names.count ?? 0)),
            ("parameters", .integer(configuration.parameterCount)), ("operations_800x800", .number(operations)),
            ("box_ap", number(weights?.boxAP)), ("mask_ap", number(weights?.maskAP)),
            ("keypoint_ap", number(weights?.keypointAP)),
            ("published", .boolean(weights != nil)), ("cached", .boolean(weights?.isCached ?? false)),
        ])
    }
}
