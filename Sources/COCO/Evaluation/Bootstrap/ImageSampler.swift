/// Draws as many images as there are, with replacement.
///
/// A sample depends on the seed and its own number alone, so samples can be drawn in any order by any number of threads.
/// Source: SplitMix64, in Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
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
        var state = Self.mixed(seed &+ Self.mixed(UInt64(truncatingIfNeeded: sample) &+ 1))
        for _ in 0..<imageCount {
            state &+= 0x9e37_79b9_7f4a_7c15
            weights[Int(Self.mixed(state).multipliedFullWidth(by: UInt64(imageCount)).high)] += 1
        }
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
