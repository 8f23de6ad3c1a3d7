import COCO
import Foundation
import Geometry
import Imaging
import Synchronization
import TestSupport
import Testing
import TrainingData

@Suite struct SampleLoaderTests {
    private let scenes: ColoredScenes

    init() throws {
        let sizes = (0..<11).map { ImageSize(width: 40 + $0 * 7 % 30, height: 30 + $0 * 11 % 40) }
        scenes = try ColoredScenes(sizes: sizes, objects: 4, seed: 8)
    }

    private static let everything: Augmentation = {
        var result = Augmentation.microscopy
        result.scale = .ratioCrop(ratio: .init(1, 2), cropSide: 48)
        result.copyPaste = .init()
        return result
    }()

    private func order(_ set: TrainingSet, _ change: (inout EpochOrder.Options) -> Void = { _ in }) throws -> EpochOrder
    {
        var options = EpochOrder.Options()
        options.batchSize = 4
        options.seed = 21
        change(&options)
        return try EpochOrder(set, options: options)
    }

    private func batches(
        _ count: Int, workers: Int, from position: BatchPosition = .init(), cacheBytes: Int = 0, lookAhead: Int = 2,
        lookAheadBytes: Int = 1 << 30
    ) throws -> [[Fingerprint]] {
        let set = try scenes.set()
        var options = SampleLoader.Options()
        options.workers = workers
        options.cacheBytes = cacheBytes
        options.lookAhead = lookAhead
        options.lookAheadBytes = lookAheadBytes
        let loader = try SampleLoader(
            set, order: order(set), augmentation: Self.everything, from: position, options: options)
        defer { loader.stop() }
        return try (0..<count).map { _ in try loader.next().map(Fingerprint.init) }
    }

    /// All of a sample, to be compared.
    private struct Fingerprint: Hashable {
        var path: String
        var image: Image
        var inputSize: ImageSize
        var objects: [TrainingObject]
        var ignoredRegions: [Box]

        init(_ sample: TrainingSample) {
            (path, image, inputSize) = (sample.path, sample.image, sample.inputSize)
            (objects, ignoredRegions) = (sample.objects, sample.ignoredRegions)
        }
    }

    @Test func samplesDoNotDependOnThreadsOrMemory() throws {
        // Three batches an epoch: the seventh is of the third epoch.
        let expected = try batches(7, workers: 1)
        #expect(Set(expected.joined()).count > 20)
        #expect(try batches(7, workers: 2) == expected)
        #expect(try batches(7, workers: 5, lookAhead: 3) == expected)
        #expect(try batches(7, workers: 2, cacheBytes: 20_000) == expected)
        #expect(try batches(7, workers: 3, cacheBytes: 1 << 30) == expected)
    }

    @Test func aRunGoesOnWhereItStopped() throws {
        let expected = try batches(6, workers: 2)
        #expect(try batches(4, workers: 2, from: BatchPosition(epoch: 0, batch: 2)) == Array(expected[2...]))
        #expect(try batches(2, workers: 2, from: BatchPosition(epoch: 1, batch: 1)) == Array(expected[4...]))
    }

    @Test func thePositionIsThatOfTheNextBatch() throws {
        let set = try scenes.set()
        let loader = try SampleLoader(set, order: order(set), augmentation: .flip)
        var positions: [BatchPosition] = []
        for _ in 0..<4 {
            positions.append(loader.position)
            _ = try loader.next()
        }
        #expect(positions.map(\.epoch) == [0, 0, 0, 1])
        #expect(positions.map(\.batch) == [0, 1, 2, 0])
    }

    @Test func processesGetTheirPartsOfTheBatch() throws {
        let set = try scenes.set()
        let whole = try SampleLoader(set, order: order(set), augmentation: Self.everything).next()
        let parts = try (0..<2).flatMap { rank in
            let order = try order(set) {
                $0.worldSize = 2
                $0.rank = rank
            }
            return try SampleLoader(set, order: order, augmentation: Self.everything).next()
        }
        #expect(parts.map(Fingerprint.init) == whole.map(Fingerprint.init))
    }

    @Test func aBrokenImageStopsOrIsReplacedByTheNext() throws {
        let set = try scenes.set()
        let order = try order(set) { $0.groupsByAspectRatio = false }
        let turns = order.plan(ofEpoch: 0).batches.joined().map(\.index)
        let broken = set.images[turns[5]].path
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: broken))

        let strict = try SampleLoader(set, order: order, augmentation: .none)
        _ = try strict.next()
        for _ in 0..<2 {
            let error = #expect(throws: TrainingDataError.self) { try strict.next() }
            #expect(error?.description.contains(broken) == true)
            #expect(error?.description.contains("not an image") == true)
        }
        #expect(strict.position == BatchPosition(epoch: 0, batch: 1))

        for workers in [1, 4] {
            let warnings = Mutex<[String]>([])
            var options = SampleLoader.Options()
            options.brokenImages = .skip
            options.workers = workers
            let lenient = try SampleLoader(set, order: order, augmentation: .none, options: options) { warning in
                warnings.withLock { $0.append(warning) }
            }
            let paths = try (0..<6).flatMap { _ in try lenient.next().map(\.path) }
            var expected = order.plan(ofEpoch: 0).batches.joined().map { set.images[$0.index].path }
            let second = order.plan(ofEpoch: 1).batches.joined().map { set.images[$0.index].path }
            expected = [expected, second].flatMap { epoch in
                epoch.indices.map { epoch[$0] == broken ? epoch[($0 + 1) % epoch.count] : epoch[$0] }
            }
            #expect(paths == expected)
            #expect(warnings.withLock { $0.count } == 1)
            #expect(warnings.withLock { $0.first?.contains(broken) } == true)
        }
    }

    @Test func imagesOfAnotherSizeAreNamedWithBothSizes() throws {
        let set = try scenes.set()
        for image in set.images {
            let other = try Image(size: ImageSize(width: 9, height: 8), filledWith: .white)
            try Data(other.encoded(as: .png)).write(to: URL(fileURLWithPath: image.path))
        }
        let loader = try SampleLoader(set, order: order(set), augmentation: .none)
        let error = #expect(throws: TrainingDataError.self) { try loader.next() }
        #expect(error?.description.contains("the file has 9×8 pixels, but image") == true)
        // With none left there is nothing to go on with.
        var options = SampleLoader.Options()
        options.brokenImages = .skip
        let lenient = try SampleLoader(set, order: order(set), augmentation: .none, options: options)
        let last = #expect(throws: TrainingDataError.self) { try lenient.next() }
        #expect(last?.description.contains("12 images in a row cannot be used") == true)
    }

    @Test func afterStoppingThereIsNothing() throws {
        let set = try scenes.set()
        let loader = try SampleLoader(set, order: order(set), augmentation: .none)
        _ = try loader.next()
        loader.stop()
        #expect(throws: TrainingDataError.stopped) { try loader.next() }
    }

    @Test func settingsThatMakeNoSenseAreNamed() throws {
        let set = try scenes.set()
        var options = SampleLoader.Options()
        options.workers = 0
        let error = #expect(throws: TrainingDataError.self) {
            try SampleLoader(set, order: order(set), augmentation: .none, options: options)
        }
        #expect(error?.description == "workers should be from 1 to 256, but is 0")
        #expect(throws: TrainingDataError.self) {
            try SampleLoader(set, order: order(set), augmentation: .none, from: BatchPosition(epoch: 0, batch: 3))
        }
    }

    /// What is made ahead has a bound in bytes, too; the next batch is made whatever its size, and what comes is the same.
    @Test(arguments: [0, 1, 20_000])
    func samplesMadeAheadAreBoundedByBytes(bytes: Int) throws {
        let free = try batches(6, workers: 3, lookAhead: 50)
        #expect(try batches(6, workers: 3, lookAhead: 50, lookAheadBytes: bytes) == free)
    }
}
