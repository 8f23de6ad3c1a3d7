import ArgumentParser
import Foundation
import Torch

/// `maskrcnn weights inspect`: what a checkpoint holds.
struct WeightsInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a checkpoint holds: any PyTorch file, old or new, or safetensors.",
        discussion: """
            Nothing in the file is executed: objects of classes beside the tensors are named and passed over. The network
            of a Mask R-CNN is built as for predict, so that whatever predict would refuse is said; the exit code is then 65.

            EXAMPLES
              maskrcnn weights inspect model.pth
              maskrcnn weights inspect model.safetensors --all
              maskrcnn weights inspect checkpoint.pth --weights-key model_ema
              maskrcnn weights inspect maskrcnn_resnet50_fpn_v2 --json | jq '.tensors[].name'
            """)

    @Argument(
        help: "A checkpoint, a folder or an index of shards, or the name of published weights.", completion: .file())
    var file: String

    @OptionGroup var key: WeightsKeyOption

    @Flag(name: .long, help: "List every tensor, rather than groups of them.")
    var all = false

    @Flag(name: .long, help: "Write a JSON document, which has every tensor.")
    var json = false

    func run() throws {
        let checkpoint = try CheckpointFile.open(file, key: key.weightsKey)
        let description = CheckpointDescription(checkpoint, key: key.weightsKey)
        try Console.standard.print(json ? description.json.document : description.text(listsAll: all))
        if let problem = description.problem { throw problem }
    }
}
