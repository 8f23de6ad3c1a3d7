internal import Geometry

/// A number for each pixel, row by row from the top left.
struct PixelField: Sendable {
    let width: Int
    let height: Int
    var values: [Float]

    init(width: Int, height: Int, filledWith value: Float = 0) {
        self.width = width
        self.height = height
        values = [Float](repeating: value, count: width * height)
    }

    /// Smooth random hills of mean 0 and a deviation of about 1.
    /// - Parameters:
    ///   - spacing: How far apart hills are, in pixels.
    ///   - wraps: Whether the right border goes on at the left one, and the lower at the upper.
    init(hills spacing: Float, width: Int, height: Int, wraps: Bool = false, from generator: inout SplitMix64) {
        self.init(width: width, height: height)
        let across = SplineTaps(count: width, spacing: spacing, wraps: wraps)
        let down = SplineTaps(count: height, spacing: spacing, wraps: wraps)
        let lattice = (0..<across.knots * down.knots).map { _ in generator.normal() }
        var row = [Float](repeating: 0, count: across.knots)
        for y in 0..<height {
            let (indices, weights) = (down.indices[y], down.weights[y])
            for knot in 0..<across.knots {
                var sum: Float = 0
                for tap in 0..<4 { sum += weights[tap] * lattice[indices[tap] * across.knots + knot] }
                row[knot] = sum
            }
            for x in 0..<width {
                let (indices, weights) = (across.indices[x], across.weights[x])
                // In one dimension the squares of a spline's weights add up to 0.479 on average: this restores deviation 1.
                values[y * width + x] =
                    2.086
                    * (weights[0] * row[indices[0]] + weights[1] * row[indices[1]] + weights[2] * row[indices[2]]
                        + weights[3] * row[indices[3]])
            }
        }
    }

    /// Hills with smaller hills on them, each half as far apart and lower by a factor; of a deviation of about 1.
    init(
        hills spacing: Float, octaves: Int, persistence: Float = 0.6, width: Int, height: Int, wraps: Bool = false,
        from generator: inout SplitMix64
    ) {
        self.init(width: width, height: height)
        var (amplitude, distance, square): (Float, Float, Float) = (1, spacing, 0)
        for _ in 0..<octaves {
            let hills = PixelField(hills: distance, width: width, height: height, wraps: wraps, from: &generator)
            for index in values.indices { values[index] += amplitude * hills.values[index] }
            square += amplitude * amplitude
            amplitude *= persistence
            distance = max(distance / 2, 1)
        }
        let scale = 1 / square.squareRoot()
        for index in values.indices { values[index] *= scale }
    }

    /// The value at a place that may lie outside; the field repeats there.
    @inline(__always)
    func wrapped(_ x: Int, _ y: Int) -> Float {
        values[((y % height + height) % height) * width + (x % width + width) % width]
    }

    /// The value at the pixel nearest to a place, which is drawn inside.
    @inline(__always)
    func nearest(_ x: Float, _ y: Float) -> Float {
        let column = min(max(Int(min(max(x, 0), Float(width))), 0), width - 1)
        let row = min(max(Int(min(max(y, 0), Float(height))), 0), height - 1)
        return values[row * width + column]
    }
}

/// Which knots each pixel of a line is made of, and by how much: a cubic B-spline.
private struct SplineTaps {
    var knots: Int
    var indices: [SIMD4<Int>] = []
    var weights: [SIMD4<Float>] = []

    init(count: Int, spacing: Float, wraps: Bool) {
        let cells = max(wraps ? 4 : 1, Int((Float(count) / max(spacing, 1)).rounded()))
        knots = wraps ? cells : cells + 3
        for pixel in 0..<count {
            let place = (Float(pixel) + 0.5) * Float(cells) / Float(count)
            let cell = min(Int(place), cells - 1)
            let t = place - Float(cell)
            let (square, cube) = (t * t, t * t * t)
            let rest = 1 - t
            let (first, second) = (rest * rest * rest, 3 * cube - 6 * square + 4)
            weights.append(SIMD4(first, second, -3 * cube + 3 * square + 3 * t + 1, cube) / 6)
            indices.append(
                wraps
                    ? SIMD4(cell, (cell + 1) % cells, (cell + 2) % cells, (cell + 3) % cells)
                    : SIMD4(cell, cell + 1, cell + 2, cell + 3))
        }
    }
}
