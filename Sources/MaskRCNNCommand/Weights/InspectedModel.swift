import MaskRCNN
import Torch

/// The model that a checkpoint holds, and what would keep `predict` from using it.
struct InspectedModel {
    /// What it is called; nil where it is none of this program's.
    let name: String?
    /// How that is known.
    let explanation: String?
    /// In words.
    let text: String
    /// The names of its classes, as far as they fit a line.
    let classes: String?
    /// What was concluded where the file says too little.
    let notes: [String]
    /// What `predict` would refuse it for; nil also for another network's checkpoint, which may be to start training from.
    let problem: CommandFailure?

    init(_ checkpoint: Checkpoint, key: String?) {
        var recognized: RecognizedNetwork?
        var segmentation: RecognizedSegmentation?
        var problem: CommandFailure?
        var notes: [String] = []
        var classes: String?
        do {
            recognized = try RecognizedNetwork(checkpoint)
            if recognized != nil || checkpoint.entries.contains(where: { $0.name.contains("roi_heads.mask_") }) {
                var options = DetectorOptions()
                options.weightsKey = key
                notes = try Detector.check(weights: checkpoint.path, options: options)
                classes = Self.list(try Categories.names(in: checkpoint))
            } else {
                segmentation = try RecognizedSegmentation(checkpoint)
                if segmentation != nil {
                    let segmenter = try Segmenter.check(weights: checkpoint.path, key: key)
                    notes = segmenter.notes
                    classes = Self.list(
                        Dictionary(uniqueKeysWithValues: segmenter.classNames.enumerated().map { ($0, $1) }))
                }
            }
        } catch {
            problem = CommandFailure(loading: error, from: checkpoint.path)
            problem?.status = .badData
        }
        name = recognized?.configuration.name ?? segmentation?.configuration.name
        explanation = recognized?.explanation ?? segmentation?.explanation
        if let segmentation {
            let model = segmentation.configuration
            text = "\(model.name), semantic segmentation, \(model.classCount) classes, \(segmentation.explanation)"
        } else if let recognized {
            let model = recognized.configuration
            text = "\(model.name), \(model.classCount) classes with the background, \(recognized.explanation)"
        } else {
            text = problem == nil ? "none of this program's: predict would refuse it" : "one that cannot be used"
        }
        self.classes = classes
        self.notes = notes
        self.problem = problem
    }

    private static func list(_ names: [Int: String]) -> String {
        let sorted = names.sorted { $0.key < $1.key }.map(\.value)
        return sorted.prefix(8).joined(separator: ", ") + (sorted.count > 8 ? " and \(sorted.count - 8) more" : "")
    }
}
