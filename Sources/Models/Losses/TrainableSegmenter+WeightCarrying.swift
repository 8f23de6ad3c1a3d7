internal import COCO
package import Torch

extension TrainableSegmenter: WeightCarrying {
    package var modelName: String { configuration.name }

    package func hasBackground(_ categories: [Int: String]) -> Bool {
        categories[0].map(BackgroundName.matches) ?? false
    }

    package func drawn(seed: UInt64) throws(TorchError) -> ParameterStore {
        let store = try ParameterStore(.random(seed: seed), foldsNormalization: false, keepsTensors: true)
        _ = try SegmentationNetwork(configuration, store)
        return store
    }
}
