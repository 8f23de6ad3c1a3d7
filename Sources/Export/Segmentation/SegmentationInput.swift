internal import Models

extension NetworkBuilder {
    /// Images as the network takes them, (N, 3, H, W), resized as bytes, and normalised. Source: `Models/Networks/SegmentationTransform.swift`.
    func segmentationInput(_ images: Value, _ transform: SegmentationConfiguration.Transform) -> Value {
        graph.within("transform") {
            guard let side = transform.shortSide else {
                return normalized(images, transform.mean, transform.standardDeviation)
            }
            let original = images.sizes(2..<4)
            let short = original.reduced(.least, keepsAxes: true)
            // For the short side that is the one that is wanted.
            let size = (original * side / short).atLeast(1)
            // Whole, as they came from a file: halves between them are then halves, which are rounded to even.
            let bytes = (images * 255.0).rounded()
            let resized =
                transform.antialiases ? averaged(bytes, from: original, to: size) : bytes.resizedBilinearly(to: size)
            return normalized(resized.rounded() / 255.0, transform.mean, transform.standardDeviation)
        }
    }

    /// (N, C, H, W) at another size: each pixel is made of as many as it covers, at least of its neighbours. PyTorch's `bilinear` with
    /// `antialias`.
    ///
    /// ONNX' `Resize` knows it only in later versions, and OpenVINO leaves it out. As two products with matrices it is the same in every
    /// runtime.
    private func averaged(_ images: Value, from: Value, to: Value) -> Value {
        func weights(_ axis: Int) -> Value {
            let (count, wanted) = (from.element(axis), to.element(axis))
            let scale = count.cast(to: .float) / wanted.cast(to: .float)
            let reach = scale.atLeast(1 as Float)
            let centers = (graph.range(below: wanted).cast(to: .float) + 0.5) * scale
            let pixels = graph.range(below: count).cast(to: .float)
            // In PyTorch's order of operations, so that halves are halves there as well.
            let distance = (pixels - centers.unsqueezed(1) + 0.5).magnitude() * (1.0 / reach)
            let near = (1.0 - distance).rectified()
            return near / near.reduced(.sum, axes: [1], keepsAxes: true)
        }
        let columns = graph.node("MatMul", [images, weights(1).transposed([1, 0])])
        return graph.node("MatMul", [weights(0), columns])
    }
}
