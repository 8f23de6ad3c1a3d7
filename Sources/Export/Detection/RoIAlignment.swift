internal import Models
internal import Torch

/// What is cut out of the maps at boxes, level by level.
struct AlignedFeatures {
    /// (R, C, S, S), those of the finest level first.
    let features: Value
    /// Puts rows in that order back to the order of the boxes; nil where they are in it.
    private let places: Value?

    fileprivate init(_ features: Value, order: Value?) {
        self.features = features
        places = order.map { order in
            // Where each box stands in the order.
            let count = order.sizes()
            let zeros = order.graph.constant([0]).expanded(to: count)
            return order.graph.node("ScatterElements", [zeros, order, order.graph.range(below: count.squeezed(0))])
        }
    }

    /// Rows that were made of the features, in the order of the boxes.
    func inOrder(_ rows: Value) -> Value { places.map { rows.gathered(at: $0) } ?? rows }
}

extension NetworkBuilder {
    /// Cuts boxes out of the level that suits their size. Source: `Models/Heads/MultiScaleRoIAlign.swift`.
    ///
    /// - Parameters:
    ///   - boxes: (R, 4).
    ///   - images: (R), the number of each box' image.
    func aligned(
        _ levels: [FeatureMap], boxes: Value, images: Value, resolution: Int, samplingRatio: Int
    ) throws(ExportError) -> AlignedFeatures {
        func align(_ level: FeatureMap, _ boxes: Value, _ images: Value) -> Value {
            graph.node(
                "RoiAlign", [level.value, boxes, images],
                [
                    .string("coordinate_transformation_mode", "output_half_pixel"), .string("mode", "avg"),
                    .int("output_height", resolution), .int("output_width", resolution),
                    .int("sampling_ratio", samplingRatio), .float("spatial_scale", 1 / Float(level.stride)),
                ])
        }
        let areas = try areas(levels.map(\.stride))
        return graph.within("align") {
            // Of a MobileNet's two levels the second has no boxes.
            guard !areas.isEmpty else { return AlignedFeatures(align(levels[0], boxes, images), order: nil) }
            let (low, high) = boxes.halves(axis: 1, "low", "high")
            let area = (high - low).reduced(.product, axes: [1], keepsAxes: true)
            let number = (area >= graph.constant(areas)).cast(to: .int64).reduced(.sum, axes: [1])
            var features: [Value] = []
            var order: [Value] = []
            for (index, level) in levels.prefix(areas.count + 1).enumerated() {
                graph.within("level\(index)") {
                    let rows = (number == index).placesOfTrue().squeezed(0)
                    features.append(align(level, boxes.gathered(at: rows), images.gathered(at: rows)))
                    order.append(rows)
                }
            }
            return AlignedFeatures(
                graph.concatenated(features, axis: 0), order: graph.concatenated(order, axis: 0))
        }
    }

    /// From which area on boxes belong to the second level, to the third, and so on.
    private func areas(_ strides: [Int]) throws(ExportError) -> [Float] {
        let align = MultiScaleRoIAlign(resolution: 1, samplingRatio: 1)
        func level(_ area: Float) throws(TorchError) -> Int {
            try align.level(of: Tensor([0, 0, area, 1], shape: [1, 4]), strides: strides)[0]
        }
        let last: Int
        do { last = try level(1e12) } catch { throw .network(.torch(error)) }
        var areas: [Float] = []
        for index in 0..<last {
            areas.append(try leastNumber(from: 0, to: 1e12) { area throws(TorchError) in try level(area) > index })
        }
        return areas
    }
}
