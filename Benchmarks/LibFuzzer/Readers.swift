import COCO
import Datasets
import Foundation
import Geometry
import Imaging

/// What libFuzzer drives: the first byte chooses a reader or a kernel, and the rest is what that is given.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    let readers: [([UInt8]) -> Void] = [
        Readers.dataset, Readers.results, Readers.checkpoint, Readers.image, Readers.labels, Readers.runLengths,
        Readers.polygon, Readers.voc, Readers.labelMe, Readers.yolo, Kernels.suppression, Kernels.alignment,
        Kernels.pasting,
        Kernels.matching, Kernels.maskTargets, Kernels.convolution,
    ]
    readers[Int(choice) % readers.count](rest)
    return 0
}

enum Readers {
    static func dataset(_ bytes: [UInt8]) {
        guard let dataset = try? Dataset(json: bytes) else { return }
        _ = try? Dataset(json: dataset.jsonBytes())
    }

    static func results(_ bytes: [UInt8]) { _ = try? [DetectionResult](json: bytes) }

    static func image(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            _ = try? ImageHeader(encoded: bytes, name: "input")
            _ = try? DecodedImage(
                encoded: bytes, name: "input", options: DecodingOptions(range: .percentile, maximumPixels: 1 << 18))
        }
    }

    static func labels(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            _ = try? LabelImage(encoded: bytes, name: "input", maximumPixels: 1 << 18).regions()
        }
    }

    static func runLengths(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let size = ImageSize(width: input.number(0...300), height: input.number(0...300))
        let mask = input.rest.withUnsafeBufferPointer { try? RunLengthMask(cocoBytes: $0, size: size) }
        guard let mask else { return }
        _ = mask.cocoPolygons(simplifiedTo: 1)
        _ = mask.transposed()
        _ = mask.boundary(width: 2)
        _ = try? mask.connectedRegions()
    }

    static func polygon(_ bytes: [UInt8]) {
        var input = FuzzedNumbers(bytes)
        let size = ImageSize(width: input.number(0...2000), height: input.number(0...300))
        var ring: [Double] = []
        while ring.count < 64, let value = input.double() { ring.append(value) }
        _ = try? RunLengthMask(cocoPolygon: ring, size: size)
    }

    static func voc(_ bytes: [UInt8]) { importing("a.xml", bytes, .voc) }
    static func labelMe(_ bytes: [UInt8]) { importing("a.json", bytes, .labelMe) }
    static func yolo(_ bytes: [UInt8]) {
        // The two files of a set, parted by the first zero.
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map { Array($0) }
        importing("a.txt", parts[0], .yolo, names: parts.count > 1 ? parts[1] : [])
    }

    private static func importing(_ name: String, _ bytes: [UInt8], _ format: DatasetFormat, names: [UInt8] = []) {
        let files = [(name, bytes)] + (names.isEmpty ? [] : [("data.yaml", names)])
        for (name, bytes) in files { try? Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name)) }
        _ = try? Dataset.importing(from: folder, format: format)
        for (name, _) in files { try? FileManager.default.removeItem(atPath: folder + "/" + name) }
    }

    /// A folder of this process with one picture.
    private static let folder: String = {
        let folder = FileManager.default.temporaryDirectory.path + "/libfuzzer-\(getpid())"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let image = try? Image(size: ImageSize(width: 16, height: 12), filledWith: .black)
        try? image?.write(toFile: folder + "/a.png")
        return folder
    }()
}

/// Numbers drawn from an input's bytes, in turn; 0 when they are used up.
struct FuzzedNumbers {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    var rest: [UInt8] { Array(bytes) }

    mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        let value = Int(byte()) << 8 | Int(byte())
        return range.lowerBound + value % range.count
    }

    mutating func double() -> Double? {
        guard let kind = bytes.popFirst() else { return nil }
        switch kind % 8 {
        case 0: return [.nan, .infinity, -.infinity, 1e7, -1e7, 1e300, -0.0, 5e-324][Int(byte()) % 8]
        case 1: return Double(bitPattern: (0..<8).reduce(0) { sum, _ in sum << 8 | UInt64(byte()) })
        default: return Double(number(0...4000) - 1000) / 4
        }
    }

    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(double() ?? 0) } }
}
