internal import Geometry

/// Draws as many images as there are, with replacement.
///
/// A sample depends on the seed and its own number alone, so samples can be drawn in any order by any number of threads.
package struct ImageSampler: Sendable {
    let imageCount: Int
    let seed: UInt64

    /// Prepares to draw from a number of images.
    package init(imageCount: Int, seed: UInt64) {
        self.imageCount = imageCount
        self.seed = seed
    }

    /// How often each image is in a sample; `weights` has a number for each.
    package func draw(sample: Int, into weights: inout [Int32]) {
        for image in weights.indices { weights[image] = 0 }
        guard imageCount > 0 else { return }
        let start = SplitMix64.mixed(UInt64(truncatingIfNeeded: sample) &+ 1)
        var generator = SplitMix64(seed: SplitMix64.mixed(seed &+ start))
        for _ in 0..<imageCount {
            weights[Int(generator.next().multipliedFullWidth(by: UInt64(imageCount)).high)] += 1
        }
    }
}
