import Files
import Foundation
import Geometry
import Imaging
import MaskRCNN

/// What the network found in the tiles of an image so far: a file beside the results, a line a tile, from which a run that was stopped goes on.
///
/// It is removed once the results of all images are whole.
final class TileJournal {
    let path: String
    /// How many tiles it has.
    private(set) var count: Int
    /// What the network found in the first tiles, in earlier runs.
    private(set) var known: ArraySlice<[Detection]>
    private let file: AppendedFile
    private let tile: ImageSize
    private var lastSync = ContinuousClock.now

    /// The first line: what the lines that follow depend on.
    struct Heading: Codable, Equatable {
        var version = 1
        /// The image's path, its size in pixels and bytes, and when it was changed.
        let image: String
        /// The weights' path and size, and when they were changed.
        let weights: String
        /// All else that changes what is found.
        let options: [String]
        let tileCount: Int

        init(_ item: InputItem, _ source: LargeImage, _ request: ModelRequest, _ tiling: Tiling, tileCount: Int) {
            let (model, decoding) = (request.options, source.decodingOptions)
            image = "\(item.path) \(source.size) \(Self.version(of: item.path))"
            weights = "\(request.path) \(Self.version(of: request.path))"
            options = [
                "\(tiling)", "\(decoding)", String(describing: model.scoreThreshold),
                String(describing: model.maskThreshold),
                String(describing: model.maximumDetections), String(describing: model.resizing),
                String(describing: model.augmentation), String(describing: model.classes?.sorted()),
                String(describing: model.frozenNormEpsilon), String(describing: model.weightsKey),
                "\(model.isCaffeStyle)",
                String(describing: model.model), "\(model.engine)", "\(model.device)",
            ]
            self.tileCount = tileCount
        }

        private static func version(of path: String) -> String {
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            let changed = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(attributes?[.size] ?? 0) \(changed)"
        }
    }

    /// A line: what was found in a tile.
    private struct Line: Codable {
        let tile: Int
        let found: [Found]
    }

    /// An object, in pixels of its tile.
    private struct Found: Codable {
        let box: [Float]
        let label: Int
        let category: String
        let score: Float
        let mask: String?
        let keypoints: [Point]?

        struct Point: Codable {
            let name: String
            let x: Float
            let y: Float
            let score: Float
        }

        init(_ detection: Detection) {
            box = [detection.box.x1, detection.box.y1, detection.box.x2, detection.box.y2]
            label = detection.label
            category = detection.category
            score = detection.score
            mask = detection.mask?.cocoString
            keypoints = detection.keypoints?.map { Point(name: $0.name, x: $0.x, y: $0.y, score: $0.score) }
        }

        func detection(in tile: ImageSize) throws -> Detection? {
            guard box.count == 4 else { return nil }
            return Detection(
                box: Box(x1: box[0], y1: box[1], x2: box[2], y2: box[3]), label: label, category: category,
                score: score,
                mask: try mask.map { try RunLengthMask(cocoString: $0, size: tile) },
                keypoints: keypoints?.map { Detection.Keypoint(name: $0.name, x: $0.x, y: $0.y, score: $0.score) })
        }
    }

    /// Opens a journal, and reads what is in it; one that a run with other options or another image left is begun anew.
    ///
    /// - Throws: ``CommandFailure`` where it cannot be written.
    init(path: String, heading: Heading, tile: ImageSize) throws(CommandFailure) {
        self.path = path
        self.tile = tile
        let contents = Self.read(path, heading, tile)
        known = contents?.found[...] ?? []
        count = known.count
        do throws(FileError) {
            // What a crash left half-written is cut off.
            let whole = contents?.wholeBytes ?? Self.line(heading)
            if contents?.byteCount != whole.count { try AtomicFile.write(whole, to: path) }
            file = try AppendedFile(path: path)
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }

    /// Takes the next tile's objects of an earlier run; nil where none had them.
    func next() -> [Detection]? { known.popFirst() }

    /// Adds a tile.
    func add(_ found: [Detection], of tile: Int) throws(CommandFailure) {
        do throws(FileError) {
            try file.append(Self.line(Line(tile: tile, found: found.map(Found.init))))
            count += 1
            if ContinuousClock.now - lastSync > .seconds(10) {
                try file.synchronize()
                lastSync = .now
            }
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }

    /// Removes the file: the results are whole.
    func remove() {
        try? file.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func line(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Only numbers that are none cannot be encoded, and no box has them.
        return Array(((try? encoder.encode(value)) ?? Data()) + [UInt8(ascii: "\n")])
    }

    /// The tiles of a journal with this heading, up to the first line that is not whole, and the bytes of these lines.
    private static func read(_ path: String, _ heading: Heading, _ tile: ImageSize) -> Contents? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let decoder = JSONDecoder()
        var contents = Contents(byteCount: data.count)
        var start = data.startIndex
        while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let text = data[start..<end]
            if start == data.startIndex {
                guard (try? decoder.decode(Heading.self, from: text)) == heading else { return nil }
            } else {
                guard let line = try? decoder.decode(Line.self, from: text), line.tile == contents.found.count,
                    let detections = try? line.found.map({ try $0.detection(in: tile) }),
                    detections.allSatisfy({ $0 != nil })
                else { break }
                contents.found.append(detections.compactMap(\.self))
            }
            start = data.index(after: end)
        }
        contents.wholeBytes = Array(data[..<start])
        return contents.wholeBytes.isEmpty ? nil : contents
    }

    /// What is in a journal.
    private struct Contents {
        let byteCount: Int
        var found: [[Detection]] = []
        var wholeBytes: [UInt8] = []
    }
}
