import Testing
import Torch

/// What is recorded for gradients, in which precision, and that bodies which throw leave all as it was.
@Suite struct GradientModeTests {
    private func parameter(_ elements: [Double] = [1, 2]) throws -> Tensor {
        let tensor = try Tensor(elements, shape: [elements.count])
        try tensor.setRequiresGradient(true)
        return tensor
    }

    /// d/dx Σ x² = 2x; twice the loss adds twice the gradient.
    @Test func gradientsAddUp() throws {
        let x = try parameter()
        #expect(try x.gradient() == nil)
        try (x * x).sum().backward()
        #expect(try x.gradient()?.elements(as: Double.self) == [2, 4])
        try (x * x).sum().backward()
        #expect(try x.gradient()?.elements(as: Double.self) == [4, 8])
        try x.setGradient(Tensor([7.0, 8], shape: [2]))
        #expect(try x.gradient()?.elements(as: Double.self) == [7, 8])
        try x.setGradient(nil)
        #expect(try x.gradient() == nil)
    }

    @Test func detachedTensorsAreCutOff() throws {
        let x = try parameter()
        let y = try x * 3
        #expect(y.requiresGradient)
        #expect(try !y.detached().requiresGradient)
        try (y.detached() * x).sum().backward()
        // The factor 3x counts as a constant.
        #expect(try x.gradient()?.elements(as: Double.self) == [3, 6])
    }

    @Test func onlyLeavesAndNumbersWillDo() throws {
        let x = try parameter()
        let y = try x * 2
        #expect(throws: TorchError.self) { try y.setRequiresGradient(false) }
        #expect(throws: TorchError.self) { try y.backward() }
        #expect(throws: TorchError.self) { try Tensor([1.0], shape: [1]).backward() }
        #expect(throws: TorchError.self) { try Tensor([Int64(1)], shape: [1]).setRequiresGradient(true) }
        #expect(throws: TorchError.self) { try x.setGradient(Tensor([1.0], shape: [1])) }
    }

    private struct Stop: Error {}

    @Test func nothingIsRecordedWithout() throws {
        let x = try parameter()
        let y = try withoutGradients { try x * 2 }
        #expect(!y.requiresGradient)
        #expect(try (x * 2).requiresGradient)
        // Unlike what inference mode makes, it may be part of what is recorded later.
        try (y * x).sum().backward()
        #expect(try x.gradient()?.elements(as: Double.self) == [2, 4])
    }

    @Test func recordingGoesOnAfterAnError() throws {
        let x = try parameter()
        #expect(throws: Stop.self) {
            try withoutGradients { () throws in
                #expect(try !(x * 2).requiresGradient)
                try withoutGradients { throw Stop() }
            }
        }
        #expect(try (x * 2).requiresGradient)
        #expect(throws: TorchError.self) {
            try withoutGradients { () throws(TorchError) in _ = try x + .zeros([3], dtype: .float64) }
        }
        #expect(try (x * 2).requiresGradient)
        try withoutGradients { () throws in
            #expect(throws: Stop.self) { try withoutGradients { throw Stop() } }
            #expect(try !(x * 2).requiresGradient, "an inner one that threw leaves the outer one in force")
        }
    }

    /// A linear layer computes in bfloat16 under autocast, whose 8 bits round 257 to 256; a sum of 1 and 256 is exact in
    /// float32.
    @Test func autocastLowersThePrecisionOfItsBody() throws {
        let store = try parameters(["weight": ([1, 2], [1, 256]), "bias": ([1], [0])], dtype: .float32)
        let layer = try Linear(store.root, 2, 1)
        let input = try Tensor.full([1, 2], 1)
        func result() throws(TorchError) -> (DType, Double) {
            let output = try layer(input)
            return (output.dtype, try output.to(.float32).item())
        }
        func expectPlain(sourceLocation: SourceLocation = #_sourceLocation) throws {
            #expect(try result() == (.float32, 257), sourceLocation: sourceLocation)
        }
        try expectPlain()
        #expect(try withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in try result() } == (.bfloat16, 256))
        try expectPlain()
        #expect(try withAutocast(nil, on: .cpu) { () throws(TorchError) in try result() } == (.float32, 257))
        #expect(throws: TorchError.self) {
            try withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in
                _ = try withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in
                    try Tensor.zeros([2]) + Tensor.zeros([3])
                }
            }
        }
        try expectPlain()
        try withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in
            _ = try? withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in
                try Tensor.zeros([2]) + Tensor.zeros([3])
            }
            let after = try result()
            #expect(after == (.bfloat16, 256), "an inner one that threw leaves the outer one in force")
        }
        try expectPlain()
    }

    /// The gradient of a parameter has the parameter's precision, whatever autocast computed with; and a parameter that
    /// was changed between two uses is cast again.
    @Test func autocastSeesParametersThatChange() throws {
        let store = try ParameterStore(.random(seed: 1), keepsTensors: true)
        let layer = try Linear(store.root, 2, 1)
        let weight = try #require(store.entries.first?.tensor)
        try weight.copy(from: Tensor([Float(1), 2], shape: [1, 2]))
        try store.entries[1].tensor?.copy(from: .zeros([1]))
        try weight.setRequiresGradient(true)
        let input = try Tensor([Float(3), 4], shape: [1, 2])
        func step() throws(TorchError) -> Double {
            let output = try withAutocast(.bfloat16, on: .cpu) { () throws(TorchError) in try layer(input) }
            try output.to(.float32).sum().backward()
            return try output.to(.float32).item()
        }
        #expect(try step() == 11)
        let gradient = try #require(try weight.gradient())
        #expect(gradient.dtype == .float32)
        #expect(try gradient.elements(as: Float.self) == [3, 4])
        try withoutGradients { () throws(TorchError) in try weight.copy(from: .full([1, 2], 1)) }
        #expect(try step() == 7)
    }
}
