internal import Geometry
internal import Imaging
internal import Synchronization

/// Makes the samples of a process one by one, by their number from where the loader begins.
final class SampleSource: Sendable {
    /// How many samples each batch has in this process.
    let batchShare: Int

    private let order: EpochOrder
    private let maker: SampleMaker
    private let reader: ImageReader
    private let firstBatch: Int
    private let plans = Mutex<[Int: BatchPlan]>([:])

    /// How many images in a row may be passed over; more are no accident.
    private static let mostSubstitutes = 100

    init(_ order: EpochOrder, _ maker: SampleMaker, _ reader: ImageReader, from position: BatchPosition) {
        self.order = order
        self.maker = maker
        self.reader = reader
        firstBatch = order.batches(before: position)
        batchShare = order.options.batchSize / order.options.worldSize
    }

    func sample(_ number: Int) -> Result<TrainingSample, TrainingDataError> {
        let position = order.position(afterBatches: firstBatch + number / batchShare)
        let plan = plan(ofEpoch: position.epoch)
        let slot = order.options.rank * batchShare + number % batchShare
        return Result { () throws(TrainingDataError) in
            let turn = plan.batches[position.batch][slot]
            do throws(TrainingDataError) {
                return try sample(turn, epoch: position.epoch)
            } catch {
                guard reader.skips else { throw error }
                return try substitute(
                    plan.substitutes(ofBatch: position.batch, slot: slot), for: error, epoch: position.epoch,
                    occurrence: 1 << 20 + position.batch * order.options.batchSize + slot)
            }
        }
    }

    /// The sample of the first image of several that can be used.
    private func substitute(
        _ candidates: some Sequence<OrderedImage>, for error: TrainingDataError, epoch: Int, occurrence: Int
    ) throws(TrainingDataError) -> TrainingSample {
        var last = error
        var count = 1
        for candidate in candidates.prefix(SampleSource.mostSubstitutes) {
            do throws(TrainingDataError) {
                // It comes at its own place, too, and is to look otherwise here.
                return try sample(OrderedImage(index: candidate.index, occurrence: occurrence), epoch: epoch)
            } catch {
                last = error
                count += 1
            }
        }
        throw .tooManyBrokenImages(count: count, last: last.description)
    }

    private func sample(_ turn: OrderedImage, epoch: Int) throws(TrainingDataError) -> TrainingSample {
        try maker.sample(
            ofImage: turn.index, epoch: epoch, occurrence: turn.occurrence,
            pixels: { index throws(TrainingDataError) in try reader.pixels(ofImage: index) },
            donorPixels: { index throws(TrainingDataError) in try reader.donorPixels(ofImage: index) })
    }

    private func plan(ofEpoch epoch: Int) -> BatchPlan {
        plans.withLock { plans in
            if let plan = plans[epoch] { return plan }
            let plan = order.plan(ofEpoch: epoch)
            // Threads work at the end of one epoch and the beginning of the next at most.
            plans = plans.filter { $0.key >= epoch - 1 }
            plans[epoch] = plan
            return plan
        }
    }
}
