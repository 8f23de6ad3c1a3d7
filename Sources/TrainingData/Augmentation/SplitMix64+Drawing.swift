internal import Datasets
internal import Geometry

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension SplitMix64 {
    /// Starts a generator from several numbers, each of which changes all that follows.
    ///
    /// What is drawn for an image then depends on nothing but the run's seed, the epoch and the image, whichever thread
    /// draws, and there is no state to be saved.
    init(seed: UInt64, _ parts: Int...) {
        var state = seed
        for part in parts {
            var mixing = SplitMix64(seed: state ^ UInt64(bitPattern: Int64(part)))
            state = mixing.next()
        }
        self.init(seed: state)
    }

    /// A number from 0 to below 1, with 53 random bits.
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// True with a probability.
    mutating func happens(_ probability: Double) -> Bool { share() < probability }

    /// A number from a range, each as likely as the others.
    mutating func number(in range: Augmentation.Interval) -> Double {
        range.lower + (range.upper - range.lower) * share()
    }

    /// A number from a range above 0 whose logarithm is uniform.
    mutating func factor(in range: Augmentation.Interval) -> Double {
        guard range.lower < range.upper else { return range.lower }
        return exp(number(in: Augmentation.Interval(log(range.lower), log(range.upper))))
    }
}
