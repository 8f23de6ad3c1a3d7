internal import Geometry
internal import Imaging

extension LabelImage {
    /// Whether many values stand only along the edges of others, as where a mask of numbers was resized with smoothing.
    ///
    /// Smoothing puts values between two others where they meet: rims of one pixel or two, which have no inside and lie between a
    /// lower and a higher value. In masks as they are drawn, such pixels are found only where three regions meet.
    /// Complexity: O(*w* × *h*).
    func isSmoothed(ignoring ignored: Set<UInt32>) -> Bool {
        var values: [UInt32: (hasInside: Bool, pixels: Int, rims: Int)] = [:]
        var (borders, between) = (0, 0)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let value = self[x, y]
                if value == 0 || ignored.contains(value) { continue }
                let others = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)].compactMap { x, y -> UInt32? in
                    guard x >= 0, y >= 0, x < size.width, y < size.height else { return nil }
                    let other = self[x, y]
                    return other == value || ignored.contains(other) ? nil : other
                }
                var entry = values[value, default: (false, 0, 0)]
                entry.pixels += 1
                if others.isEmpty {
                    entry.hasInside = true
                } else {
                    borders += 1
                    if others.contains(where: { $0 < value }), others.contains(where: { $0 > value }) { between += 1 }
                    if Set(others).count > 1 { entry.rims += 1 }
                }
                values[value] = entry
            }
        }
        // A quarter: of objects of three by three pixels, side by side, it would be a sixth.
        if between >= 16, between * 4 >= borders { return true }
        let rims = values.values.count { !$0.hasInside && $0.rims * 2 >= $0.pixels }
        return rims >= 4 && rims * 2 >= values.count
    }
}
