internal import Geometry

/// The objects of a large image, found tile after tile: each as soon as no other tile can change it, from the top down.
///
/// Order and result do not depend on threads, and memory is that of a few tiles and of the objects near the tiles' current row. Each
/// iteration begins anew.
public struct TiledDetections: AsyncSequence, Sendable {
    /// A detector's results, or why they end.
    public typealias Element = PlacedDetection

    private let beginning: TileRun

    init(_ run: TileRun) {
        beginning = run
    }

    /// How many tiles the image has.
    public var tileCount: Int { beginning.tileCount }

    /// Begins with the first tile.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(run: beginning) }

    /// Goes through the tiles as objects are asked for.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var run: TileRun
        private var ready: ArraySlice<PlacedDetection> = []

        init(run: TileRun) {
            self.run = run
        }

        /// The next object; nil after the last.
        ///
        /// - Throws: ``MaskRCNNError`` where LibTorch refuses, `ImagingError` where a region cannot be read, `CancellationError`.
        public mutating func next() async throws -> PlacedDetection? {
            while ready.isEmpty {
                guard let step = try await run.step() else { return nil }
                ready = step.objects[...]
            }
            return ready.popFirst()
        }
    }
}

extension Detector {
    /// Finds the objects of an image that is larger than the network can take, or than memory.
    ///
    /// The image is read in tiles that overlap, at the scale that the detector's options say. What two tiles see of the strip that they share
    /// is compared by masks: an object that is cut by a seam is found once, and whole.
    ///
    /// ```swift
    /// var options = DetectorOptions()
    /// options.resizing = .scale(2)
    /// let detector = try await Detector(weights: "nuclei", options: options)
    /// for try await nucleus in try detector.detections(in: LargeImage(contentsOfFile: "slide.tif")) { … }
    /// ```
    ///
    /// - Throws: ``MaskRCNNError/configuration(key:expected:)`` where the tiling makes no sense.
    public nonisolated func detections(
        in image: some TileSource, tiling: Tiling
    ) throws(MaskRCNNError) -> TiledDetections {
        TiledDetections(try TileRun(self, image, tiling))
    }
}
