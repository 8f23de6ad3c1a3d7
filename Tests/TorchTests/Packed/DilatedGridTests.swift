import Testing
import Torch

/// How many tiles a map takes whose kernels have gaps: each of its grids is as long as it is, and one cell of zeros follows.
struct DilatedGridTests {
    @Test(arguments: [
        // 65 cells and none between: 16.25 tiles of four.
        (1, 17),
        // Grids of 33 and 32 cells: 66 with the cell between them.
        (2, 17),
        // 17, 16, 16 and 16: 68. Four of 17 would take 18 tiles.
        (4, 17),
        // Five of 6 and seven of 5: 76. Twelve of 6 would take 21 tiles.
        (12, 19),
    ])
    func tilesAreNoMoreThanTheGridsNeed(dilation: Int, side: Int) throws {
        let plan = try InferencePlan()
        let block = try ConvolutionBlock(
            convolution: ParameterStore(.random(seed: 1), plan: plan).root,
            normalization: ParameterStore(.random(seed: 1)).root, 32, 32, kernel: 3, dilation: dilation, kind: .none,
            rectified: false, initializer: .kaimingUniform(a: 1))
        _ = try withInferenceMode { try block(.zeros([1, 32, 65, 65]).channelsLast()) }
        #expect(plan.operationCount == 2 * 36 * side * side * 32 * 32)
    }
}
