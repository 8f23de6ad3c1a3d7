import Files
import Geometry
import Imaging
import MaskRCNN

/// Images in batches for a model, the next of which are decoded meanwhile. Those of a batch have one size at the network's
/// input: padding to a common one would change what is found.
///
/// How many are decoded ahead is bounded by their number and by what they take in memory, which the heads of their files tell.
struct ImageBatches {
    /// Some images, and those on the way to them that could not be read.
    struct Batch {
        var images: [Waiting] = []
        var failures: [InputFailure] = []
        /// What is to be known of how images were read, by their indices.
        var notes: [Int: [DecodingNote]] = [:]
    }

    /// An image that is decoded, and the memory that is held for it.
    struct Waiting: Sendable {
        let index: Int
        let image: Image
        var memory: MemoryReservation?
    }

    /// How images are read, by their indices.
    struct Source: Sendable {
        var count: Int
        /// What messages call an image.
        var name: @Sendable (Int) -> String
        /// The head of an image's file; nil where it cannot be told before the image is read.
        var header: @Sendable (Int) -> ImageHeader?
        var read: @Sendable (Int) -> Result<DecodedImage, InputFailure>
    }

    private struct Decoded: Sendable {
        let index: Int
        let image: Result<DecodedImage, InputFailure>
        let memory: MemoryReservation?
    }

    private let source: Source
    private let memory: PictureMemory
    private let limit: Int
    private var decoding = OrderedWork<Decoded>()
    private var nextToDecode = 0
    /// The head of the next file, once it was looked at.
    private var nextHeader: ImageHeader??
    /// The image that did not fit the last batch.
    private var held: Waiting?

    /// Batches of the images of a source, as large as the memory's.
    init(_ source: Source, memory: PictureMemory) {
        self.source = source
        self.memory = memory
        limit = memory.batch
    }

    /// Starts to decode the next images, as many as may wait.
    mutating func readAhead() {
        while decoding.count < limit + 2, nextToDecode < source.count {
            let (index, read, memory) = (nextToDecode, source.read, memory)
            let header = nextHeader ?? source.header(index)
            nextHeader = .some(header)
            if let header, let shortage = memory.shortage(source.name(index), header) {
                let failure = InputFailure(name: source.name(index), reason: shortage.description)
                decoding.start { Decoded(index: index, image: .failure(failure), memory: nil) }
            } else {
                guard let reservation = memory.account.reserve(header.map(memory.bytes) ?? 0) else { return }
                decoding.start {
                    let result = read(index)
                    switch result {
                    case .success(let decoded):
                        reservation.resize(
                            to: min(
                                reservation.bytes,
                                memory.afterDecoding(decoded.image.size) + memory.extraActivations(decoded.image.size)))
                    case .failure: reservation.release()
                    }
                    return Decoded(index: index, image: result, memory: reservation)
                }
            }
            nextToDecode += 1
            nextHeader = nil
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
            guard let decoded = await decoding.next() else {
                // Where the next has no room beside the batch, the batch is complete; else others are still being written.
                if nextToDecode == source.count || !batch.images.isEmpty { break }
                await memory.account.untilRelease()
                continue
            }
            readAhead()
            switch decoded.image {
            case .failure(let failure): batch.failures.append(failure)
            case .success(let decodedImage):
                let image = Waiting(index: decoded.index, image: decodedImage.image, memory: decoded.memory)
                if !decodedImage.notes.isEmpty { batch.notes[decoded.index] = decodedImage.notes }
                if let first = batch.images.first, inputSize(first.image.size) != inputSize(image.image.size) {
                    held = image
                    return batch
                }
                batch.images.append(image)
            }
        }
        return batch
    }
}

extension ImageBatches.Batch {
    /// The instances of each image. Where the images fail together each is tried alone, so that one bad image costs none of
    /// the others.
    ///
    /// - Parameters:
    ///   - name: What messages call an image, by its index.
    ///   - memory: Is given back what the images needed for the model alone.
    func detections(
        by detector: Detector, memory: PictureMemory, name: (Int) -> String
    ) async -> [Result<[Detection], InputFailure>] {
        let results = await detections(by: detector, name: name)
        // The activations of an immense image would stay with the model until it has another as large.
        let extra = images.reduce(0) { $0 + memory.extraActivations($1.image.size) }
        if extra > memory.account.bytes / 4 { await detector.trim() }
        for image in images {
            if let reservation = image.memory {
                reservation.resize(to: min(reservation.bytes, memory.afterDecoding(image.image.size)))
            }
        }
        return results
    }

    private func detections(
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
