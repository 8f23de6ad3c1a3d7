import Testing
import Torch

/// Layers on numbers that can be worked by hand.
@Suite struct LayerTests {
    /// 1 2 3 / 4 5 6 / 7 8 9.
    private func square() throws -> Tensor { try Tensor((1...9).map(Double.init), shape: [1, 1, 3, 3]) }

    /// Ones over a window of 3 × 3 add up the neighbours that are in the map: at the corner 1 + 2 + 4 + 5 = 12, in the
    /// middle 45; and the bias of 100.
    @Test func convolutionsAddTheirWindow() throws {
        let store = try parameters([
            "c.weight": ([1, 1, 3, 3], [Double](repeating: 1, count: 9)), "c.bias": ([1], [100]),
        ])
        let convolution = try Conv2d(store.root / "c", 1, 1, kernel: 3)
        try store.finish()
        try expectElements(
            convolution(square()), [1, 1, 3, 3], [112, 121, 116, 127, 145, 133, 124, 139, 128])
    }

    /// A stride of 2 takes every second window, no padding only the one that fits.
    @Test func convolutionsHaveStrideAndPadding() throws {
        let values = ["weight": ([1, 1, 3, 3], [Double](repeating: 1, count: 9))]
        let strided = try Conv2d(parameters(values).root, 1, 1, kernel: 3, stride: 2, bias: false)
        try expectElements(strided(square()), [1, 1, 2, 2], [12, 16, 24, 28])
        let unpadded = try Conv2d(parameters(values).root, 1, 1, kernel: 3, padding: 0, bias: false)
        try expectElements(unpadded(square()), [1, 1, 1, 1], [45])
    }

    /// The weight is not turned round, and lies as (out, in, down, across): out 0 is the sum of right neighbours of
    /// channel 0 and 10 times channel 1, out 1 what is below in channel 1.
    @Test func channelsAndDirectionsAreInOrder() throws {
        var weight = [Double](repeating: 0, count: 2 * 2 * 9)
        weight[0 * 18 + 0 * 9 + 5] = 1
        weight[0 * 18 + 1 * 9 + 4] = 10
        weight[1 * 18 + 1 * 9 + 7] = 1
        let store = try parameters(["weight": ([2, 2, 3, 3], weight)])
        let convolution = try Conv2d(store.root, 2, 2, kernel: 3, bias: false)
        let input = try Tensor([1.0, 2, 3, 4, 5, 6, 7, 8], shape: [1, 2, 2, 2])
        // Channel 0 is 1 2 / 3 4, channel 1 is 5 6 / 7 8.
        try expectElements(
            convolution(input), [1, 2, 2, 2], [2 + 50, 0 + 60, 4 + 70, 0 + 80, 7, 8, 0, 0])
        // Channels-last in, channels-last out.
        let last = try convolution(input.channelsLast())
        #expect(last.isChannelsLast)
        try expectElements(last, [1, 2, 2, 2], [52, 60, 74, 80, 7, 8, 0, 0])
    }

    /// Each cell becomes the kernel 1 10 / 100 1000 times its value, and the bias is 5: windows with a stride of 2 do not
    /// overlap.
    @Test func transposedConvolutionsSpreadTheirCells() throws {
        let store = try parameters(["weight": ([1, 1, 2, 2], [1, 10, 100, 1000]), "bias": ([1], [5])])
        let layer = try ConvTranspose2d(store.root, 1, 1, kernel: 2, stride: 2, initializer: .constant(0))
        try store.finish()
        try expectElements(
            layer(Tensor([1.0, 2, 3, 4], shape: [1, 1, 2, 2])), [1, 1, 4, 4],
            [
                6, 15, 7, 25, 105, 1005, 205, 2005,
                8, 35, 9, 45, 305, 3005, 405, 4005,
            ])
    }

    /// A transposed convolution's weight is (in, out, …): 2 inputs give 3 outputs.
    @Test func transposedWeightsBeginWithTheInputs() throws {
        let store = try parameters(["weight": ([2, 3, 1, 1], [1, 2, 3, 10, 20, 30]), "bias": ([3], [0, 0, 0.5])])
        let layer = try ConvTranspose2d(store.root, 2, 3, kernel: 1, stride: 1, initializer: .constant(0))
        // 1 · (1, 2, 3) + 2 · (10, 20, 30) and the bias.
        try expectElements(layer(Tensor([1.0, 2], shape: [1, 2, 1, 1])), [1, 3, 1, 1], [21, 42, 63.5])
    }

    /// (1, 2) · rows (3, 4), (5, 6), (7, 8) gives 11, 17, 23, and the bias.
    @Test func linearLayersMultiplyRows() throws {
        let store = try parameters(["l.weight": ([3, 2], [3, 4, 5, 6, 7, 8]), "l.bias": ([3], [0.5, 0, -1])])
        let layer = try Linear(store.root / "l", 2, 3)
        try store.finish()
        try expectElements(layer(Tensor([1.0, 2, 0, 0], shape: [2, 2])), [2, 3], [11.5, 17, 22, 0.5, 0, -1])
        let nothing = try layer(.zeros([0, 2], dtype: .float64))
        #expect(nothing.shape == [0, 3])
    }

    /// Channel 0: (x − 1) / √(3 + 1) · 4 + 10 = 2x + 8. Channel 1: (x + 1) / √(0 + 1) · 1 − 3 = x − 2. ε is 1.
    @Test(arguments: [true, false])
    func normsUseTheirStatistics(frozen: Bool) throws {
        let store = try parameters([
            "weight": ([2], [4, 1]), "bias": ([2], [10, -3]), "running_mean": ([2], [1, -1]),
            "running_var": ([2], [3, 0]),
        ])
        let norm = try BatchNorm2d(store.root, 2, epsilon: 1, frozen: frozen)
        try store.finish()
        try expectElements(
            norm(Tensor([1.0, 2, 3, 4], shape: [1, 2, 1, 2])), [1, 2, 1, 2], [10, 12, 1, 2])
        // The counter is there, and nowhere missed.
        #expect(store.entries.map(\.name).contains("num_batches_tracked") == !frozen)
    }

    @Test func maximaAreOfTheirWindows() throws {
        let map = try Tensor((1...16).map(Double.init), shape: [1, 1, 4, 4])
        try expectElements(map.maxPooled(kernel: 2, stride: 2), [1, 1, 2, 2], [6, 8, 14, 16])
        // Padding counts for nothing, also among negative numbers.
        try expectElements((map * -1).maxPooled(kernel: 3, stride: 2, padding: 1), [1, 1, 2, 2], [-1, -2, -5, -6])
        // Kernel 1, stride 2: every second cell, the last one too where the side is odd.
        try expectElements(square().maxPooled(kernel: 1, stride: 2), [1, 1, 2, 2], [1, 3, 7, 9])
    }

    /// From 2 to 4 cells, the middles lie at −0.25 (cut to 0), 0.25, 0.75, 1.25 (cut to 1): 0, 1, 3, 4 between 0 and 4.
    @Test func bilinearResizingHasPixelCentresAtHalves() throws {
        let map = try Tensor([0.0, 4], shape: [1, 1, 1, 2])
        try expectElements(map.resized(height: 1, width: 4, .bilinear), [1, 1, 1, 4], [0, 1, 3, 4])
        // To a quarter the middle of four is between the second and the third: no antialiasing.
        let row = try Tensor([100.0, 1, 3, 100], shape: [1, 1, 1, 4])
        try expectElements(row.resized(height: 1, width: 1, .bilinear), [1, 1, 1, 1], [2])
    }

    /// From 3 to 5 cells: ⌊i · 3 / 5⌋ = 0, 0, 1, 1, 2.
    @Test func nearestResizingTakesTheCellBelow() throws {
        let map = try Tensor([7.0, 8, 9], shape: [1, 1, 3, 1])
        try expectElements(map.resized(height: 5, width: 1, .nearest), [1, 1, 5, 1], [7, 7, 8, 8, 9])
        try expectElements(map.resized(height: 2, width: 1, .nearest), [1, 1, 2, 1], [7, 8])
    }
}
