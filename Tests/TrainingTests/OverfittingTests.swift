import Datasets
import Foundation
import Geometry
import MaskRCNN
import TestSupport
import Testing
import Training
import TrainingData

/// A network that cannot learn two images by heart cannot learn.
struct OverfittingTests {
    @Test func twoImagesAreLearntByHeart() throws {
        let folder = try TemporaryFolder()
        // Large nuclei, since a pixel of a small one's border is more than AP's last thresholds forgive.
        var data = SyntheticDataset(imageCount: 2)
        data.validationImageCount = 1
        (data.minimumSize, data.maximumSize) = (.init(width: 128, height: 128), .init(width: 128, height: 128))
        data.options.meanDiameter = 48
        data.options.coverage = 0.4
        data.options.clustering = 0
        data.options.minimumArea = 700
        _ = try data.write(to: folder("data"), format: .coco)
        var request = try SmallRun.request(folder("data"), folder("run"))
        request.validation = request.sources[0]
        var configuration = request.configuration
        configuration.network.transform.minimumSide = 128
        configuration.network.transform.maximumSide = 256
        configuration.network.backbone.resNet?.width = 16
        configuration.network.pyramid?.channels = 32
        configuration.network.maskHead?.channels = [32, 32]
        configuration.network.maskHead?.predictorChannels = 32
        configuration.network.boxHead.maximumDetections = 100
        configuration.augmentation = .none
        configuration.augmentation.scale = .fixed(shortSide: 128, maximumSide: 256)
        configuration.sampling.proposals.count = 64
        configuration.optimizer.rate = 3e-3
        configuration.optimizer.averageDecay = nil
        configuration.schedule.epochs = 150
        configuration.schedule.warmupSteps = 10
        configuration.evaluation.everyEpochs = 0
        configuration.evaluation.maximumDetections = 100
        request.configuration = configuration
        request.threads = nil
        let outcome = try Trainer(request).run()
        let ap = try #require(outcome.best?.figures["segm/AP"])
        #expect(ap > 0.9)
    }
}
