import Foundation
import TestSupport
import Testing
import Checkpoints

/// Checkpoints that others trained, against digests of every tensor that Tools/parity/weights.py took with PyTorch.
@Suite struct RealCheckpointTests {
    private struct Expected: Decodable {
        var file: String
        var format: String
        var tensors: [Tensor]

        struct Tensor: Decodable {
            var name: String
            var dtype: String
            var shape: [Int]
            var digest: String
        }
    }

    /// The 64-bit FNV-1a digest.
    private func digest(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }

    @Test(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
    func everyTensorIsPyTorchs() throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/checkpoints.json")
        let folder = try #require(testData).appendingPathComponent("checkpoints")
        for expected in try JSONDecoder().decode([Expected].self, from: Data(contentsOf: fixture)) {
            let checkpoint = try Checkpoint(contentsOfFile: folder.appendingPathComponent(expected.file).path)
            #expect(checkpoint.format.rawValue == expected.format)
            #expect(checkpoint.entries.map(\.name) == expected.tensors.map(\.name))
            for (entry, tensor) in zip(checkpoint.entries, expected.tensors) {
                #expect("\(entry.tensor.dtype)" == tensor.dtype && entry.tensor.shape == tensor.shape)
                #expect(digest(entry.tensor.contiguousBytes()) == tensor.digest, "\(entry.name)")
            }
        }
    }

    @Test(.enabled(if: testData != nil, "MASKRCNN_TEST_DATA is not set"))
    func tellsWhatWasAroundTheTensors() throws {
        let folder = try #require(testData).appendingPathComponent("checkpoints")
        let checkpoint = try Checkpoint(contentsOfFile: folder.appendingPathComponent("resnet20-12fca82f.th").path)
        #expect(checkpoint.stateDictKey == "state_dict" && checkpoint.strippedPrefix == "module.")
        #expect(checkpoint.other.keys.sorted() == ["best_prec1"])
        #expect(checkpoint.elementCount == 271_098)
    }
}
