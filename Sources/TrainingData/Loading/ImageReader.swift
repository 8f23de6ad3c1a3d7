internal import Imaging
internal import Synchronization

/// Reads the pixels of a set's images, keeps what fits, and remembers which cannot be read.
final class ImageReader: Sendable {
    private let set: TrainingSet
    private let cache: ImageCache
    private let warn: @Sendable (String) -> Void
    private let notes = Mutex(DecodingNotes())
    private let failures = Mutex<[Int: TrainingDataError]>([:])

    /// Whether images that cannot be read are passed over.
    let skips: Bool

    /// - Parameters:
    ///   - skips: Whether images that cannot be read are passed over, rather than errors.
    ///   - warn: Is told of each image that is passed over, once, and of the first of those that are not read whole or dark.
    init(_ set: TrainingSet, cacheBytes: Int, skips: Bool, warn: @escaping @Sendable (String) -> Void) {
        self.set = set
        cache = ImageCache(budget: cacheBytes)
        self.skips = skips
        self.warn = warn
    }

    func pixels(ofImage index: Int) throws(TrainingDataError) -> Image {
        if let image = cache[index] { return image }
        if let failure = failures.withLock({ $0[index] }) { throw failure }
        do throws(TrainingDataError) {
            let decoded = try set.images[index].decoded()
            if !decoded.notes.isEmpty { tell(decoded.notes, ofImage: index) }
            cache.insert(decoded.image, at: index)
            return decoded.image
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

    /// Says what is so for the first time; how many more there are is known only when all were read.
    private func tell(_ notes: [DecodingNote], ofImage index: Int) {
        let path = set.images[index].path
        for note in notes where self.notes.withLock({ $0.add([note], of: path) }) {
            var first = DecodingNotes()
            first.add([note], of: path)
            for sentence in first.sentences { warn("\(sentence); others like it are not named") }
        }
    }

    private func remember(_ error: TrainingDataError, ofImage index: Int) {
        guard skips else { return }
        let isNew = failures.withLock { failures in
            guard failures[index] == nil else { return false }
            failures[index] = error
            return true
        }
        if isNew { warn("\(error); it is passed over") }
    }
}
