extension Configuration.Backbone.MobileNetV3 {
    /// A block: from a map to one of another width, over a wider one that each channel is filtered in by itself.
    package struct Block {
        package let inputs: Int
        package let kernel: Int
        package let expanded: Int
        package let outputs: Int
        package let excites: Bool
        package let isHardSwish: Bool
        package let stride: Int

        /// Channels between the two layers of the part that weighs channels. Source: `_make_divisible(expanded // 4, 8)`.
        package var squeezed: Int {
            let wanted = expanded / 4
            let nearest = max(8, (wanted + 4) / 8 * 8)
            // No more than a tenth may be lost.
            return Double(nearest) < 0.9 * Double(wanted) ? nearest + 8 : nearest
        }
    }

    /// Channels of the first convolution.
    package static let stemChannels = 16

    /// The blocks between the first convolution and the last.
    ///
    /// Source: Howard et al. 2019, tables 1 and 2; torchvision's `_mobilenet_v3_conf`.
    package var blocks: [Block] {
        let rows: [(kernel: Int, expanded: Int, outputs: Int, excites: Bool, isHardSwish: Bool, stride: Int)] =
            switch size {
            case .large:
                [
                    (3, 16, 16, false, false, 1), (3, 64, 24, false, false, 2), (3, 72, 24, false, false, 1),
                    (5, 72, 40, true, false, 2), (5, 120, 40, true, false, 1), (5, 120, 40, true, false, 1),
                    (3, 240, 80, false, true, 2), (3, 200, 80, false, true, 1), (3, 184, 80, false, true, 1),
                    (3, 184, 80, false, true, 1), (3, 480, 112, true, true, 1), (3, 672, 112, true, true, 1),
                    (5, 672, 160, true, true, 2), (5, 960, 160, true, true, 1), (5, 960, 160, true, true, 1),
                ]
            case .small:
                [
                    (3, 16, 16, true, false, 2), (3, 72, 24, false, false, 2), (3, 88, 24, false, false, 1),
                    (5, 96, 40, true, true, 2), (5, 240, 40, true, true, 1), (5, 240, 40, true, true, 1),
                    (5, 120, 48, true, true, 1), (5, 144, 48, true, true, 1), (5, 288, 96, true, true, 2),
                    (5, 576, 96, true, true, 1), (5, 576, 96, true, true, 1),
                ]
            }
        var inputs = Self.stemChannels
        return rows.map { row in
            defer { inputs = row.outputs }
            return Block(
                inputs: inputs, kernel: row.kernel, expanded: row.expanded, outputs: row.outputs, excites: row.excites,
                isHardSwish: row.isHardSwish, stride: row.stride)
        }
    }

    /// Channels that the last block and the last convolution give.
    package var lastChannels: (inputs: Int, outputs: Int) {
        let inputs = blocks.last?.outputs ?? 0
        return (inputs, 6 * inputs)
    }

    /// The numbers of the layers, the first convolution being 0, at which stages begin: where a block halves a map, and the last one.
    ///
    /// Source: `stage_indices` of torchvision's `_mobilenet_extractor`.
    package var stageStarts: [Int] {
        [0] + blocks.indices.filter { blocks[$0].stride > 1 }.map { $0 + 1 } + [blocks.count + 1]
    }
}
