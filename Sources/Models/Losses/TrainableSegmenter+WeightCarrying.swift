package import Torch

extension TrainableSegmenter: WeightCarrying {
    package var modelName: String { configuration.name }

    package func hasBackground(_ categories: [Int: String]) -> Bool {
        categories[0].map(Categories.isBackground) ?? false
    }

    package func drawn(seed: UInt64) throws(TorchError) -> ParameterStore {
        let store = try ParameterStore(.random(seed: seed), foldsNormalization: false, keepsTensors: true)
        _ = try SegmentationNetwork(configuration, store)
        return store
    }
}

extension Categories {
    /// Whether a class is what no object covers, as its name says: `background`, with underscores around it or without.
    static func isBackground(_ name: String) -> Bool {
        ["background", "_background_", "__background__"].contains(name.lowercased())
    }
}
