import TestSupport
import Testing
import Torch

/// Packed convolutions beside LibTorch's in double, on every instruction set of this processor.
@Suite struct PackedConvolutionTests {
    private func expectEqual(
        _ layer: RandomLayer, _ plan: InferencePlan, within tolerance: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (maps, residual) = try layer.tensors()
        let (packed, exact) = try withInferenceMode {
            (try layer.block(dtype: .float32, plan: plan), try layer.block(dtype: .float64))
        }
        let found = residual == nil ? try packed(maps) : [try packed(maps[0], adding: residual)]
        for (index, map) in maps.enumerated() {
            let expected = try exact(map.to(.float64), adding: residual?.to(.float64))
            #expect(found[index].shape == expected.shape, "\(layer)", sourceLocation: sourceLocation)
            let error = try relativeError(found[index], expected)
            #expect(error <= tolerance, "\(layer), \(plan.instructionSet)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: InferencePlan.instructionSets)
    func aThousandRandomLayersAreLibTorchs(_ instructionSet: String) throws {
        let plan = try InferencePlan(instructionSet: instructionSet)
        for seed in 1...1000 as ClosedRange<UInt64> {
            try expectEqual(RandomLayer(seed: seed), plan, within: 2e-6)
        }
        // Most are packed, and some 3×3 ones are not, whose channels the kernels do not take.
        #expect(plan.packedCount > 600 && !plan.uncovered.isEmpty)
    }

    /// Odd sizes, maps of one cell, channels that fill no vector, and taps that all but one miss the map.
    @Test(arguments: [RandomLayer.Form.depthwise, .dilated], InferencePlan.instructionSets)
    func filtersAndGapsAreLibTorchs(_ form: RandomLayer.Form, _ instructionSet: String) throws {
        let plan = try InferencePlan(instructionSet: instructionSet)
        let count: UInt64 = form == .depthwise ? 400 : 60
        for seed in 4001...4000 + count {
            try expectEqual(RandomLayer(seed: seed, form), plan, within: 2e-6)
        }
        #expect(plan.packedCount == count && plan.uncovered.isEmpty)
    }

    /// What the kernels do not have is named, and LibTorch's.
    @Test func otherGroupsAndGapsAreLeftToLibTorch() throws {
        let plan = try InferencePlan()
        let root = try ParameterStore(.random(seed: 8), plan: plan).root
        let map = try Tensor.zeros([1, 32, 9, 9])
        try map.fillNormal(using: RandomGenerator(seed: 9))
        for (name, kernel, stride, dilation, groups) in [
            ("groups", 3, 1, 1, 4), ("stride", 3, 2, 2, 1), ("kernel", 5, 1, 2, 1),
        ] {
            let make = { (root: Scope) in
                try ConvolutionBlock(
                    convolution: root / name, normalization: root, 32, 32, kernel: kernel, stride: stride,
                    dilation: dilation, groups: groups, kind: .none, activation: .hardSwish,
                    initializer: .kaimingUniform(a: 1))
            }
            let found = try withInferenceMode { try make(root)(map) }
            #expect(plan.uncovered.last == name && plan.packedCount == 0)
            #expect(found.shape == [1, 32, (9 - 1) / stride + 1, (9 - 1) / stride + 1])
        }
    }

    @Test(arguments: InferencePlan.instructionSets)
    func hardSwishIsLibTorchsForEveryNumber(_ instructionSet: String) throws {
        let values: [Float] = [-.infinity, -1e30, -3.1, -3, -2.9, -0.0, 0.1, 2.9, 3, 3.1, 1e30, .infinity, .nan]
        // One channel takes the way of those that fill no vector.
        for channels in [1, values.count, 4 * values.count] {
            let plan = try InferencePlan(instructionSet: instructionSet)
            let ones = { (plan: InferencePlan?) in
                try ConvolutionBlock(
                    convolution: ParameterStore(.random(seed: 1), plan: plan).root,
                    normalization: ParameterStore(.random(seed: 1)).root, channels, channels, kernel: 1,
                    groups: channels, kind: .none, activation: .hardSwish, initializer: .constant(1))
            }
            let count = channels == 1 ? values.count : channels
            let map = try Tensor(
                (0..<count).map { values[$0 % values.count] }, shape: [1, channels, count / channels, 1])
            let found = try ones(plan)(map).elements(as: Float.self)
            let expected = try ones(nil)(map).elements(as: Float.self)
            #expect(channels == 1 || plan.packedCount == 1)
            for (index, (found, expected)) in zip(found, expected).enumerated() {
                let isNear = abs(found - expected) <= 1e-6 * abs(expected)
                #expect(
                    found == expected || isNear || (found.isNaN && expected.isNaN),
                    "\(values[index % values.count]): \(found), \(expected)")
            }
        }
    }

    @Test(arguments: InferencePlan.instructionSets)
    func largeTilesRoundCoarser(_ instructionSet: String) throws {
        let plan = try InferencePlan(tiles: .six, instructionSet: instructionSet)
        for seed in 2001...2200 as ClosedRange<UInt64> {
            try expectEqual(RandomLayer(seed: seed), plan, within: 1e-5)
        }
    }

    /// Threads share tiles and output channels; every sum is still made by one of them, in one order.
    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let before = LibTorch.threadCount
        defer { try? LibTorch.setThreadCount(before) }
        var packedCount = 0
        for seed in 3001...3090 as ClosedRange<UInt64> {
            let layer = RandomLayer(seed: seed, RandomLayer.Form.allCases[Int(seed % 3)])
            let (maps, _) = try layer.tensors()
            var results: [[[Float]]] = []
            let plan = try InferencePlan()
            let block = try withInferenceMode { try layer.block(dtype: .float32, plan: plan) }
            // LibTorch's own layers sum otherwise with other threads.
            guard plan.uncovered.isEmpty else { continue }
            packedCount += 1
            for threads in [1, 2, 5] {
                try LibTorch.setThreadCount(threads)
                results.append(try block(maps).map { try $0.elements() })
            }
            #expect(results[0] == results[1] && results[0] == results[2], "\(layer)")
        }
        #expect(packedCount > 70)
    }

    /// A pyramid adds the coarser level, enlarged: of half the side, rounded up.
    @Test(arguments: [(1, 1), (7, 9), (12, 5)])
    func smallerResidualsAreEnlargedByNearest(height: Int, width: Int) throws {
        let store = { (plan: InferencePlan?) in
            try ParameterStore(.random(seed: 3), dtype: plan == nil ? .float64 : .float32, plan: plan)
        }
        func block(_ plan: InferencePlan?) throws -> ConvolutionBlock {
            let root = try store(plan).root
            return try ConvolutionBlock(
                convolution: root / "c", normalization: root / "n", 8, 24, kernel: 1, kind: .none, rectified: false,
                initializer: .kaimingUniform(a: 1))
        }
        let generator = try RandomGenerator(seed: 4)
        let map = try Tensor.zeros([2, 8, height, width])
        let above = try Tensor.zeros([2, 24, (height + 1) / 2, (width + 1) / 2])
        try map.fillNormal(using: generator)
        try above.fillNormal(using: generator)
        let found = try withInferenceMode { try block(InferencePlan())(map, adding: above) }
        let expected = try block(nil)(map.to(.float64), adding: above.to(.float64))
        #expect(try relativeError(found, expected) < 1e-6)
    }

    /// A tile of Winograd's sees its neighbours' inputs: an input that is not finite reaches no farther than its tile's
    /// outputs, three cells beyond the kernel's own reach.
    @Test(arguments: [Float.nan, .infinity, -.infinity], InferencePlan.instructionSets)
    func whatIsNotFiniteStaysInItsNeighbourhood(_ value: Float, _ instructionSet: String) throws {
        let store = try ParameterStore(.random(seed: 5), plan: InferencePlan(instructionSet: instructionSet))
        let block = try ConvolutionBlock(
            convolution: store.root / "c", normalization: store.root / "n", 32, 32, kernel: 3, kind: .none,
            rectified: true, initializer: .kaimingUniform(a: 1))
        let side = 22
        var elements = [Float](repeating: 0.5, count: 32 * side * side)
        let clean = try block(Tensor(elements, shape: [1, 32, side, side])).elements(as: Float.self)
        elements[3 * side * side + 11 * side + 9] = value
        let found = try block(Tensor(elements, shape: [1, 32, side, side])).elements(as: Float.self)
        var disturbed = 0
        for (index, (found, clean)) in zip(found, clean).enumerated() {
            let (row, column) = (index / side % side, index % side)
            if abs(row - 11) > 4 || abs(column - 9) > 4 {
                #expect(found == clean, "cell \(row), \(column)")
            } else if !found.isFinite {
                disturbed += 1
            }
        }
        #expect(disturbed > 0)
    }

    @Test func emptyBatchesAndTooSmallMapsAreAsInLibTorch() throws {
        let plan = try InferencePlan()
        let root = try ParameterStore(.random(seed: 6), plan: plan).root
        func block(_ name: String, kernel: Int) throws -> ConvolutionBlock {
            try ConvolutionBlock(
                convolution: root / name, normalization: root, 16, 32, kernel: kernel, kind: .none, rectified: true,
                initializer: .kaimingUniform(a: 1))
        }
        #expect(try block("a", kernel: 3)(Tensor.zeros([0, 16, 5, 5])).shape == [0, 32, 5, 5])
        #expect(try block("b", kernel: 1)(Tensor.zeros([0, 16, 5, 5])).shape == [0, 32, 5, 5])
        let seven = try Linear(root / "l", 16 * 49, 8, side: 7)
        #expect(throws: TorchError.self) { try seven(Tensor.zeros([1, 16, 5, 5])) }
        #expect(throws: TorchError.self) { try block("d", kernel: 1)(Tensor.zeros([1, 17, 5, 5])) }
        #expect(throws: TorchError.self) { try block("e", kernel: 3)(Tensor.zeros([1, 16, 0, 5])) }
        #expect(throws: TorchError.self) { try block("f", kernel: 7)(Tensor.zeros([1, 16, 0, 0])) }
    }
}
