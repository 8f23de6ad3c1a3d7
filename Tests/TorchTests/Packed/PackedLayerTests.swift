import TestSupport
import Testing
import Torch

/// Packed layers other than convolutions beside LibTorch's in double, and the memory of a plan.
@Suite struct PackedLayerTests {
    private func normal(_ shape: [Int], seed: UInt64) throws -> Tensor {
        let tensor = try Tensor.zeros(shape)
        try tensor.fillNormal(using: RandomGenerator(seed: seed))
        return tensor
    }

    /// The same layer twice: packed for an instruction set, and LibTorch's in double.
    private func pair<Layer>(
        _ instructionSet: String, _ make: (Scope) throws -> Layer
    ) throws -> (packed: Layer, exact: Layer) {
        let plan = try InferencePlan(instructionSet: instructionSet)
        let packed = try make(ParameterStore(.random(seed: 7), plan: plan).root)
        #expect(plan.uncovered.isEmpty)
        return (packed, try make(ParameterStore(.random(seed: 7), dtype: .float64).root))
    }

    @Test(arguments: InferencePlan.instructionSets)
    func linearLayersTakeVectorsAndMaps(_ instructionSet: String) throws {
        for (rows, inputs, outputs) in [(0, 5, 3), (1, 1, 1), (7, 300, 91), (101, 64, 32), (30, 517, 364)] {
            let (packed, exact) = try pair(instructionSet) { try Linear($0, inputs, outputs) }
            let vectors = try normal([rows, inputs], seed: 8)
            for rectified in [false, true] {
                let found = try packed(vectors, rectified: rectified)
                let expected = try exact(vectors.to(.float64), rectified: rectified)
                #expect(found.shape == [rows, outputs])
                #expect(try relativeError(found, expected) < 2e-6, "\(rows) × \(inputs) to \(outputs)")
            }
        }
        // PyTorch flattens a map channel by channel, wherever its elements lie.
        let (packed, exact) = try pair(instructionSet) { try Linear($0, 20 * 49, 33, side: 7) }
        let maps = try normal([5, 20, 7, 7], seed: 9)
        let expected = try exact(maps.to(.float64))
        #expect(try relativeError(packed(maps), expected) < 2e-6)
        #expect(try relativeError(packed(maps.channelsLast()), expected) < 2e-6)
    }

    @Test(arguments: InferencePlan.instructionSets)
    func siblingsGiveWhatEachGivesAlone(_ instructionSet: String) throws {
        let (packed, exact) = try pair(instructionSet) {
            try SiblingConvolutions([($0 / "a", 3), ($0 / "b", 12)], 24, initializer: .kaimingUniform(a: 1))
        }
        let map = try normal([2, 24, 9, 5], seed: 10)
        let found = try packed(map)
        for (found, expected) in zip(found, try exact(map.to(.float64))) {
            #expect(found.shape == expected.shape)
            #expect(try relativeError(found, expected) < 1e-6)
        }
        #expect(found.map { $0.size(1) } == [3, 12])
    }

    @Test(arguments: InferencePlan.instructionSets)
    func maskPredictorsGiveTheLabelsLogits(_ instructionSet: String) throws {
        for (channels, classes) in [(32, 5), (13, 2)] {
            let (packed, exact) = try pair(instructionSet) {
                try MaskPredictor($0, 16, channels: channels, classCount: classes)
            }
            let maps = try normal([6, 16, 7, 7], seed: 11)
            let labels: [Int64] = (0..<6).map { Int64($0 % classes) }
            let tensor = try Tensor(labels, shape: [6])
            let found = try packed(maps, labels: tensor)
            #expect(found.shape == [6, 14, 14])
            #expect(try relativeError(found, exact(maps.to(.float64), labels: tensor)) < 1e-6)
            #expect(
                try packed(Tensor.zeros([0, 16, 7, 7]), labels: Tensor([Int64](), shape: [0])).shape == [0, 14, 14])
            #expect(throws: TorchError.self) { try packed(maps, labels: Tensor([0, 1, 0, 1, 0, 9], shape: [6])) }
        }
    }

    /// Maps of one cell, of more cells than are summed at once, and channels that fill no vector.
    @Test(arguments: InferencePlan.instructionSets)
    func excitationIsLibTorchs(_ instructionSet: String) throws {
        for (shape, squeezed) in [
            ([1, 1, 1, 1], 1), ([2, 72, 23, 29], 24), ([3, 19, 5, 7], 8), ([1, 672, 9, 4], 168),
        ] {
            let (packed, exact) = try pair(instructionSet) {
                try SqueezeExcitation($0, shape[1], squeezed: squeezed, initializer: .kaimingUniform(a: 1))
            }
            let map = try normal(shape, seed: 21)
            let expected = try exact(map.to(.float64))
            let before = try map.elements(as: Float.self)
            #expect(try relativeError(packed(map), expected) < 1e-6, "\(shape)")
            // Where channels do not lie last there is a copy.
            if shape[1] > 1 && shape[2] > 1 { #expect(try map.elements(as: Float.self) == before) }
            let own = try normal(shape, seed: 21).channelsLast()
            let result = try packed(own)
            #expect(try result.elements(as: Float.self) == own.elements(as: Float.self))
            #expect(try relativeError(result, expected) < 1e-6)
            #expect(throws: TorchError.self) { try packed(Tensor.zeros([1, shape[1] + 1, 2, 2])) }
            #expect(throws: TorchError.self) { try packed(Tensor.zeros([1, shape[1], 0, 2])) }
        }
    }

    @Test func excitationDoesNotDependOnTheNumberOfThreads() throws {
        let before = LibTorch.threadCount
        defer { try? LibTorch.setThreadCount(before) }
        let layer = try SqueezeExcitation(
            ParameterStore(.random(seed: 7), plan: InferencePlan()).root, 40, squeezed: 8,
            initializer: .kaimingUniform(a: 1))
        let results = try [1, 2, 5].map { threads in
            try LibTorch.setThreadCount(threads)
            return try layer(normal([2, 40, 31, 37], seed: 22).channelsLast()).elements(as: Float.self)
        }
        #expect(results[0] == results[1] && results[0] == results[2])
    }

    @Test(arguments: InferencePlan.instructionSets)
    func poolingIsLibTorchs(_ instructionSet: String) throws {
        for shape in [[1, 1, 1, 1], [2, 16, 7, 8], [1, 19, 12, 5]] {
            let (packed, exact) = try pair(instructionSet) { MaxPool2d($0) }
            var elements = try normal(shape, seed: 12).elements(as: Float.self)
            if elements.count > 50 { (elements[17], elements[40]) = (.nan, -.infinity) }
            let map = try Tensor(elements, shape: shape)
            let found = try packed(map).elements(as: Float.self)
            let expected = try exact(map).elements(as: Float.self)
            #expect(zip(found, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
            #expect(found.count == expected.count)
        }
    }

    /// The result takes its place, also where sums leave their registers half done, and where taps come one after another.
    @Test(arguments: InferencePlan.instructionSets)
    func aResidualThatNobodyNeedsIsOverwritten(_ instructionSet: String) throws {
        for (kernel, inputs, dilation) in [(3, 32, 1), (1, 64, 1), (1, 512, 1), (1, 700, 1), (3, 32, 2), (3, 320, 24)] {
            let plan = try InferencePlan(instructionSet: instructionSet)
            let block = try ConvolutionBlock(
                convolution: ParameterStore(.random(seed: 15), plan: plan).root,
                normalization: ParameterStore(.random(seed: 1)).root, inputs, 128, kernel: kernel,
                dilation: dilation, kind: .none, rectified: true, initializer: .kaimingUniform(a: 1))
            let map = try normal([2, inputs, 9, 31], seed: 16)
            let residual = try normal([2, 128, 9, 31], seed: 17).channelsLast()
            let before = try residual.elements(as: Float.self)
            let expected = try block(map, adding: residual).elements(as: Float.self)
            #expect(try residual.elements(as: Float.self) == before)
            let found = try block(map, adding: residual, overwritesResidual: true).elements(as: Float.self)
            #expect(plan.uncovered.isEmpty && found == expected)
            #expect(try residual.elements(as: Float.self) == expected)
        }
    }

    /// A layer that would write over what it still reads does not.
    @Test(arguments: [1, 3])
    func aResidualThatIsTheInputStays(_ kernel: Int) throws {
        let block = try ConvolutionBlock(
            convolution: ParameterStore(.random(seed: 15), plan: InferencePlan()).root,
            normalization: ParameterStore(.random(seed: 1)).root, 64, 64, kernel: kernel, kind: .none,
            rectified: true, initializer: .kaimingUniform(a: 1))
        let map = try normal([1, 64, 30, 30], seed: 16).channelsLast()
        let before = try map.elements(as: Float.self)
        let expected = try block(map, adding: Tensor(before, shape: [1, 64, 30, 30])).elements(as: Float.self)
        #expect(try block(map, adding: map, overwritesResidual: true).elements(as: Float.self) == expected)
        #expect(try map.elements(as: Float.self) == before)
    }

    /// The memory of one image serves the next, and a tensor outlives its plan.
    @Test func activationsUseTheSameMemoryAgain() throws {
        var plan: InferencePlan? = try InferencePlan()
        var block: ConvolutionBlock? = try ConvolutionBlock(
            convolution: ParameterStore(.random(seed: 13), plan: plan).root,
            normalization: ParameterStore(.random(seed: 1)).root, 16, 32,
            kernel: 3, kind: .none, rectified: true, initializer: .kaimingUniform(a: 1))
        let map = try normal([1, 16, 40, 40], seed: 14)
        let first = try block?(map).elements(as: Float.self)
        let peak = plan?.peakByteCount
        #expect(peak == 32 * 40 * 40 * 4)
        for _ in 0..<5 { _ = try block?(map) }
        #expect(plan?.peakByteCount == peak)
        let kept = try block?(map)
        plan?.trim()
        plan = nil
        block = nil
        #expect(try kept?.elements(as: Float.self) == first)
    }

    @Test func unknownInstructionSetsAreRefused() {
        #expect(throws: TorchError.self) { try InferencePlan(instructionSet: "8008") }
    }
}
