internal import Geometry

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Groups of images of similar shape, so that batches need little padding.
enum AspectRatioGroups {
    /// Where groups end: width ÷ height of ½, 2^(−⅔), 2^(−⅓), 1, 2^⅓, 2^⅔ and 2.
    ///
    /// Source: torchvision's `create_aspect_ratio_groups(k: 3)`.
    static let limits = (-3...3).map { exp2(Double($0) / 3) }

    /// The group of an image, from 0 for the narrowest to 7; a limit belongs to the group above it.
    ///
    /// Source: Python's `bisect_right`, as torchvision calls it.
    static func group(of image: TrainingImage) -> Int {
        let ratio = Double(image.size.width) / Double(max(image.size.height, 1))
        return limits.firstIndex { ratio < $0 } ?? limits.count
    }
}
