import ArgumentParser

/// `maskrcnn weights`: everything about checkpoints.
struct Weights: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "List, fetch, look into and convert checkpoints.",
        discussion: """
            EXAMPLES
              maskrcnn weights list
              maskrcnn weights fetch maskrcnn_resnet50_fpn_v2
              maskrcnn weights inspect model.pth
              maskrcnn weights convert model.pth model.safetensors
            """,
        subcommands: [WeightsList.self, WeightsFetch.self, WeightsInspect.self, WeightsConvert.self])
}
