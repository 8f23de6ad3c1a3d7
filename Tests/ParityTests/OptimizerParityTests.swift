import Foundation
import TestSupport
import Testing
import Torch

/// Ten steps of each optimiser beside torch.optim: other gradients and another rate at each, two groups, a parameter
/// channels-last, one that sometimes has no gradient, one that never has.
@Suite(.enabled(if: Peer.isAvailable, "\(Peer.skipReason)"))
struct OptimizerParityTests {
    private static let steps = 10
    private static let parameterCount = 5

    static let cases: [(name: String, make: @Sendable ([ParameterGroup]) -> any Optimizer)] = [
        ("sgd", { SGD($0, momentum: 0) }), ("sgd_momentum", { SGD($0) }), ("sgd_nesterov", { SGD($0, nesterov: true) }),
        ("adamw", { AdamW($0) }), ("adamw_other", { AdamW($0, beta1: 0.8, beta2: 0.95, epsilon: 1e-3) }),
    ]

    @Test(arguments: cases.map(\.name), Precision.allCases)
    func stepsAreTorchs(_ name: String, _ precision: Precision) throws {
        let tensors = try Tensors(Peer.file(from: "optimizers.py", name: "optimizers.safetensors") { [$0] })
        let make = try #require(Self.cases.first { $0.name == name }).make
        let prefix = "\(name).\(precision.rawValue)"
        var parameters: [Tensor] = []
        for index in 0..<Self.parameterCount {
            let initial = try tensors["\(prefix).initial.\(index)"].copied(to: .cpu)
            parameters.append(index == 1 ? try initial.channelsLast() : initial)
        }
        func group(_ places: [Int], factor: Double, decay: Double) -> ParameterGroup {
            ParameterGroup(
                names: places.map { "p\($0)" }, tensors: places.map { parameters[$0] }, rateFactor: factor,
                weightDecay: decay)
        }
        let optimizer = make([group([0, 1, 3], factor: 1, decay: 0.01), group([2, 4], factor: 0.1, decay: 0)])
        for step in 0..<Self.steps {
            try optimizer.dropGradients()
            for (index, parameter) in parameters.enumerated() {
                let name = "\(prefix).gradient.\(step).\(index)"
                guard tensors.contains(name) else { continue }
                // Gradients come in the parameter's layout, but for what others set.
                let gradient = try tensors[name]
                try parameter.setGradient(step % 3 == 0 || index != 1 ? gradient : gradient.channelsLast())
            }
            try optimizer.step(rate: 0.05 / Double(step + 1))
            for (index, parameter) in parameters.enumerated() {
                try expectClose(
                    parameter, tensors["\(prefix).after.\(step).\(index)"], relative: precision.tolerance,
                    "step \(step), parameter \(index)")
            }
        }
        #expect(try parameters[4].largestDifference(from: tensors["\(prefix).initial.4"]) == 0)
        #expect(try parameters[0].largestDifference(from: tensors["\(prefix).initial.0"]) > 0.01)
    }
}
