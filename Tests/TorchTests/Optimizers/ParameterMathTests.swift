import Testing
import Torch

/// Arithmetic over many tensors at once.
@Suite struct ParameterMathTests {
    /// √(1² + 2² + 2² + 4²) = 5, over tensors of all sizes.
    @Test func theNormIsOfAllElements() throws {
        let tensors = try [
            Tensor([1.0, -2], shape: [2]), Tensor([Double](), shape: [0]), Tensor([2.0], shape: []),
            Tensor([4.0], shape: [1, 1]),
        ]
        #expect(try ParameterMath.totalNorm(tensors) == 5)
        #expect(try ParameterMath.totalNorm([]) == 0)
        #expect(try ParameterMath.totalNorm([.full([3, 3], .nan)]).isNaN)
        #expect(try ParameterMath.totalNorm([.full([1], .infinity), .zeros([2])]) == .infinity)
    }

    /// Views of a tensor change with it, recorded tensors stay what they are.
    @Test func scalingIsInPlace() throws {
        let tensor = try Tensor([1.0, 2, 3, 4], shape: [2, 2])
        try tensor.setRequiresGradient(true)
        try ParameterMath.scale([tensor, .zeros([0])], by: 0.5)
        #expect(try tensor.elements(as: Double.self) == [0.5, 1, 1.5, 2])
        #expect(tensor.requiresGradient)
        try ParameterMath.scale([], by: 2)
    }

    /// By a quarter: from 4 towards 8 is 5, from −4 towards 0 is −3; targets stay.
    @Test func movingIsInPlace() throws {
        let tensors = try [Tensor([4.0, -4], shape: [2]), Tensor([1.0], shape: [1])]
        let targets = try [Tensor([8.0, 0], shape: [2]), Tensor([1.0], shape: [1])]
        try ParameterMath.move(tensors, towards: targets, by: 0.25)
        #expect(try tensors[0].elements(as: Double.self) == [5, -3])
        #expect(try tensors[1].item() == 1 && targets[0].elements(as: Double.self) == [8, 0])
        try ParameterMath.move(tensors, towards: targets, by: 1)
        #expect(try tensors[0].elements(as: Double.self) == [8, 0])
        try ParameterMath.move([], towards: [], by: 0.5)
    }

    /// Element by element, also where one lies channels-last and the other does not.
    @Test func layoutsDoNotMatter() throws {
        let plain = try Tensor((0..<24).map(Double.init), shape: [1, 4, 3, 2])
        let moved = try Tensor.zeros([1, 4, 3, 2], dtype: .float64).channelsLast()
        try ParameterMath.move([moved], towards: [plain], by: 1)
        #expect(try moved.largestDifference(from: plain) == 0)
    }

    @Test func tensorsThatDoNotFitAreRefused() throws {
        #expect(throws: TorchError.self) {
            try ParameterMath.move([.zeros([2])], towards: [.zeros([3])], by: 0.5)
        }
    }
}
