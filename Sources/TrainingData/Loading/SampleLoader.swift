internal import Foundation
internal import Synchronization

/// Gives batches of samples in order, epoch after epoch, while threads read and augment the next ones.
///
/// What comes depends on the set, the order, the augmentation and the position only, and not on the number of threads: a run
/// that goes on from a position gets what it would have got.
public final class SampleLoader: Sendable {
    /// How samples are made.
    public struct Options: Sendable, Hashable {
        /// How many threads read and augment.
        public var workers = 2
        /// How many batches are made ahead, at most; each is kept in memory until it is used.
        public var lookAhead = 4
        /// How many bytes of pixels and masks are made ahead, at most; the next batch is made whatever its size.
        public var lookAheadBytes = 1 << 30
        /// What is done about images that turn out to be missing, broken or of another size than is recorded.
        ///
        /// With `skip` the next image in the order that can be used takes the place of such a one, augmented otherwise, so
        /// that batches stay full, and a warning names the file once.
        public var brokenImages = FaultPolicy.stop
        /// How many bytes of decoded pixels are kept, so that the next epoch need not read them again.
        ///
        /// Three bytes a pixel: a gigabyte holds 5,000 images of 256×256 pixels. Of a set that does not fit, the images that
        /// come first are kept, and the others read each time.
        public var cacheBytes = 0

        /// Creates the usual options: two threads, four batches ahead, and no pixels kept.
        public init() {}
    }

    /// The order of the batches.
    public let order: EpochOrder

    private let queue: SampleQueue
    private let share: Int
    private let count: Mutex<Int>

    /// Starts to make samples.
    /// - Parameters:
    ///   - set: The images.
    ///   - order: Their order, which must be of this set. Its seed is that of the augmentation, too.
    ///   - augmentation: How images are changed.
    ///   - position: Where to begin.
    ///   - options: How samples are made.
    ///   - warn: Is told of images that are passed over, and of the first of those that are not read whole, from any thread.
    /// - Throws: `TrainingDataError.setting` where a setting makes no sense, or the position is not in the order.
    public init(
        _ set: TrainingSet, order: EpochOrder, augmentation: Augmentation,
        from position: BatchPosition = BatchPosition(),
        options: Options = Options(), warn: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(TrainingDataError) {
        guard (1...256).contains(options.workers) else {
            throw .setting(key: "workers", expected: "from 1 to 256", found: "\(options.workers)")
        }
        guard (1...10_000).contains(options.lookAhead) else {
            throw .setting(key: "lookAhead", expected: "from 1 to 10000", found: "\(options.lookAhead)")
        }
        guard (0..<1 << 40).contains(position.epoch), (0..<order.batchesPerEpoch).contains(position.batch) else {
            throw .setting(
                key: "position", expected: "a batch from 0 to \(order.batchesPerEpoch - 1) of an epoch",
                found: "batch \(position.batch) of epoch \(position.epoch)")
        }
        let maker = try SampleMaker(set, augmentation: augmentation, seed: order.options.seed)
        let reader = ImageReader(
            set, cacheBytes: options.cacheBytes, skips: options.brokenImages == .skip, warn: warn)
        let source = SampleSource(order, maker, reader, from: position)
        let queue = SampleQueue(
            lookAhead: options.lookAhead * source.batchShare, batch: source.batchShare,
            mostBytes: options.lookAheadBytes)
        self.order = order
        self.queue = queue
        share = source.batchShare
        count = Mutex(order.batches(before: position))
        for number in 0..<options.workers {
            // The threads must not keep the loader, which stops them when it goes.
            let thread = Thread { queue.work(source.sample) }
            thread.name = "samples \(number)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    deinit {
        queue.stop()
    }

    /// The position of the batch that `next()` gives next: what a checkpoint keeps.
    public var position: BatchPosition { order.position(afterBatches: count.withLock { $0 }) }

    /// The next batch: this process' part of it. After the last batch of an epoch comes the first of the next.
    ///
    /// One thread at a time may call it.
    /// - Throws: `TrainingDataError` where an image of the batch cannot be used, which stays so for all further calls, and
    ///   `TrainingDataError.stopped` after `stop()`.
    public func next() throws(TrainingDataError) -> [TrainingSample] {
        let samples = try queue.next(share)
        count.withLock { $0 += 1 }
        return samples
    }

    /// Ends the threads, as soon as they are done with the samples that they work at, and drops what is made ahead.
    public func stop() {
        queue.stop()
    }
}
