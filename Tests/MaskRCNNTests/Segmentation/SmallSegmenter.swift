import Foundation
import MaskRCNN
import TestSupport
import Torch

/// Small networks for segmentation with random weights: quick, and sure of nothing.
enum SmallSegmenter {
    static func configuration(deep: Bool = false, auxiliary: Bool = true) -> SegmentationConfiguration {
        var configuration = deep ? SegmentationConfiguration.deepLabV3ResNet50 : .fcnResNet50
        configuration.name = deep ? "small-deep" : "small-fcn"
        configuration.classCount = 5
        configuration.transform.shortSide = 48
        configuration.backbone.resNet?.width = 8
        if deep {
            var head = SegmentationConfiguration.DeepLabV3()
            head.channels = 16
            head.atrousRates = [2, 3]
            configuration.head = .deepLabV3(head)
        } else {
            var head = SegmentationConfiguration.FullyConvolutional()
            head.channels = 16
            configuration.head = .fcn(head)
        }
        configuration.auxiliaryHead = nil
        if auxiliary {
            var head = SegmentationConfiguration.FullyConvolutional()
            head.channels = 12
            configuration.auxiliaryHead = head
        }
        return configuration
    }

    /// Runs a body with a file of such a network.
    @discardableResult
    static func withWeights<Result>(
        _ configuration: SegmentationConfiguration = configuration(), name: String = "maps.safetensors",
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await Scratch.with { folder in
            let path = folder.appendingPathComponent(name).path
            try configuration.writeRandomWeights(seed: 4, to: path)
            return try await body(path)
        }
    }
}
