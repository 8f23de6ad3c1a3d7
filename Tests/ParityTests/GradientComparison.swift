import MaskRCNN
import Testing
import Torch

/// Gradients beside the peer's.
enum GradientComparison {
    /// Of every gradient the norm, and its product with a tensor that tells its elements apart.
    static func expect(
        _ parameters: [TrainedParameter], _ theirs: [String: [Double]], _ title: String
    ) throws {
        var worst = (name: "none", difference: 0.0)
        var compared = 0
        for parameter in parameters {
            let name = parameter.name
            guard let gradient = try parameter.tensor.gradient() else {
                #expect(theirs[name] == nil, "\(name): only torchvision's has a gradient")
                continue
            }
            let expected = try #require(theirs[name], "\(name): only ours has a gradient")
            let elements = try gradient.elements(as: Double.self)
            let norm = elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
            var mark = 0.0
            for (index, element) in elements.enumerated() {
                mark += (Double(index * 7919 % 1009) / 1009 - 0.5) * element
            }
            // A sum of n terms of both signs is of the order of the norm; where that is 0, both are, but for rounding: a softmax over
            // a heat map is the same whatever the predictor's bias.
            let scale = expected[0] < 1e-14 ? 1 : expected[0]
            let difference = max(abs(norm - expected[0]), abs(mark - expected[1])) / scale
            if difference > worst.difference { worst = (name, difference) }
            #expect(difference < 1e-10, "\(name): the gradient's norm is \(norm), torchvision's \(expected[0])")
            compared += 1
        }
        #expect(compared == theirs.count)
        print("\(title): \(compared) gradients, the largest relative difference \(worst.difference) of \(worst.name)")
    }
}
