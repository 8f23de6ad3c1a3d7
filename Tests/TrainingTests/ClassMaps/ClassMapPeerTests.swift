import Foundation
import MaskRCNN
import TestSupport
import Testing
import Training
import TrainingData

/// Trained networks for class maps in torchvision.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"), .serialized)
struct ClassMapPeerTests {
    /// `load_state_dict(strict=True)` of what a run leaves.
    @Test(arguments: [SegmentationConfiguration.fcnResNet50, .deepLabV3ResNet50])
    func torchvisionLoadsWhatARunLeaves(_ network: SegmentationConfiguration) throws {
        let folder = try TemporaryFolder()
        try DrawnShapes.write(to: folder("data"), count: 2)
        var configuration = TrainingConfiguration(model: network)
        configuration.augmentation.scale = .fixed(shortSide: 64, maximumSide: 64)
        configuration.schedule.epochs = 1
        let request = try DrawnShapes.request(folder("data"), folder("run"), configuration)
        #expect(try Trainer(request).run().step == 1)
        for name in ["best.pth", "last.pth"] {
            let report = try Peer.run(
                "load_checkpoint.py", [folder("run/" + name), network.name, "--classes", "3"])
            #expect(report.contains("\"sha256\""), "\(report)")
        }
    }
}
