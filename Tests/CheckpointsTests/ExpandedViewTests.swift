import Files
import Foundation
import TestSupport
import Testing
import Checkpoints

/// Many views of few bytes: small in a file, immense once they are written out.
struct ExpandedViewTests {
    /// Two hundred names for one tensor of a mebibyte.
    private func views(_ count: Int = 200) throws -> [Checkpoint.Entry] {
        let storage = TensorStorage(copying: [UInt8](repeating: 1, count: 1 << 20))
        return try (0..<count).map { number in
            Checkpoint.Entry(
                name: "view.\(number)", tensor: try StoredTensor(dtype: .float32, shape: [1 << 18], storage: storage))
        }
    }

    @Test func areNotWrittenOut() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: CheckpointError.self) {
            try Checkpoint.writeSafetensors(views(), to: folder("a.safetensors"))
        }
        guard case .file(_, let expected, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(
            expected.contains("64.0 MiB") && found.hasPrefix("200.0 MiB: 200 tensors view the same 1.0 MiB"), "\(found)"
        )
        #expect(throws: CheckpointError.self) { try Checkpoint.writeTorch(views(), as: .float16, to: folder("a.pth")) }
        #expect(try folder.contents.isEmpty)
    }

    @Test func stayViewsInPyTorchsLayout() throws {
        let folder = try TemporaryFolder()
        try Checkpoint.writeTorch(views(), to: folder("a.pth"))
        let size = try FileManager.default.attributesOfItem(atPath: folder("a.pth"))[.size] as? Int
        #expect((size ?? .max) < 2 << 20)
        #expect(try Checkpoint(contentsOfFile: folder("a.pth")).byteCount == 200 << 20)
    }

    @Test func tiedWeightsAreWritten() throws {
        let folder = try TemporaryFolder()
        try Checkpoint.writeSafetensors(views(3), to: folder("a.safetensors"))
        #expect(try Checkpoint(contentsOfFile: folder("a.safetensors")).entries.count == 3)
    }

    /// Types are changed while tensors are written, one after the other, with the result of changing all first.
    @Test(arguments: ["safetensors", "pth"])
    func typesChangeWhileWriting(ending: String) throws {
        let bytes = (0..<96).flatMap { withUnsafeBytes(of: (Float($0) / 7).bitPattern.littleEndian, Array.init) }
        let storage = TensorStorage(copying: bytes)
        let entries = [
            Checkpoint.Entry(
                name: "turned",
                tensor: try StoredTensor(dtype: .float32, shape: [8, 4], strides: [1, 8], offset: 3, storage: storage)),
            Checkpoint.Entry(name: "plain", tensor: try StoredTensor(dtype: .float32, shape: [96], storage: storage)),
            Checkpoint.Entry(
                name: "count", tensor: try StoredTensor(dtype: .int64, shape: [1], bytes: [7, 0, 0, 0, 0, 0, 0, 0])),
        ]
        let folder = try TemporaryFolder()
        let path = folder("half.\(ending)")
        if ending == "pth" {
            try Checkpoint.writeTorch(entries, as: .float16, to: path)
        } else {
            try Checkpoint.writeSafetensors(entries, as: .float16, to: path)
        }
        let read = try Checkpoint(contentsOfFile: path)
        #expect(read.entries.map(\.name).sorted() == ["count", "plain", "turned"])
        for entry in entries {
            let expected = entry.tensor.isFloatingPoint ? try entry.tensor.converted(to: .float16) : entry.tensor
            #expect(read[entry.name]?.dtype == expected.dtype && read[entry.name]?.shape == expected.shape)
            #expect(read[entry.name]?.contiguousBytes() == expected.contiguousBytes(), "\(entry.name)")
        }
    }

    @Test func aTensorThatDoesNotFitIsNotConverted() throws {
        let tensor = try StoredTensor(dtype: .float32, shape: [1 << 18], bytes: [UInt8](repeating: 0, count: 1 << 20))
        let budget = MemoryBudget(
            bytes: MemoryBudget.programBytes + (1 << 20), origin: "a test",
            limit: MemoryLimit(bytes: 1 << 40, source: .machine))
        #expect(throws: CheckpointError.self) {
            try budget.replacingProcess { try tensor.converted(to: .float16) }
        }
    }
}
