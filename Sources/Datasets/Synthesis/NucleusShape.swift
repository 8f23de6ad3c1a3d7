internal import Geometry

/// The outline of a nucleus: an ellipse, bent and deformed by a few low harmonics.
struct NucleusShape: Sendable {
    var center: SIMD2<Float>
    /// The direction of the longer axis, of length 1.
    var axis: SIMD2<Float>
    /// Half the longer axis and half the shorter one, in pixels.
    var radii: SIMD2<Float>
    /// How far the ends of the longer axis are bent aside, as a share of its half.
    var bend: Float = 0
    /// The amplitudes of the second to fifth harmonic of the radius.
    var cosines = SIMD4<Float>()
    var sines = SIMD4<Float>()
    /// Whether the nucleus counts as elongated.
    var isSpindle = false

    /// A number for how a place lies to the outline.
    struct Place {
        /// The distance from the outline in pixels, to first order: negative inside.
        var distance: Float
        /// 0 in the middle, 1 on the outline.
        var depth: Float
    }

    /// How far from the middle the outline may reach, in pixels.
    var reach: Float { radii[0] * (1.2 + abs(bend)) + 1 }

    /// Deforms the outline; 1 is as much as nuclei usually are.
    mutating func deform(by amount: Float, from generator: inout SplitMix64) {
        let amplitudes = SIMD4<Float>(0.035, 0.026, 0.012, 0.007) * amount
        for index in 0..<4 {
            cosines[index] = amplitudes[index] * min(max(generator.normal(), -1.8), 1.8)
            sines[index] = amplitudes[index] * min(max(generator.normal(), -1.8), 1.8)
        }
    }

    /// Where a point is.
    @inline(__always)
    func place(of x: Float, _ y: Float) -> Place {
        let (dx, dy) = (x - center.x, y - center.y)
        let along = dx * axis.x + dy * axis.y
        let bent = bend * (along * along / radii[0] - radii[0] / 3)
        let across = dy * axis.x - dx * axis.y - bent
        let (u, v) = (along / radii[0], across / radii[1])
        let radius = (u * u + v * v).squareRoot()
        guard radius > 1e-3 else { return Place(distance: -radii[1], depth: 0) }
        // The harmonics come from the angle's cosine and sine by their addition theorems.
        let (c, s) = (u / radius, v / radius)
        let (c2, s2) = (c * c - s * s, 2 * c * s)
        let (c3, s3) = (c2 * c - s2 * s, s2 * c + c2 * s)
        let (c4, s4) = (c2 * c2 - s2 * s2, 2 * c2 * s2)
        let (c5, s5) = (c4 * c - s4 * s, s4 * c + c4 * s)
        let even = cosines[0] * c2 + sines[0] * s2 + cosines[2] * c4 + sines[2] * s4
        let odd = cosines[1] * c3 + sines[1] * s3 + cosines[3] * c5 + sines[3] * s5
        let border = 1 + even + odd
        let (gu, gv) = (u / radii[0], v / radii[1])
        let slope = (gu * gu + gv * gv).squareRoot() / radius
        return Place(distance: (radius - border) / slope, depth: radius / border)
    }

    /// The pixels that the outline and a margin around it may touch, inside a picture.
    func window(width: Int, height: Int, margin: Float = 1) -> (columns: Range<Int>, rows: Range<Int>) {
        func range(_ middle: Float, _ limit: Int) -> Range<Int> {
            let low = min(max(middle - reach - margin, 0), Float(limit))
            let high = min(max(middle + reach + margin, low), Float(limit))
            return Int(low)..<min(Int(high.rounded(.up)), limit)
        }
        return (range(center.x, width), range(center.y, height))
    }
}
