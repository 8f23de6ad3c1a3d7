public import ArgumentParser
public import Imaging

extension ValueRange: ExpressibleByArgument {
    /// The forms that an option takes, for its help.
    static let help =
        "full: 0 to 255, or to 65535; percentile: from the 1st to the 99.8th percentile of each image, or others, as percentile:2,99; "
        + "LOW,HIGH."
}
