internal import Datasets
internal import Geometry

/// In which batches the images of a training set are seen, epoch after epoch.
///
/// The order depends on the seed and the epoch only. A batch is the same whatever the number of processes that share it: each
/// takes its part. All batches are full, and an epoch has as many as it takes for every image to come at least once; the
/// last is filled with images that come again. Nothing is thus left out, the number of steps of a run is known from its
/// start, and losses of all batches weigh the same.
public struct EpochOrder: Sendable {
    /// What batches are like.
    public struct Options: Sendable, Hashable {
        /// The number of images in a batch, of all processes together.
        public var batchSize = 2
        /// How many processes share each batch.
        public var worldSize = 1
        /// The number of this process, from 0.
        public var rank = 0
        /// The run's seed.
        public var seed: UInt64 = 0
        /// Whether images are shuffled; otherwise they come in the order of the set.
        public var shuffles = true
        /// Whether batches are made of images of similar shape, as far as there are enough.
        public var groupsByAspectRatio = true
        /// The share of images below which classes are rare and their images come more than once; nil for none.
        public var repeatThreshold: Double?

        /// Creates the usual options: batches of 2 images of similar shape, in one process.
        public init() {}
    }

    /// What batches are like.
    public let options: Options
    /// The number of batches of every epoch.
    public let batchesPerEpoch: Int

    private let groups: [Int]
    private let repeats: RepeatFactors?
    private let imageCount: Int

    /// Prepares the order of a set's images.
    /// - Throws: `TrainingDataError` where the set has no images, or an option makes no sense: above all where the batch
    ///   cannot be shared evenly.
    public init(_ set: TrainingSet, options: Options) throws(TrainingDataError) {
        guard !set.images.isEmpty else { throw .noImages(reason: "the training set is empty") }
        guard (1...1_000_000).contains(options.batchSize) else {
            throw .setting(key: "batchSize", expected: "from 1 to 1000000", found: "\(options.batchSize)")
        }
        guard options.worldSize >= 1, options.rank >= 0, options.rank < options.worldSize else {
            throw .setting(
                key: "rank", expected: "from 0 to below the world size",
                found: "\(options.rank) of \(options.worldSize)")
        }
        guard options.batchSize % options.worldSize == 0 else {
            throw .setting(
                key: "batchSize", expected: "a multiple of the \(options.worldSize) processes that share each batch",
                found: "\(options.batchSize)")
        }
        self.options = options
        imageCount = set.images.count
        groups =
            options.groupsByAspectRatio && options.shuffles
            ? set.images.map(AspectRatioGroups.group) : [Int](repeating: 0, count: set.images.count)
        var length = Double(imageCount)
        if let threshold = options.repeatThreshold {
            let repeats = try RepeatFactors(set, threshold: threshold)
            // Sums of roots are a hair beside whole numbers, which must not cost a batch.
            length = (repeats.factors.reduce(0, +) - 1e-6).rounded(.up)
            self.repeats = repeats
        } else {
            repeats = nil
        }
        batchesPerEpoch = max(1, Int((length / Double(options.batchSize)).rounded(.up)))
    }

    /// The position after another.
    public func position(after position: BatchPosition) -> BatchPosition {
        position.batch + 1 < batchesPerEpoch
            ? BatchPosition(epoch: position.epoch, batch: position.batch + 1)
            : BatchPosition(epoch: position.epoch + 1, batch: 0)
    }

    /// The number of batches from the run's start to a position.
    public func batches(before position: BatchPosition) -> Int {
        position.epoch * batchesPerEpoch + position.batch
    }

    /// The position that so many batches lead to from the run's start.
    public func position(afterBatches count: Int) -> BatchPosition {
        BatchPosition(epoch: count / batchesPerEpoch, batch: count % batchesPerEpoch)
    }

    /// The batches of an epoch.
    /// Complexity: O(*n* log *n*) in the images.
    public func plan(ofEpoch epoch: Int) -> BatchPlan {
        var order = Array(0..<imageCount)
        var generator = SplitMix64(seed: options.seed, epoch, -1)
        if options.shuffles { generator.shuffle(&order) }
        var entries = entries(order, using: &generator)
        if options.shuffles, repeats != nil { generator.shuffle(&entries) }
        let wanted = batchesPerEpoch * options.batchSize
        var batches: [[OrderedImage]] = []
        var rest: [OrderedImage] = []
        for group in entries.grouped(by: groups) {
            let whole = group.count / options.batchSize * options.batchSize
            for start in stride(from: 0, to: whole, by: options.batchSize) {
                batches.append(Array(group[start..<(start + options.batchSize)]))
            }
            rest += group[whole...]
        }
        // What is left of the groups stands in the order of their shapes, so that neighbours are still alike.
        fill(&rest, to: wanted - batches.count * options.batchSize, from: entries)
        for start in stride(from: 0, to: rest.count - options.batchSize + 1, by: options.batchSize) {
            batches.append(Array(rest[start..<(start + options.batchSize)]))
        }
        if options.shuffles { generator.shuffle(&batches) }
        return BatchPlan(
            epoch: epoch, batches: Array(batches.prefix(batchesPerEpoch)), worldSize: options.worldSize,
            rank: options.rank)
    }

    /// Each image as often as it is to be seen.
    private func entries(_ order: [Int], using generator: inout SplitMix64) -> [OrderedImage] {
        guard let repeats else { return order.map { OrderedImage(index: $0) } }
        let counts = repeats.counts(inOrder: order, offset: generator.share())
        return order.flatMap { index in
            (0..<(counts[index] ?? 1)).map { OrderedImage(index: index, occurrence: $0) }
        }
    }

    /// Adds images that come again, those of the last one's group first, until there are as many as wanted.
    private func fill(_ rest: inout [OrderedImage], to wanted: Int, from entries: [OrderedImage]) {
        guard rest.count < wanted else { return }
        let group = rest.last.map { groups[$0.index] }
        let alike = entries.filter { groups[$0.index] == group }
        let others = entries.filter { groups[$0.index] != group }
        var counts: [Int: Int] = [:]
        for entry in entries { counts[entry.index, default: 0] += 1 }
        let supply = alike + others
        var next = 0
        while rest.count < wanted, !supply.isEmpty {
            let index = supply[next % supply.count].index
            rest.append(OrderedImage(index: index, occurrence: counts[index, default: 0]))
            counts[index, default: 0] += 1
            next += 1
        }
    }
}

extension [OrderedImage] {
    /// The images of each group, groups in ascending order.
    fileprivate func grouped(by groups: [Int]) -> [[OrderedImage]] {
        Dictionary(grouping: self) { groups[$0.index] }.sorted { $0.key < $1.key }.map(\.value)
    }
}
