import Torch

/// Batch norm of five pictures, (3, 2, 2) each, of which each process has some: what comes out, and the gradients of
/// Σ output · factor over all processes.
func batchNorm(_ group: ProcessGroup?, rowCounts: [Int]) throws(TorchError) {
    guard let group else { throw .mismatch(operation: "probe", expected: "a group", found: "none") }
    let start = rowCounts[..<group.rank].reduce(0, +)
    let elements = start * 12..<(start + rowCounts[group.rank]) * 12
    let shape = [rowCounts[group.rank], 3, 2, 2]
    let input = try Tensor(elements.map { Double($0 * 37 % 23) / 7 - 1 }, shape: shape)
    let factor = try Tensor(elements.map { Double($0 * 53 % 19) / 5 - 1.5 }, shape: shape)
    let weight = try Tensor([1.5, -0.5, 2], shape: [3])
    let bias = try Tensor([0.25, 0, -1], shape: [3])
    let mean = try Tensor.zeros([3], dtype: .float64)
    let variance = try Tensor.full([3], 1, dtype: .float64)
    for each in [input, weight, bias] { try each.setRequiresGradient(true) }

    let norm = SyncBatchNorm2d(
        weight: weight, bias: bias, runningMean: mean, runningVariance: variance, epsilon: 0.001, momentum: 0.25,
        group: group)
    let output = try norm(input)
    // The sum of the products as a mean with one zero more, which an empty batch has too.
    let products = try (output * factor).reshaped([-1])
    let sum =
        try Tensor.concatenated([products, .zeros([1], dtype: .float64)], along: 0).mean(over: [0])
        * Double(products.count + 1)
    try sum.backward()

    try show("output", output.elements(as: Double.self))
    try show("input gradient", input.gradient()?.elements(as: Double.self) ?? [])
    for (name, each) in [("weight gradient", weight), ("bias gradient", bias)] {
        guard let gradient = try each.gradient() else {
            throw .mismatch(operation: "probe", expected: "a gradient", found: "none")
        }
        try show(name, group.allReduce(gradient).elements(as: Double.self))
    }
    try show("running mean", mean.elements(as: Double.self))
    try show("running variance", variance.elements(as: Double.self))
}
