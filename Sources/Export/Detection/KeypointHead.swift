internal import Models
internal import Torch

extension NetworkBuilder {
    /// Heat maps of detections, (R, K, 4S, 4S). Source: `Models/Heads/KeypointHead.swift`.
    func heatMaps(
        _ levels: [FeatureMap], _ found: Detections, _ head: Configuration.KeypointHead, channels: Int
    ) throws(ExportError) -> Value {
        let name = "roi_heads.keypoint_head"
        let aligned = try graph.within(name) { () throws(ExportError) -> AlignedFeatures in
            try self.aligned(
                levels, boxes: found.boxes, images: found.images, resolution: head.resolution,
                samplingRatio: head.samplingRatio)
        }
        var features = aligned.features
        var channels = channels
        for (index, outputs) in head.channels.enumerated() {
            features = try apply(
                Convolution(
                    name: "\(name).\(2 * index)", norm: "", inputs: channels, outputs: outputs, kernel: 3, kind: .none),
                to: features)
            channels = outputs
        }
        let predictor = "roi_heads.keypoint_predictor"
        let doubled = try transposedConvolution(
            "\(predictor).kps_score_lowres", features, inputs: channels, outputs: head.names.count, kernel: 4,
            padding: 1)
        return graph.within(predictor) {
            let side = 4 * head.resolution
            return aligned.inOrder(doubled.resizedBilinearly(to: graph.constant([side, side])))
        }
    }

    /// (R, K, 3): x and y in pixels of the resized image, and height, of where heat maps are highest, each enlarged to its box by cubic
    /// convolution.
    ///
    /// Boxes have all sizes, so that it is done one by one. The enlargement is two products with matrices, in which a row has the weights of the
    /// cells that a pixel is made of: runtimes compute these sooner than their own cubic interpolation.
    ///
    /// Source: `CTorch/kernels/keypoints.cpp`.
    func keypoints(_ heatMaps: Value, _ boxes: Value, _ head: Configuration.KeypointHead) -> Value {
        graph.within("keypoints") {
            let side = 4 * head.resolution
            // What lies beyond the border is as the border: two cells more on every side.
            let wide = graph.node(
                "Pad", [heatMaps, graph.constant([0, 0, 2, 2, 0, 0, 2, 2])], [.string("mode", "edge")])
            var body = ONNXGraph()
            body.name = "keypoints_of_one"
            body.node = graph.inner {
                let (number, goesOn) = (graph.input("number"), graph.input("goes_on"))
                let box = boxes.gathered(at: number)
                let (low, high) = box.halves(axis: 0, "low", "high")
                // Width and height, also in whole pixels.
                let size = (high - low).atLeast(1 as Float)
                let pixels = size.roundedUp()
                let counts = pixels.cast(to: .int64)
                func weights(_ axis: Int) -> Value {
                    cubicWeights(cells: side, pixels: pixels.element(axis), count: counts.element(axis))
                }
                let rows = graph.node("MatMul", [weights(1), wide.gathered(at: number)])
                let enlarged = graph.node("MatMul", [rows, weights(0).transposed([1, 0])])
                let flat = enlarged.reshaped([head.names.count, -1])
                let place = flat.placeOfLargest(axis: 1).unsqueezed(1)
                let columns = counts.element(0)
                let cell = graph.concatenated([place % columns, place / columns], axis: 1).cast(to: .float)
                let points = (cell + 0.5) * (size / pixels) + low
                let heights = flat.reduced(.most, axes: [1], keepsAxes: true)
                let result = graph.concatenated([points, heights], axis: 1)
                let still = graph.node("Identity", [goesOn])
                body.input = [
                    ONNXValueInfo(number.name, .int64, []), ONNXValueInfo(goesOn.name, .bool, []),
                ]
                body.output = [
                    ONNXValueInfo(still.name, .bool, []),
                    ONNXValueInfo(result.name, .float, [.fixed(head.names.count), 3]),
                ]
            }
            return graph.node("Loop", [boxes.sizes(0..<1).squeezed(0), nil], [.graph("body", body)])
        }
    }

    /// (count, cells + 4): how much of each cell, and of two more at either end, a pixel of an enlarged axis is made of: LibTorch's cubic
    /// convolution, with −0.75.
    ///
    /// At a distance d from the pixel a cell has the weight 0.75 u² (u − 1) − 2 v³ with u = max(2 − d, 0) and v = max(1 − d, 0), which are both
    /// parts of its usual definition.
    private func cubicWeights(cells: Int, pixels: Value, count: Value) -> Value {
        let places = (graph.range(below: count).cast(to: .float) + 0.5) * (Float(cells) / pixels) + 1.5
        let cells = graph.constant((0..<cells + 4).map(Float.init))
        let distance = (places.unsqueezed(1) - cells).magnitude()
        let (far, near) = ((2 - distance).rectified(), (1 - distance).rectified())
        return far * far * (far * 0.75 - 0.75) - near * near * near * 2.0
    }
}
