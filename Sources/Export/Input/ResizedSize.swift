internal import Models

extension NetworkBuilder {
    /// Height and width at the network's input, before padding, of height and width as they came: exactly what `ImageTransform` gives,
    /// which is torchvision's.
    ///
    /// There a side is ⌊side · s⌋ with s the smaller of `minimumSide` / short and `maximumSide` / long, in double precision. Runtimes have no
    /// double precision here, or round it to single, in which many sizes come out a pixel short. Hence whole numbers, small enough for 32 bits,
    /// which is what some runtimes have for 64.
    ///
    /// With S over b for s, the quotient a·S / b of whole numbers, rounded down, is the side, but for one case: where it is whole,
    /// fl(a · fl(S/b)) may be the number below. With n / d = S/b · 2ᵏ between 1 and 2, and x = n · 2⁵² mod d, which is by how much fl(S/b) is
    /// too small if 2x < d, the product N (1 − x / (n 2⁵²)) is nearer to N than to the number below N unless 4 · N · x > P · n, where P is the
    /// smallest power of two that is at least N.
    func resizedSize(_ size: Value, _ transform: Configuration.Transform) -> Value {
        let (minimum, maximum) = (transform.minimumSide, transform.maximumSide)
        let short = size.reduced(.least, keepsAxes: true)
        let long = size.reduced(.most, keepsAxes: true)
        let isLimited = long * minimum > short * maximum
        let wanted = isLimited.choosing(graph.constant([maximum]), else: minimum)
        let divisor = isLimited.choosing(long, else: short)
        let product = size * wanted
        let quotient = product / divisor
        let isWhole = product % divisor == 0

        // Powers of two as far as sides at the network's input go, and as far as makes an image's side of the least wanted one.
        let powers = graph.powersOfTwo(reaching: maximum)
        let longPowers = graph.powersOfTwo(reaching: (1 << 20) / minimum)
        func smallest(_ powers: Value, for enough: Value, axis: Int, keepsAxes: Bool) -> Value {
            enough.choosing(powers, else: 1 << 30).reduced(.least, axes: [axis], keepsAxes: keepsAxes)
        }
        let down =
            divisor * (divisor * powers <= wanted).choosing(powers, else: 1).reduced(.most, axes: [0], keepsAxes: true)
        let up = wanted * smallest(longPowers, for: wanted * longPowers >= down, axis: 0, keepsAxes: true)
        var remainder = up - down
        for _ in 0..<4 { remainder = remainder * (1 << 13) % down }
        let power = smallest(powers, for: powers >= quotient.unsqueezed(1), axis: 1, keepsAxes: false)
        let isBelow = isWhole && (down > remainder * 2 && quotient * remainder * 4 > power * up)
        return (quotient - isBelow.cast(to: .int64)).atLeast(1)
    }
}

extension GraphBuilder {
    /// 1, 2, 4 and so on, up to the first that is not below a number.
    fileprivate func powersOfTwo(reaching number: Int) -> Value {
        var powers = [1]
        while powers[powers.count - 1] < number { powers.append(2 * powers[powers.count - 1]) }
        return constant(powers)
    }
}
