import Geometry
import TestSupport
import Testing
import Torch

/// Steps worked by hand, and steps that go on where an optimiser stopped.
@Suite struct OptimizerTests {
    static let kinds: [(name: String, make: @Sendable ([ParameterGroup]) -> any Optimizer)] = [
        ("plain", { SGD($0, momentum: 0) }), ("momentum", { SGD($0) }), ("nesterov", { SGD($0, nesterov: true) }),
        ("AdamW", { AdamW($0) }),
    ]

    private func group(_ tensor: Tensor, factor: Double = 1, decay: Double = 0) -> ParameterGroup {
        ParameterGroup(names: ["p"], tensors: [tensor], rateFactor: factor, weightDecay: decay)
    }

    private func step(_ optimizer: any Optimizer, _ tensor: Tensor, gradient: Double, rate: Double) throws -> Double {
        try tensor.setGradient(.full([1], gradient, dtype: .float64))
        try optimizer.step(rate: rate)
        return try tensor.item()
    }

    /// p = 1, g = 1, rate ½. First v = 1: p = ½. Then v = ½ · 1 + 1 = 1.5: p = −¼.
    @Test func momentumAddsUp() throws {
        let p = try Tensor([1.0], shape: [1])
        let optimizer = SGD([group(p)], momentum: 0.5)
        #expect(try step(optimizer, p, gradient: 1, rate: 0.5) == 0.5)
        #expect(try step(optimizer, p, gradient: 1, rate: 0.5) == -0.25)
    }

    /// As above, but a step goes along g + ½ v: 1 + ½ at first, p = ¼; then v = 1.5 and 1 + ¾, p = −5/8.
    @Test func nesterovLooksAhead() throws {
        let p = try Tensor([1.0], shape: [1])
        let optimizer = SGD([group(p)], momentum: 0.5, nesterov: true)
        #expect(try step(optimizer, p, gradient: 1, rate: 0.5) == 0.25)
        #expect(try step(optimizer, p, gradient: 1, rate: 0.5) == -0.625)
    }

    /// p = 4 with a decay of ¼ has a gradient of 1 + 1; a rate of 1 times the group's ½ gives 3.
    @Test func groupsHaveTheirRateAndDecay() throws {
        let p = try Tensor([4.0], shape: [1])
        #expect(try step(SGD([group(p, factor: 0.5, decay: 0.25)], momentum: 0), p, gradient: 1, rate: 1) == 3)
    }

    /// A first step of Adam is the rate, whatever the gradient; decay takes rate · decay · p off before: 4 − ⅛ · ½ · 4 − ⅛.
    @Test func adamStepsByTheRate() throws {
        for gradient in [1e-3, 1, 1000] {
            let p = try Tensor([4.0], shape: [1])
            let value = try step(AdamW([group(p, decay: 0.5)], epsilon: 0), p, gradient: gradient, rate: 0.125)
            #expect(abs(value - 3.625) < 1e-12)
        }
    }

    /// Steps are in place and unrecorded, also of tensors whose operations are recorded.
    @Test(arguments: kinds.map(\.name))
    func parametersChangeInPlace(_ kind: String) throws {
        let make = try #require(Self.kinds.first { $0.name == kind }).make
        let p = try Tensor([1.0, 2], shape: [2])
        try p.setRequiresGradient(true)
        let optimizer = make([group(p)])
        for _ in 0..<3 {
            try optimizer.dropGradients()
            try (p * p).sum().backward()
            #expect(try optimizer.gradients().count == 1)
            try optimizer.step(rate: 0.1)
        }
        #expect(p.requiresGradient)
        #expect(try p.elements(as: Double.self).allSatisfy { $0 < 1.9 })
        #expect(try optimizer.state().allSatisfy { !$0.tensor.requiresGradient })
        try optimizer.dropGradients()
        #expect(try p.gradient() == nil && optimizer.gradients().isEmpty)
        let before = try p.elements(as: Double.self)
        try optimizer.step(rate: 0.1)
        #expect(try p.elements(as: Double.self) == before, "without a gradient there is no step")
    }

    private struct Run {
        var parameters: [Tensor]
        let optimizer: any Optimizer

        /// Three parameters, the second channels-last, the third without a gradient at first.
        init(_ make: ([ParameterGroup]) -> any Optimizer, _ generator: inout SeededGenerator, from: [Tensor]? = nil)
            throws
        {
            parameters = []
            for (index, shape) in [[17], [4, 3, 2, 2], [5]].enumerated() {
                let drawn = try Self.draw(shape, &generator)
                let tensor = try from?[index].copied(to: .cpu) ?? drawn
                parameters.append(index == 1 ? try tensor.channelsLast() : tensor)
            }
            optimizer = make([
                ParameterGroup(names: ["a", "b"], tensors: Array(parameters[0..<2]), weightDecay: 0.01),
                ParameterGroup(names: ["c"], tensors: [parameters[2]], rateFactor: 2, weightDecay: 0),
            ])
        }

        private static func draw(_ shape: [Int], _ generator: inout SeededGenerator) throws -> Tensor {
            let count = shape.reduce(1, *)
            return try Tensor((0..<count).map { _ in Float.random(in: -1...1, using: &generator) }, shape: shape)
        }

        func step(_ number: Int) throws {
            var generator = SeededGenerator(seed: UInt64(100 + number))
            for (index, parameter) in parameters.enumerated() {
                let gradient = try Self.draw(parameter.shape, &generator)
                try parameter.setGradient(index == 2 && number < 2 ? nil : gradient)
            }
            try optimizer.step(rate: 0.1)
        }

        func elements() throws -> [[Float]] { try parameters.map { try $0.elements() } }
    }

    /// What is kept goes through a checkpoint's bytes; then both make the same steps, bit for bit. At the first stop the
    /// third parameter was never stepped.
    @Test(arguments: kinds.map(\.name), [1, 4])
    func restoredOptimizersGoOnTheSame(_ kind: String, stop: Int) throws {
        let make = try #require(Self.kinds.first { $0.name == kind }).make
        var generator = SeededGenerator(seed: 6)
        let first = try Run(make, &generator)
        for number in 0..<stop { try first.step(number) }

        var state: [String: Tensor] = [:]
        for (name, tensor) in try first.optimizer.state() {
            #expect(state.updateValue(try tensor.stored().tensor(), forKey: name) == nil, "\(name) twice")
        }
        let second = try Run(make, &generator, from: first.parameters)
        try second.optimizer.restore(state)
        #expect(try second.optimizer.state().map(\.name) == first.optimizer.state().map(\.name))
        for number in stop..<stop + 4 {
            try first.step(number)
            try second.step(number)
            #expect(try second.elements() == first.elements(), "step \(number)")
        }
    }

    /// Without its state an optimiser with a memory goes on otherwise: the test above could fail.
    @Test func theStateMatters() throws {
        for kind in Self.kinds where kind.name != "plain" {
            var generator = SeededGenerator(seed: 6)
            let first = try Run(kind.make, &generator)
            for number in 0..<4 { try first.step(number) }
            let second = try Run(kind.make, &generator, from: first.parameters)
            try first.step(4)
            try second.step(4)
            #expect(try second.elements() != first.elements(), "\(kind.name)")
        }
    }

    /// A state of another shape is refused, and restoring what is not there forgets.
    @Test func statesMustFit() throws {
        let p = try Tensor([1.0, 2], shape: [2])
        try p.setGradient(.full([2], 1, dtype: .float64))
        let optimizer = SGD([group(p)])
        try optimizer.step(rate: 0.1)
        #expect(throws: TorchError.self) { try optimizer.restore(["p.velocity": .zeros([3], dtype: .float64)]) }
        try optimizer.restore(["elsewhere.velocity": .zeros([3])])
        #expect(optimizer.state().isEmpty)
    }
}
