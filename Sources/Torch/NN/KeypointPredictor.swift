/// The last layers of a keypoint head: (R, in, S, S) to heat maps (R, K, 4S, 4S), K keypoints.
///
/// A transposed convolution that doubles the sides, and bilinear interpolation that doubles them again.
/// Source: torchvision's `KeypointRCNNPredictor`.
public struct KeypointPredictor {
    private enum Form {
        /// The transposed convolution as a 3×3 one: four times as many channels, those of each corner of a cell.
        case packed(PackedConvolution)
        case layers(ConvTranspose2d)
    }

    private let form: Form
    private let keypointCount: Int

    /// Takes the parameters of `kps_score_lowres` from the scope.
    public init(_ scope: Scope, _ inputs: Int, keypointCount: Int) throws(TorchError) {
        self.keypointCount = keypointCount
        let name = scope / "kps_score_lowres"
        let layer = try ConvTranspose2d(
            name, inputs, keypointCount, kernel: 4, stride: 2, padding: 1, initializer: .kaimingNormalFanOut)
        if let plan = scope.store.plan,
            let packed = try plan.packed(
                name.path, weight: Self.cornerWeights(layer.weight),
                bias: .concatenated(Array(repeating: layer.bias, count: 4), along: 0), stride: 1, padding: 1)
        {
            form = .packed(packed)
        } else {
            form = .layers(layer)
        }
    }

    /// (in, K, 4, 4) to (4K, in, 3, 3): what each corner of a doubled cell takes from the cell and its neighbours.
    ///
    /// Cell y gives the doubled cells 2y and 2y + 1. The first takes tap 3 of the cell before and tap 1 of its own, the second tap
    /// 2 of its own and tap 0 of the next.
    private static func cornerWeights(_ weight: Tensor) throws(TorchError) -> Tensor {
        let taps: [[Int?]] = [[3, 1, nil], [nil, 2, 0]]
        let zero = try Tensor.zeros([weight.size(1), weight.size(0), 1, 1], dtype: weight.dtype)
        func tap(_ row: Int?, _ column: Int?) throws(TorchError) -> Tensor {
            guard let row, let column else { return zero }
            return try weight.narrowed(2, to: row..<row + 1).narrowed(3, to: column..<column + 1)
                .permuted([1, 0, 2, 3])
        }
        var corners: [Tensor] = []
        for rows in taps {
            for columns in taps {
                var lines: [Tensor] = []
                for row in rows {
                    var cells: [Tensor] = []
                    for column in columns { cells.append(try tap(row, column)) }
                    lines.append(try .concatenated(cells, along: 3))
                }
                corners.append(try .concatenated(lines, along: 2))
            }
        }
        return try .concatenated(corners, along: 0)
    }

    /// Applies the layers.
    public func callAsFunction(_ features: Tensor) throws(TorchError) -> Tensor {
        let doubled: Tensor
        switch form {
        case .layers(let layer): doubled = try layer(features)
        case .packed(let packed):
            let corners = try packed([features])[0]
            let (count, height, width) = (corners.size(0), corners.size(2), corners.size(3))
            doubled = try corners.reshaped([count, 2, 2, keypointCount, height, width])
                .permuted([0, 3, 4, 1, 5, 2]).reshaped([count, keypointCount, 2 * height, 2 * width])
        }
        return try doubled.resized(height: 2 * doubled.size(2), width: 2 * doubled.size(3), .bilinear)
    }
}
