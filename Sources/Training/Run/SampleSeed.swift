internal import Geometry

/// What the choice of anchors and proposals is drawn from: it depends on the run and the image's place in it alone, not on
/// the number of processes nor on what was drawn before, so nothing has to be saved for resuming.
enum SampleSeed {
    /// The seed for an image.
    ///
    /// - Parameters:
    ///   - run: The run's seed.
    ///   - batch: The number of the batch since the run's start.
    ///   - place: The image's place in the batch of all processes.
    static func seed(run: UInt64, batch: Int, place: Int) -> UInt64 {
        var generator = SplitMix64(seed: run)
        var mixed = generator.next() ^ UInt64(truncatingIfNeeded: batch)
        generator = SplitMix64(seed: mixed)
        mixed = generator.next() ^ UInt64(truncatingIfNeeded: place)
        generator = SplitMix64(seed: mixed)
        return generator.next()
    }
}
