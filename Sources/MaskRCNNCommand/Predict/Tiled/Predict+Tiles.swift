import MaskRCNN
import Torch

extension Predict {
    /// - Throws: ``CommandFailure`` where something is asked for that images in tiles do not give.
    func checkTiles(_ inputs: InputSet, _ segmenter: Checkpoint?) throws(CommandFailure) {
        if let segmenter {
            throw CommandFailure(
                .usage, "--tile is for models that find objects, and \(segmenter.path) gives every pixel a class")
        }
        let allowed: [OutputFormat] = [.json, .jsonl, .coco]
        if let format = output.format?.formats.first(where: { !allowed.contains($0) }) {
            throw CommandFailure(
                .usage,
                "--tile writes json, jsonl and coco, and no \(format.rawValue), which needs the whole image in memory")
        }
        if let option = picture.given.first ?? (picture.grid ? "--grid" : nil) {
            throw CommandFailure(.usage, "\(option) is for overlays, and --tile draws none")
        }
        if inputs.items.contains(where: \.isStandardInput) {
            throw CommandFailure(.usage, "--tile reads regions of a file, and standard input has none")
        }
    }
}
