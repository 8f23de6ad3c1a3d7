internal import Synchronization

/// What each image gives to a file that all share, while images are written at once.
final class GatheredParts: Sendable {
    private let parts = Mutex<[String: [UInt8]]>([:])

    /// Keeps an image's part.
    func add(_ part: [UInt8], of image: ExportedImage) {
        parts.withLock { $0[image.name] = part }
    }

    /// The parts in the order of the images, with others between.
    func joined(_ images: [ExportedImage], separator: [UInt8]) -> [UInt8] {
        parts.withLock { parts in Array(images.compactMap { parts[$0.name] }.joined(separator: separator)) }
    }
}
