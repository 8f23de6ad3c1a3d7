import Geometry
import Imaging
import MaskRCNN

/// Images in batches for a model, the next of which are decoded meanwhile. Those of a batch have one size at the network's
/// input: padding to a common one would change what is found.
struct ImageBatches {
    /// Some images, and those on the way to them that could not be read.
    struct Batch {
        var images: [(index: Int, image: Image)] = []
        var failures: [InputFailure] = []
        /// What is to be known of how images were read, by their indices.
        var notes: [Int: [DecodingNote]] = [:]
    }

    private struct Decoded: Sendable {
        let index: Int
        let image: Result<DecodedImage, InputFailure>
    }

    private let count: Int
    private let limit: Int
    private let read: @Sendable (Int) -> Result<DecodedImage, InputFailure>
    private var decoding = OrderedWork<Decoded>()
    private var nextToDecode = 0
    /// The image that did not fit the last batch.
    private var held: (index: Int, image: Image)?

    /// Batches of up to `limit` of `count` images, which `read` gives by their indices.
    init(count: Int, limit: Int, read: @escaping @Sendable (Int) -> Result<DecodedImage, InputFailure>) {
        self.count = count
        self.limit = limit
        self.read = read
    }

    /// Starts to decode the next images, as many as may wait.
    mutating func readAhead() {
        while decoding.count < limit + 2, nextToDecode < count {
            let (index, read) = (nextToDecode, read)
            decoding.start { Decoded(index: index, image: read(index)) }
            nextToDecode += 1
        }
    }

    /// The next batch; without images where there are no more.
    ///
    /// - Parameter inputSize: The size at the network's input of an image of a size.
    mutating func next(inputSize: (ImageSize) -> ImageSize) async -> Batch {
        var batch = Batch()
        if let held { batch.images.append(held) }
        held = nil
        while batch.images.count < limit {
            readAhead()
            guard let decoded = await decoding.next() else { break }
            readAhead()
            switch decoded.image {
            case .failure(let failure): batch.failures.append(failure)
            case .success(let decodedImage):
                let image = decodedImage.image
                if !decodedImage.notes.isEmpty { batch.notes[decoded.index] = decodedImage.notes }
                if let first = batch.images.first, inputSize(first.image.size) != inputSize(image.size) {
                    held = (decoded.index, image)
                    return batch
                }
                batch.images.append((decoded.index, image))
            }
        }
        return batch
    }
}

extension ImageBatches.Batch {
    /// The instances of each image. Where the images fail together each is tried alone, so that one bad image costs none of
    /// the others.
    ///
    /// - Parameter name: What messages call an image, by its index.
    func detections(
        by detector: Detector, name: (Int) -> String
    ) async -> [Result<[Detection], InputFailure>] {
        do {
            return try await detector.detections(in: images.map(\.image)).map { .success($0) }
        } catch {
            if images.count == 1 {
                let reason = String(describing: error)
                return [.failure(InputFailure(name: name(images[0].index), reason: reason, isUnreadable: false))]
            }
        }
        var results: [Result<[Detection], InputFailure>] = []
        for image in images { results += await Self(images: [image]).detections(by: detector, name: name) }
        return results
    }
}
