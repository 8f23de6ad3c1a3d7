import Foundation
import MaskRCNN
import TestSupport

/// A small network for semantic segmentation with seeded random weights, of a background, cats and dogs.
enum SmallSegmenter {
    /// Puts a checkpoint there.
    static func write(_ name: String, in folder: TemporaryFolder) throws {
        let source = try file.get()
        try FileManager.default.linkItem(atPath: source.path("maps.safetensors"), toPath: folder.path(name))
    }

    // Made once for all tests.
    private static let file = Result { () throws -> TemporaryFolder in
        var configuration = SegmentationConfiguration.fcnResNet50
        configuration.backbone.resNet?.width = 8
        configuration.classCount = 3
        configuration.transform.shortSide = 64
        var head = SegmentationConfiguration.FullyConvolutional()
        head.channels = 16
        configuration.head = .fcn(head)
        configuration.auxiliaryHead = nil
        let folder = try TemporaryFolder()
        try configuration.writeRandomWeights(
            seed: 4, categories: [0: "background", 1: "cat", 2: "dog"], to: folder.path("maps.safetensors"))
        return folder
    }
}
