import Foundation
import Geometry
import Imaging
import TestSupport
import Testing

private let hasStackPeer = Peer.missingModules("tifffile", "imagecodecs").isEmpty

/// Every kind of stack, channels and pyramid that tifffile writes, with NumPy's pixels of what is chosen.
@Suite(.enabled(if: hasStackPeer, "tifffile and imagecodecs are not there to compare with"))
struct StackParityTests {
    private struct Entry: Decodable {
        struct Case: Decodable {
            var page: Int?
            var channels: String?
            var projection: PlaneChoice.Projection?
            var range: String
            var rgb: [Int]?
        }

        var name: String
        var file: [Int]
        var cases: [Case]
        var width: Int
        var height: Int
        var pixelSize: [Double]?
        var levels: [[Int]]
        var tolerance: Int
    }

    @Test func everyChoiceHasTheValuesOfTheArray() throws {
        let list = try Peer.file(from: "stacks.py", name: "stacks.json") { [$0] }
        let entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: list))
        let blob = try [UInt8](Data(contentsOf: list.deletingPathExtension().appendingPathExtension("bin")))
        #expect(entries.count > 900)
        let folder = try TemporaryFolder()
        var faults: [String] = []
        var count = 0
        for entry in entries {
            let path = try folder.add("f.tif", Array(blob[entry.file[0]..<(entry.file[0] + entry.file[1])]))
            for (index, item) in entry.cases.enumerated() {
                count += 1
                let label = "\(entry.name), \(index): \(item)"
                let expected = item.rgb.map { Array(blob[$0[0]..<($0[0] + $0[1])]) }
                do {
                    if let fault = try fault(path, entry, item, expected) { faults.append("\(fault): \(label)") }
                } catch {
                    // Only a range that is not said of values without one is refused.
                    if expected != nil || !"\(error)".contains("--range") { faults.append("\(error): \(label)") }
                }
            }
        }
        #expect(faults.isEmpty, "\(faults.count) of \(count): \(faults.prefix(8).joined(separator: "\n"))")
    }

    /// What is wrong with a choice; nil where all is right.
    private func fault(_ path: String, _ entry: Entry, _ item: Entry.Case, _ expected: [UInt8]?) throws -> String? {
        var planes = PlaneChoice(channels: item.channels.flatMap { PlaneChoice.channels($0) })
        if let page = item.page { planes.pages = .page(page) }
        if let projection = item.projection { planes.pages = .projected(projection) }
        let options = DecodingOptions(range: try #require(ValueRange(item.range)), planes: planes)
        let large = try LargeImage(contentsOfFile: path, options: options)
        if large.levels.map({ [$0.width, $0.height] }) != entry.levels { return "levels \(large.levels)" }
        let size = large.pixelSize.map { [$0.x, $0.y] }
        let isNear = zip(size ?? [], entry.pixelSize ?? []).allSatisfy { abs($0 - $1) < 1e-9 }
        if (size == nil) != (entry.pixelSize == nil) || !isNear { return "pixel size \(size ?? [])" }
        let image = try Image(contentsOfFile: path, options: options)
        guard let expected else { return "it is read" }
        guard image.size == ImageSize(width: entry.width, height: entry.height) else { return "size \(image.size)" }
        let difference = zip(image.pixels, expected).map { abs(Int($0) - Int($1)) }.max() ?? 0
        if difference > entry.tolerance { return "differs by \(difference)" }
        for region in [
            PixelRegion(large.size), PixelRegion(x: 17, y: 9, width: 21, height: 19),
            PixelRegion(x: entry.width - 1, y: entry.height - 1, width: 1, height: 1),
        ] {
            let cut = image.cropped(
                columns: region.x..<(region.x + region.width), rows: region.y..<(region.y + region.height))
            if try large.region(region) != cut { return "the region of \(region) differs" }
        }
        return nil
    }
}
