internal import Geometry

/// The seeds of a part's images, one after another.
struct ImageSeeds {
    private var generator: SplitMix64

    /// The two parts of a data set have seeds of their own.
    init(seed: UInt64, isForValidation: Bool) {
        generator = SplitMix64(seed: isForValidation ? ~seed : seed)
    }

    /// The next image's seed, of 53 bits, which is what programs keep that read numbers as doubles.
    mutating func nextImage() -> UInt64 { generator.next() >> 11 }

    /// A generator for the next image's size.
    mutating func nextSizes() -> SplitMix64 { SplitMix64(seed: generator.next()) }
}
