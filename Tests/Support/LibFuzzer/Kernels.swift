import Torch

/// The C++ that takes sizes and places which come of what a model computes, or of a file: whatever they are, it answers or
/// says what is wrong.
enum Kernels {
    static let all = [suppression, alignment, pasting, matching, maskTargets, convolution]

    static func suppression(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let count = input.number(0...40)
        let groups = (0..<count + input.number(0...1)).map { _ in
            Int64(input.number(0...65_535)) << Int64(input.number(0...40))
        }
        guard let boxes = try? Tensor(input.floats(4 * count), shape: [count, 4]),
            let scores = try? Tensor(input.floats(count), shape: [count]),
            let places = try? Tensor(groups, shape: [groups.count])
        else { return }
        _ = try? DetectionKernels.batchedNMS(
            boxes: boxes, scores: scores, groups: places, iouThreshold: input.double() ?? 0.5,
            limit: input.number(0...50))
    }

    static func alignment(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let levels = (0..<input.number(1...3)).compactMap { _ -> Tensor? in
            let shape = [input.number(1...2), input.number(1...5), input.number(0...9), input.number(0...9)]
            return try? Tensor([Float](repeating: 1, count: shape.reduce(1, *)), shape: shape)
        }
        let scales = levels.map { _ in input.double() ?? 1 }
        let count = input.number(0...6)
        let assignment = (0..<count).map { _ in input.number(0...6) - 2 }
        guard !levels.isEmpty, let rois = try? Tensor(input.floats(5 * count), shape: [count, 5]) else { return }
        _ = try? DetectionKernels.roiAlign(
            levels, scales: scales, rois: rois, assignment: assignment, resolution: input.number(0...9),
            samplingRatio: input.number(0...4))
    }

    static func pasting(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let (count, side) = (input.number(0...4), input.number(0...29))
        let (height, width) = (input.number(0...300), input.number(0...300))
        guard let masks = try? Tensor(input.floats(count * side * side), shape: [count, side, side]),
            let boxes = try? Tensor(input.floats(4 * count), shape: [count, 4])
        else { return }
        _ = try? DetectionKernels.pasteMasks(
            masks, boxes: boxes, height: height, width: width, threshold: input.double() ?? 0.5)
    }

    static func matching(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let counts = (0..<3).map { _ in input.number(0...12) }
        let boxes = counts.compactMap { count in try? Tensor(input.floats(4 * count), shape: [count, 4]) }
        guard boxes.count == 3 else { return }
        _ = try? TargetKernels.match(
            truth: boxes[0], candidates: boxes[1], ignored: boxes[2], high: input.double() ?? 0.5,
            low: input.double() ?? 0.3, allowsLowQuality: input.byte() % 2 == 0)
    }

    static func maskTargets(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let size = (height: input.number(0...60), width: input.number(0...60))
        let resized = (height: input.number(0...90), width: input.number(0...90))
        let masks = (0..<input.number(0...3)).map { _ -> [UInt32] in
            // Sound as often as not.
            let area = UInt32(size.height * size.width)
            let first = min(area, UInt32(input.number(0...4000)))
            return input.byte() % 2 == 0
                ? [first, area - first] : (0..<input.number(0...5)).map { _ in UInt32(input.number(0...65_535)) << 8 }
        }
        let count = input.number(0...5)
        let matched = (0..<count).map { _ in Int64(input.number(0...5)) - 1 }
        guard let boxes = try? Tensor(input.floats(4 * count), shape: [count, 4]),
            let places = try? Tensor(matched, shape: [count])
        else { return }
        _ = try? TargetKernels.maskTargets(
            masks: masks, size: size, resized: resized, boxes: boxes, matched: places, side: input.number(0...30))
    }

    /// A convolution of 1 × 1, 3 × 3 or 5 × 5, of all channels or of each by itself, with gaps or without, through the engine
    /// that packs weights.
    static func convolution(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let (inputs, outputs, kernel) = (input.number(1...40), input.number(1...40), [1, 3, 5][input.number(0...2)])
        let groups = input.byte() % 2 == 0 ? 1 : input.number(0...41)
        let shape = [input.number(1...2), inputs, input.number(0...20), input.number(0...20)]
        let bias = input.floats(outputs)
        guard let plan = try? InferencePlan(tiles: input.byte() % 2 == 0 ? .four : .six),
            let weight = try? Tensor(
                input.floats(outputs * inputs * kernel * kernel), shape: [outputs, inputs, kernel, kernel]
            ).narrowed(1, to: 0..<(groups > 1 && groups == outputs ? 1 : inputs)),
            let offset = try? Tensor(bias, shape: [outputs]),
            let image = try? Tensor([Float](repeating: 0.5, count: shape.reduce(1, *)), shape: shape),
            let packed = try? plan.packed(
                "layer", weight: weight, bias: offset, stride: input.number(0...3), padding: input.number(0...20),
                dilation: input.number(0...20), groups: groups)
        else { return }
        _ = try? packed([image], activation: [.none, .relu, .hardSwish][input.number(0...2)])
    }
}
