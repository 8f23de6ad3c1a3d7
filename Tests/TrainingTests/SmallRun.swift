import COCO
import Datasets
import Files
import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Torch
import Training
import TrainingData

/// Drawn micrographs, and settings with which a network learns from them within seconds.
enum SmallRun {
    /// A network of few channels, with running statistics, a running average and samples to draw: all that resuming must
    /// bring back.
    static let configuration: TrainingConfiguration = {
        var network = Configuration.tiny
        network.transform.minimumSide = 64
        network.transform.maximumSide = 96
        network.backbone.resNet?.width = 8
        network.pyramid?.channels = 16
        network.boxHead.features = 32
        network.maskHead?.channels = [16, 16]
        network.maskHead?.predictorChannels = 16
        network.proposals.countBeforeNMS = 100
        network.proposals.countAfterNMS = 50
        network.boxHead.maximumDetections = 20
        var configuration = TrainingConfiguration()
        configuration.network = network
        configuration.augmentation = .microscopy
        configuration.augmentation.scale = .multiScaleCrop(shortSides: [64, 80], maximumSide: 160, cropSide: 64)
        configuration.sampling = .small
        configuration.sampling.proposals.count = 24
        configuration.data.batchSize = 2
        configuration.optimizer.method = .adamw
        configuration.optimizer.rate = 1e-3
        configuration.optimizer.averageDecay = 0.9
        configuration.optimizer.gradientClip = 1
        configuration.schedule.epochs = 2
        configuration.schedule.warmupSteps = 2
        configuration.schedule.decay = .cosine
        configuration.evaluation.maximumDetections = 20
        configuration.evaluation.pictures = 1
        configuration.seed = 3
        return configuration
    }()

    /// Six images to learn from and two to evaluate on, in a folder.
    static func write(to folder: String, images: Int = 6) throws {
        var data = SyntheticDataset(imageCount: images)
        data.validationImageCount = 2
        data.minimumSize = .init(width: 64, height: 64)
        data.maximumSize = .init(width: 80, height: 64)
        data.styles = [.fluorescence]
        _ = try data.write(to: folder, format: .coco)
    }

    /// A run on them.
    static func request(_ data: String, _ run: String) throws -> TrainingRequest {
        func source(_ name: String) throws -> TrainingSet.Source {
            let path = "\(data)/\(name).json"
            return TrainingSet.Source(
                try Dataset(contentsOfFile: path), imageFolder: data + "/images", name: path)
        }
        var request = TrainingRequest(
            configuration, sources: [try source("train")], validation: try source("val"), folder: RunFolder(run))
        request.threads = 1
        return request
    }

    /// The tensors of a checkpoint as bytes.
    static func bytes(_ path: String) throws -> [String: [UInt8]] {
        let checkpoint = try Checkpoint(contentsOfFile: path)
        return Dictionary(uniqueKeysWithValues: checkpoint.entries.map { ($0.name, $0.tensor.contiguousBytes()) })
    }
}
