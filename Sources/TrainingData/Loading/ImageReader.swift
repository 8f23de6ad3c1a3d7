internal import Imaging
internal import Synchronization

/// Reads the pixels of a set's images, keeps what fits, and remembers which cannot be read.
final class ImageReader: Sendable {
    private let set: TrainingSet
    private let cache: ImageCache
    private let warn: (@Sendable (String) -> Void)?
    private let failures = Mutex<[Int: TrainingDataError]>([:])

    /// - Parameter warn: Is told of each image that cannot be read, once; nil where that is an error.
    init(_ set: TrainingSet, cacheBytes: Int, warn: (@Sendable (String) -> Void)?) {
        self.set = set
        cache = ImageCache(budget: cacheBytes)
        self.warn = warn
    }

    /// Whether images that cannot be read are passed over.
    var skips: Bool { warn != nil }

    func pixels(ofImage index: Int) throws(TrainingDataError) -> Image {
        if let image = cache[index] { return image }
        if let failure = failures.withLock({ $0[index] }) { throw failure }
        do throws(TrainingDataError) {
            let image = try set.images[index].pixels()
            cache.insert(image, at: index)
            return image
        } catch {
            remember(error, ofImage: index)
            throw error
        }
    }

    /// The pixels of an image that objects are to be pasted from; nil where it is passed over.
    func donorPixels(ofImage index: Int) throws(TrainingDataError) -> Image? {
        do throws(TrainingDataError) {
            return try pixels(ofImage: index)
        } catch {
            if skips { return nil }
            throw error
        }
    }

    private func remember(_ error: TrainingDataError, ofImage index: Int) {
        guard let warn else { return }
        let isNew = failures.withLock { failures in
            guard failures[index] == nil else { return false }
            failures[index] = error
            return true
        }
        if isNew { warn("\(error); it is passed over") }
    }
}
