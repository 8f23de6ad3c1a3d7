import COCO
import Geometry
import TestSupport
import Testing
import TrainingData

@Suite struct EpochOrderTests {
    private func options(_ batchSize: Int, _ change: (inout EpochOrder.Options) -> Void = { _ in })
        -> EpochOrder.Options
    {
        var result = EpochOrder.Options()
        result.batchSize = batchSize
        result.seed = 11
        change(&result)
        return result
    }

    @Test(arguments: [1, 2, 3, 7, 23, 50]) func everyImageComesAndBatchesAreFull(_ batchSize: Int) throws {
        let set = try OrderedSets.mixed(23)
        let order = try EpochOrder(set, options: options(batchSize))
        // ⌈23 / B⌉ batches: 23, 12, 8, 4, 1, 1.
        #expect(order.batchesPerEpoch == (23 + batchSize - 1) / batchSize)
        for epoch in 0..<4 {
            let plan = order.plan(ofEpoch: epoch)
            #expect(plan.batches.count == order.batchesPerEpoch)
            #expect(plan.batches.allSatisfy { $0.count == batchSize })
            let turns = plan.batches.joined()
            #expect(Set(turns.map(\.index)) == Set(0..<23))
            #expect(Set(turns).count == turns.count, "the same turn comes twice")
            #expect(turns.count { $0.occurrence == 0 } == 23)
        }
        #expect(order.plan(ofEpoch: 0) == order.plan(ofEpoch: 0))
        #expect(order.plan(ofEpoch: 0) != order.plan(ofEpoch: 1))
    }

    @Test func withoutShufflingTheOrderIsThatOfTheSet() throws {
        let order = try EpochOrder(OrderedSets.mixed(5), options: options(2) { $0.shuffles = false })
        #expect(order.plan(ofEpoch: 3).batches.joined().map(\.index) == [0, 1, 2, 3, 4, 0])
    }

    @Test func batchesAreOfOneShapeWhereThereAreEnough() throws {
        // 40 images, every other one wide (2:1) and tall (1:2): 20 of each make 5 batches of 4 each.
        let set = try OrderedSets.of((0..<40).map { $0 % 2 == 0 ? (200, 100) : (100, 200) })
        let order = try EpochOrder(set, options: options(4))
        for epoch in 0..<3 {
            for batch in order.plan(ofEpoch: epoch).batches {
                #expect(Set(batch.map { $0.index % 2 }).count == 1)
            }
        }
        let free = try EpochOrder(set, options: options(4) { $0.groupsByAspectRatio = false })
        #expect(free.plan(ofEpoch: 0).batches.contains { Set($0.map { $0.index % 2 }).count == 2 })
    }

    @Test(arguments: [2, 3, 6]) func processesShareEachBatch(_ worldSize: Int) throws {
        let set = try OrderedSets.mixed(20)
        let whole = try EpochOrder(set, options: options(6)).plan(ofEpoch: 2)
        let parts = try (0..<worldSize).map { rank in
            try EpochOrder(
                set,
                options: options(6) {
                    $0.worldSize = worldSize
                    $0.rank = rank
                }
            ).plan(ofEpoch: 2)
        }
        for batch in whole.batches.indices {
            #expect(parts.flatMap { Array($0.part(ofBatch: batch)) } == whole.batches[batch])
            #expect(parts.allSatisfy { $0.part(ofBatch: batch).count == 6 / worldSize })
        }
    }

    @Test func positionsCountBatches() throws {
        let order = try EpochOrder(OrderedSets.mixed(5), options: options(2))
        #expect(order.batchesPerEpoch == 3)
        #expect(order.position(after: BatchPosition(epoch: 1, batch: 1)) == BatchPosition(epoch: 1, batch: 2))
        #expect(order.position(after: BatchPosition(epoch: 1, batch: 2)) == BatchPosition(epoch: 2, batch: 0))
        #expect(order.batches(before: BatchPosition(epoch: 2, batch: 1)) == 7)
        #expect(order.position(afterBatches: 7) == BatchPosition(epoch: 2, batch: 1))
    }

    @Test func badOptionsAreNamed() throws {
        let set = try OrderedSets.mixed(5)
        func message(_ options: EpochOrder.Options) -> String? {
            #expect(throws: TrainingDataError.self) { try EpochOrder(set, options: options) }?.description
        }
        #expect(
            message(options(4) { $0.worldSize = 3 })
                == "batchSize should be a multiple of the 3 processes that share each batch, but is 4")
        #expect(message(options(0))?.hasPrefix("batchSize should be from 1") == true)
        #expect(message(options(2) { $0.rank = 1 })?.hasPrefix("rank should be") == true)
        #expect(message(options(2) { $0.repeatThreshold = 2 })?.hasPrefix("repeatThreshold should be") == true)
    }
}

@Suite struct RepeatFactorTests {
    @Test func rareClassesRepeatTheirImages() throws {
        // 100 images: label 1 in all (f = 1), label 2 in 4 (f = 0.04), label 3 in 1 (f = 0.01). With t = 0.16 the factors are
        // 1, √(0.16 / 0.04) = 2 and √(0.16 / 0.01) = 4; image 0 has labels 1, 2 and 3, images 1 to 3 labels 1 and 2.
        let labels = (0..<100).map { $0 == 0 ? [1, 2, 3] : $0 < 4 ? [1, 2] : [1] }
        let set = try OrderedSets.of(Array(repeating: (10, 10), count: 100), labels: labels)
        let factors = try RepeatFactors(set, threshold: 0.16).factors
        #expect(factors == [4, 2, 2, 2] + Array(repeating: 1, count: 96))
        var options = EpochOrder.Options()
        options.batchSize = 2
        options.repeatThreshold = 0.16
        let order = try EpochOrder(set, options: options)
        // 4 + 3 · 2 + 96 = 106 images, 53 batches.
        #expect(order.batchesPerEpoch == 53)
        let turns = order.plan(ofEpoch: 0).batches.joined()
        #expect(turns.count { $0.index == 0 } == 4)
        #expect(Set(turns.filter { $0.index == 0 }.map(\.occurrence)) == [0, 1, 2, 3])
        #expect((1...3).allSatisfy { index in turns.count { $0.index == index } == 2 })
    }

    @Test func fractionsComeOutInTheMean() throws {
        // Label 2 in 8 of 64 images (f = 1/8); with t = 0.28125 = 2.25/8 its factor is √2.25 = 1.5, so 56 + 12 = 68 turns.
        let labels = (0..<64).map { $0 < 8 ? [1, 2] : [1] }
        let set = try OrderedSets.of(Array(repeating: (10, 10), count: 64), labels: labels)
        var options = EpochOrder.Options()
        options.batchSize = 4
        options.repeatThreshold = 0.28125
        let order = try EpochOrder(set, options: options)
        #expect(order.batchesPerEpoch == 17)
        var counts = [Int](repeating: 0, count: 8)
        for epoch in 0..<400 {
            let turns = order.plan(ofEpoch: epoch).batches.joined()
            #expect(turns.count == 68)
            for turn in turns where turn.index < 8 { counts[turn.index] += 1 }
        }
        // 400 fair coins each: 600 ± 10, and six deviations are allowed.
        #expect(counts.allSatisfy { abs($0 - 600) < 60 }, "\(counts)")
    }
}
