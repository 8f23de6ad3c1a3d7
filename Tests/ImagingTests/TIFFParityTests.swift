import Foundation
import Imaging
import TestSupport
import Testing

private let hasTIFFPeer = Peer.missingModules("tifffile", "imagecodecs").isEmpty

/// Every kind of file that tifffile writes, with the values that it was given.
@Suite(.enabled(if: hasTIFFPeer, "tifffile and imagecodecs are not there to compare with"))
struct TIFFParityTests {
    private struct Entry: Decodable {
        var name: String
        var file: [Int]
        var leavesChannels: Bool
        var rgb: [Int]?
        var numbers: [Int]?
    }

    @Test func everyKindIsReadAsItWasWrittenOrRefused() throws {
        let list = try Peer.file(from: "tiff.py", name: "tiff.json") { [$0] }
        let entries = try JSONDecoder().decode([Entry].self, from: Data(contentsOf: list))
        let blob = try [UInt8](Data(contentsOf: list.deletingPathExtension().appendingPathExtension("bin")))
        #expect(entries.count > 1000)
        var faults: [String] = []
        func bytes(_ place: [Int]) -> [UInt8] { Array(blob[place[0]..<(place[0] + place[1])]) }
        for entry in entries {
            let file = bytes(entry.file)
            do {
                let decoded = try file.withUnsafeBytes { try DecodedImage(encoded: $0, name: "f") }
                let saysChannels = decoded.notes.contains { if case .channels = $0 { true } else { false } }
                if decoded.image.pixels != entry.rgb.map(bytes) || saysChannels != entry.leavesChannels {
                    faults.append("wrong: \(entry.name)")
                }
            } catch {
                if entry.rgb != nil || !"\(error)".contains("--range") { faults.append("\(error): \(entry.name)") }
            }
            guard let numbers = entry.numbers else { continue }
            do {
                let labels = try file.withUnsafeBytes { try LabelImage(encoded: $0, name: "f") }
                let found = labels.values.flatMap { value in
                    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
                }
                if found != bytes(numbers) {
                    faults.append("wrong numbers: \(entry.name)")
                }
            } catch {
                faults.append("\(error): \(entry.name)")
            }
        }
        #expect(faults.count == 0, "\(faults.count) of \(entries.count): \(faults.prefix(8).joined(separator: "\n"))")
    }
}
