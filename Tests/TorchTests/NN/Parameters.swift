import Testing
import Torch

/// A store of these values: each name's shape and elements.
func parameters(
    _ values: [String: ([Int], [Double])], dtype: DType = .float64, folds: Bool = true,
    plan: InferencePlan? = nil
) throws -> ParameterStore {
    var tensors: [String: StoredTensor] = [:]
    for (name, (shape, elements)) in values {
        tensors[name] = try Tensor(elements, shape: shape).stored()
    }
    return try ParameterStore(.checkpoint(tensors), dtype: dtype, foldsNormalization: folds, plan: plan)
}

/// Expects a tensor's shape and elements, these up to rounding.
func expectElements(
    _ tensor: Tensor, _ shape: [Int], _ expected: [Double], within tolerance: Double = 1e-12,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(tensor.shape == shape, sourceLocation: sourceLocation)
    let elements = try tensor.elements(as: Double.self)
    try #require(elements.count == expected.count, sourceLocation: sourceLocation)
    for (index, (element, expected)) in zip(elements, expected).enumerated() {
        #expect(abs(element - expected) <= tolerance, "element \(index)", sourceLocation: sourceLocation)
    }
}
