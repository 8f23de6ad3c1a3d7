import Foundation
import TestSupport
import Testing
import Checkpoints

/// Pickles of NumPy's arrays, as Tools/frameworks/pickles.py wrote them with Python.
@Suite struct ArrayPickleTests {
    private struct Expected: Decodable {
        var dtype: String
        var shape: [Int]
        var elements: [Double]
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/pickles")
    private static let names = (2...5).map { "protocol\($0).pkl" } + ["python2.pkl"]

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: Self.folder.appendingPathComponent(name)))
    }

    @Test(arguments: names) func everyArrayIsRead(_ name: String) throws {
        let expected = try JSONDecoder().decode([String: Expected].self, from: Data(bytes("expected.json")))
        let checkpoint = try Checkpoint(contentsOfFile: Self.folder.appendingPathComponent(name).path)
        #expect(checkpoint.format == .pickle && checkpoint.skipped.isEmpty)
        #expect(checkpoint.stateDictKey == (name == "python2.pkl" ? "blobs" : "model"))
        #expect(
            checkpoint.other == (name == "python2.pkl" ? ["cfg": "\"Größe\""] : ["__author__": "\"someone\""]))
        #expect(Set(checkpoint.entries.map(\.name)) == Set(expected.keys))
        for (name, array) in expected {
            let tensor = try #require(checkpoint[name])
            #expect("\(tensor.dtype)" == array.dtype && tensor.shape == array.shape, "\(name)")
            let numbers = tensor.dtype == .bool ? tensor.contiguousBytes().map(Double.init) : try doubles(tensor)
            #expect(numbers == array.elements, "\(name)")
        }
    }

    private func doubles(_ tensor: StoredTensor) throws -> [Double] {
        if !tensor.isFloatingPoint {
            return tensor.contiguousBytes().chunked(8).map { Double(Int64(littleEndian: load($0))) }
        }
        return try tensor.converted(to: .float64).contiguousBytes().chunked(8).map { Double(bitPattern: load($0)) }
    }

    private func load<Number: FixedWidthInteger & BitwiseCopyable>(_ bytes: ArraySlice<UInt8>) -> Number {
        bytes.withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
    }

    /// Elements that lie in the file as they are, are not copied; those that Python 3 had to write as text are.
    @Test(arguments: names) func elementsStayInTheFile(_ name: String) throws {
        let checkpoint = try Checkpoint(contentsOfFile: Self.folder.appendingPathComponent(name).path)
        let tensor = try #require(checkpoint["many"])
        #expect(tensor.storage.isMapped == (name != "protocol2.pkl"))
    }

    /// Whatever is cut off or changed is an error, or another value, and never a trap.
    @Test(arguments: names) func damageIsAnError(_ name: String) throws {
        let whole = try bytes(name)
        for count in stride(from: 0, to: whole.count, by: 3) {
            #expect(throws: CheckpointError.self) { try Checkpoint(bytes: Array(whole.prefix(count))) }
        }
        for turn in 0..<400 {
            var changed = whole
            changed[turn * 7919 % whole.count] = UInt8(truncatingIfNeeded: turn * 31 + 5)
            if let checkpoint = try? Checkpoint(bytes: changed) {
                for entry in checkpoint.entries {
                    #expect(entry.tensor.contiguousBytes().count == entry.tensor.byteCount)
                }
            }
        }
        #expect(throws: CheckpointError.self) { try Checkpoint(bytes: whole + [0]) }
    }

    private static let refused: [(String, [UInt8], String)] = [
        ("protocol 0", Array("(dp0\nVa\np1\nI1\ns.".utf8), "protocol 0 or 1"),
        ("protocol 6", [0x80, 6, 0x7D, 0x2E], "a pickle of protocol 6"),
        ("no arrays", [0x80, 2] + Array("}q\0X\u{1}\0\0\0aK\u{1}s.".utf8), "a dictionary of tensors"),
        ("code", [0x80, 2] + Array("cos\nsystem\n(X\u{2}\0\0\0lstR.".utf8), "os.system"),
    ]

    @Test(arguments: refused) func otherPicklesAreNamed(_ name: String, _ bytes: [UInt8], _ words: String) throws {
        let error = #expect(throws: CheckpointError.self) { try Checkpoint(bytes: bytes, path: "a.pkl") }
        #expect(try #require(error).description.contains(words))
        #expect(try #require(error).description.hasPrefix("a.pkl: "))
    }

    /// An array that claims more than its bytes, or numbers of the other order, is refused by name.
    @Test func claimsAreCompared() throws {
        let whole = try bytes("python2.pkl")
        let shape: [UInt8] = [0x4B, 2, 0x4B, 3, 0x74]
        var larger = whole
        let place = try #require(whole.indices.first { whole[$0...].starts(with: shape) })
        larger[place + 3] = 4
        var error = #expect(throws: CheckpointError.self) { try Checkpoint(bytes: larger) }
        #expect(try #require(error).description.contains("\"conv1_w\" of 32 bytes"))
        var other = whole
        let order = try #require(whole.indices.first { whole[$0...].starts(with: Array("U\u{1}<NNN".utf8)) })
        other[order + 2] = UInt8(ascii: ">")
        error = #expect(throws: CheckpointError.self) { try Checkpoint(bytes: other) }
        #expect(try #require(error).description.contains("big-endian"))
    }
}

extension Array {
    /// The elements in pieces of so many.
    fileprivate func chunked(_ count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
