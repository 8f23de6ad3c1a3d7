import Geometry
import Imaging
import MaskRCNN
import Synchronization
import TestSupport
import Testing

/// A detector on images in tiles.
@Suite(.serialized) struct TiledDetectionsTests {
    /// Discs of grey on black, as the built-in model knows nuclei.
    static func cells(width: Int, height: Int) throws -> (image: Image, count: Int) {
        var random = SplitMix64(seed: 7)
        var pixels = [UInt8](repeating: 10, count: width * height * 3)
        var centres: [(x: Int, y: Int, radius: Int)] = []
        for _ in 0..<2000 where centres.count < width * height / 3000 {
            let radius = Int.random(in: 8...13, using: &random)
            let x = Int.random(in: radius + 2..<width - radius - 2, using: &random)
            let y = Int.random(in: radius + 2..<height - radius - 2, using: &random)
            let isFree = centres.allSatisfy {
                let (dx, dy, reach) = ($0.x - x, $0.y - y, $0.radius + radius + 6)
                return dx * dx + dy * dy > reach * reach
            }
            guard isFree else { continue }
            centres.append((x, y, radius))
            for row in y - radius...y + radius {
                for column in x - radius...x + radius {
                    let distance = (row - y) * (row - y) + (column - x) * (column - x)
                    guard distance <= radius * radius else { continue }
                    let value = UInt8(150 + Int.random(in: -12...12, using: &random))
                    for channel in 0..<3 { pixels[(row * width + column) * 3 + channel] = value }
                }
            }
        }
        return (try Image(size: ImageSize(width: width, height: height), pixels: pixels), centres.count)
    }

    private static func all(_ objects: TiledDetections) async throws -> [PlacedDetection] {
        var found: [PlacedDetection] = []
        for try await object in objects { found.append(object) }
        return found
    }

    private static func nuclei(threads: Int? = nil) async throws -> Detector {
        var options = DetectorOptions()
        options.resizing = .scale(2)
        options.scoreThreshold = 0.5
        options.threads = threads
        return try await Detector(weights: "nuclei", options: options)
    }

    /// Whatever the tiles, the objects are the same; their masks differ by what a network sees beside them.
    @Test func tilesFindWhatOnePictureHas() async throws {
        let (image, count) = try Self.cells(width: 400, height: 310)
        let detector = try await Self.nuclei()
        let whole = try await detector.detections(in: image)
        #expect(whole.count >= count * 9 / 10)
        for tiling in [Tiling(side: 128, overlap: 40), Tiling(side: 200, overlap: 48), Tiling(side: 256, overlap: 64)] {
            let tiles = try detector.detections(in: image, tiling: tiling)
            #expect(tiles.tileCount > 3)
            let found = try await Self.all(tiles)
            let masks = try found.map { try #require($0.mask).placed(in: image.size) }
            let overlaps = try RunLengthMask.iou(masks, with: whole.map { try #require($0.mask) })
            let paired = masks.indices.count { row in
                whole.indices.contains { overlaps[row * whole.count + $0] > 0.8 }
            }
            #expect(
                abs(found.count - whole.count) <= 1 && paired >= whole.count - 1, "\(tiling): \(found.count), \(paired)"
            )
            #expect(found.allSatisfy { !$0.isCut })
        }
    }

    @Test func aSmallImageIsOneTile() async throws {
        let (image, _) = try Self.cells(width: 200, height: 150)
        let detector = try await Self.nuclei()
        let found = try await Self.all(detector.detections(in: image, tiling: Tiling(side: 256)))
        let whole = try await detector.detections(in: image)
        #expect(!whole.isEmpty && found.count == whole.count)
        let placed = try found.map { try $0.detection(in: image.size) }
        #expect(Set(placed.map(\.box)) == Set(whole.map(\.box)) && Set(placed.map(\.mask)) == Set(whole.map(\.mask)))
    }

    @Test func anIterationBeginsAnewAndOrderIsThatOfTheImage() async throws {
        let (image, _) = try Self.cells(width: 300, height: 260)
        let detector = try await Self.nuclei()
        let tiles = try detector.detections(in: image, tiling: Tiling(side: 128, overlap: 40))
        let (first, second) = (try await Self.all(tiles), try await Self.all(tiles))
        #expect(!first.isEmpty && first == second)
    }

    /// A source that fails at a region.
    private final class Torn: TileSource {
        let size: ImageSize
        private let reads = Mutex(0)

        init(size: ImageSize) {
            self.size = size
        }

        func region(_ region: PixelRegion) throws(ImagingError) -> Image {
            let isLast = reads.withLock { reads in
                reads += 1
                return reads > 2
            }
            if isLast { throw .outside(file: "torn.tif", region: region, size: size) }
            return try Image(size: region.size, filledWith: .black)
        }
    }

    @Test func whatCannotBeReadIsTheErrorOfTheSequence() async throws {
        let detector = try await Self.nuclei()
        let size = ImageSize(width: 400, height: 400)
        await #expect(throws: ImagingError.self) {
            _ = try await Self.all(detector.detections(in: Torn(size: size), tiling: Tiling(side: 128)))
        }
        #expect(throws: MaskRCNNError.emptyImage) {
            try detector.detections(in: Torn(size: ImageSize(width: 0, height: 5)), tiling: Tiling(side: 128))
        }
        #expect(throws: MaskRCNNError.self) {
            try detector.detections(in: Torn(size: size), tiling: Tiling(side: 1))
        }
    }
}
