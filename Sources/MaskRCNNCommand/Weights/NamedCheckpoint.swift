import ArgumentParser
import Frameworks
import MaskRCNN
import Torch

/// Whose names the tensors of a detector are to have.
enum NamingTarget: String, CaseIterable, ExpressibleByArgument, Sendable {
    case torchvision
    case detectron2
}

/// A detector's tensors under other names.
struct NamedCheckpoint {
    let entries: [Checkpoint.Entry]
    /// What the new file is to say of the model.
    let metadata: [String: String]
    /// What the user should know.
    let notes: [String]

    /// - Parameters:
    ///   - file: How the network detects, where the checkpoint does not say it.
    ///   - isCaffeStyle: See `DetectorOptions.isCaffeStyle`.
    /// - Throws: ``CommandFailure`` where the checkpoint is of no detector.
    init(
        _ checkpoint: Checkpoint, to target: NamingTarget, file: FrameworkConfiguration?, isCaffeStyle: Bool
    ) throws(CommandFailure) {
        do {
            let ours = try checkpoint.translated(
                model: file?.configuration, categories: file?.categories, isCaffeStyle: isCaffeStyle)
            switch target {
            case .torchvision:
                entries = ours.entries
                notes = (file?.runNotes ?? []) + ours.notes
            case .detectron2:
                let named = try WeightsFramework.detectron2.entries(of: ours.entries)
                guard named.withoutPlace.isEmpty else {
                    let few = named.withoutPlace.prefix(3).joined(separator: ", ")
                    throw CommandFailure(
                        .badData,
                        "\(checkpoint.path): \(Quantity.count(named.withoutPlace.count, "tensor")) of its network "
                            + "\(named.withoutPlace.count == 1 ? "has" : "have") no place in detectron2's: \(few)")
                }
                entries = named.entries
                notes = (file?.runNotes ?? []) + ours.notes + Self.differences(ours.configuration)
            }
            metadata = ours.metadata
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(loading: error, from: checkpoint.path)
        }
    }

    /// What detectron2 has to be told to compute the same.
    private static func differences(_ network: Configuration) -> [String] {
        var settings: [String] = []
        let conventions = network.conventions
        settings.append("MODEL.ROI_HEADS.NUM_CLASSES \(network.classCount - 1)")
        settings.append("MODEL.PIXEL_MEAN \(network.transform.mean)")
        settings.append("MODEL.PIXEL_STD \(network.transform.standardDeviation)")
        settings.append("INPUT.FORMAT \(conventions.channelOrder == .bgr ? "BGR" : "RGB")")
        if let body = network.backbone.resNet {
            settings.append("MODEL.RESNETS.STRIDE_IN_1X1 \(body.stridePlace == .oneByOne ? "True" : "False")")
        }
        settings.append("MODEL.ROI_BOX_HEAD.POOLER_TYPE \(conventions.alignsBoxes ? "ROIAlignV2" : "ROIAlign")")
        settings.append("MODEL.ROI_BOX_HEAD.POOLER_SAMPLING_RATIO \(network.boxHead.samplingRatio)")
        var notes = ["detectron2 has to be told: \(settings.joined(separator: ", "))"]
        if conventions.valueRange == .unit {
            notes.append("detectron2's colours are from 0 to 255: its mean and deviation are 255 times these")
        }
        if case .frozenBatchNorm(let epsilon) = network.backbone.normalization, epsilon != 1e-5 {
            notes.append("the frozen norms have the ε \(epsilon), and detectron2 takes 1e-5 whatever a file says")
        }
        if conventions.boxes != .detectron2 {
            notes.append("detectron2 rounds no anchors and pastes masks otherwise: what it finds differs a little")
        }
        return notes
    }
}
