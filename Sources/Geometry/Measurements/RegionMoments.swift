#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// The zeroth to second moments of a region's pixels, as whole numbers.
struct RegionMoments {
    /// How many pixels there are.
    let count: Int
    /// The means of the pixels' centres, in continuous coordinates of the image.
    let meanX: Double
    let meanY: Double
    /// The variances of columns and of rows, and what they vary together, each times the square of the count.
    private let xx: Int128
    private let yy: Int128
    private let xy: Int128

    /// An ellipse with the second moments of a region.
    struct Ellipse {
        /// The variances along the longer and the shorter axis.
        var variances: (Double, Double)
        var eccentricity: Double
        var orientation: Double
    }

    init(_ runs: RegionRuns) {
        // From the middle of the box on, sums and their products stay inside 128 bits whatever the mask.
        let (middleX, middleY) = (runs.width / 2, runs.height / 2)
        var (n, x, y, xx, yy, xy): (Int128, Int128, Int128, Int128, Int128, Int128) = (0, 0, 0, 0, 0, 0)
        for column in 0..<runs.width {
            let dx = Int128(column - middleX)
            for rows in runs[column: column] {
                let length = Int128(rows.count)
                let (first, last) = (Int128(rows.lowerBound - middleY), Int128(rows.upperBound - 1 - middleY))
                let sum = (first + last) * length / 2
                n += length
                x += dx * length
                y += sum
                xx += dx * dx * length
                xy += dx * sum
                yy += squares(to: last) - squares(to: first - 1)
            }
        }
        count = Int(n)
        meanX = Double(runs.origin.column + middleX) + 0.5 + Double(x) / Double(n)
        meanY = Double(runs.origin.row + middleY) + 0.5 + Double(y) / Double(n)
        self.xx = n * xx - x * x
        self.yy = n * yy - y * y
        self.xy = n * xy - x * y
    }

    func ellipse(spacing: PixelSpacing) -> Ellipse {
        let scale = 1 / (Double(count) * Double(count))
        let (a, c) = (Double(yy) * scale * spacing.y * spacing.y, Double(xx) * scale * spacing.x * spacing.x)
        let b = Double(xy) * scale * spacing.x * spacing.y
        let isRound = spacing.isSquare ? xx == yy : a == c
        let half = isRound ? 0 : (a - c) / 2
        let root = (half * half + b * b).squareRoot()
        let longer = max((a + c) / 2 + root, 0)
        // The product of both is the determinant, which whole numbers give without cancelling.
        let shorter = longer > 0 ? max(determinant(spacing) / longer, 0) : 0
        let orientation: Double = isRound ? (xy > 0 ? .pi / 4 : -.pi / 4) : 0.5 * atan2(2 * b, a - c)
        return Ellipse(
            variances: (longer, shorter), eccentricity: longer > 0 ? max(1 - shorter / longer, 0).squareRoot() : 0,
            orientation: orientation)
    }

    private func determinant(_ spacing: PixelSpacing) -> Double {
        let (high, low) = xx.multipliedFullWidth(by: yy)
        let (otherHigh, otherLow) = xy.multipliedFullWidth(by: xy)
        let (difference, borrow) = low.subtractingReportingOverflow(otherLow)
        let whole = high - otherHigh - (borrow ? 1 : 0)
        let square = Double(whole) * 0x1p128 + Double(difference)
        let scale = spacing.area / (Double(count) * Double(count))
        return square * scale * scale
    }
}

/// The sum of the squares of all numbers from 0 (or from 0 down) to a number, with the sign of the way.
private func squares(to last: Int128) -> Int128 { last * (last + 1) * (2 * last + 1) / 6 }
