// How maps are made larger, smaller and coarser.

extension Value {
    /// (N, C, H, W) to (N, C, height, width), between the four nearest cells: PyTorch's `bilinear` with pixel centres at halves.
    ///
    /// Sizes are given, not scales: from a rounded scale places would be computed that are not PyTorch's.
    ///
    /// - Parameter size: Height and width, a vector of whole numbers.
    func resizedBilinearly(to size: Value) -> Value {
        resized(to: size, [.string("coordinate_transformation_mode", "half_pixel"), .string("mode", "linear")])
    }

    /// The same with the nearest cell: PyTorch's `nearest`.
    func resizedToNearest(to size: Value) -> Value { resized(to: size, Self.nearest) }

    /// Every cell as four: exactly twice as large.
    func doubled() -> Value {
        graph.node("Resize", [self, nil, graph.constant([1, 1, 2, 2] as [Float])], Self.nearest)
    }

    private static let nearest = [
        ONNXAttribute.string("coordinate_transformation_mode", "asymmetric"), .string("mode", "nearest"),
        .string("nearest_mode", "floor"),
    ]

    private func resized(to size: Value, _ attributes: [ONNXAttribute]) -> Value {
        graph.node("Resize", [self, nil, nil, graph.concatenated([sizes(0..<2), size], axis: 0)], attributes)
    }

    /// The largest of each window.
    func maxPooled(kernel: Int, stride: Int, padding: Int = 0) -> Value {
        graph.node(
            "MaxPool", [self],
            [
                .ints("kernel_shape", [kernel, kernel]), .ints("strides", [stride, stride]),
                .ints("pads", [padding, padding, padding, padding]),
            ])
    }
}
