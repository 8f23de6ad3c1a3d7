import Foundation
import Geometry

/// Reads the files that `Tools/parity/rle.py` writes: little-endian integers of 32 bits, doubles, and lists of them.
struct BinaryReader {
    private let data: [UInt8]
    private var offset = 0

    init(_ file: URL) throws {
        data = Array(try Data(contentsOf: file))
    }

    /// Whether all was read.
    var isAtEnd: Bool { offset == data.count }

    mutating func integer() -> Int { Int(load(UInt32.self)) }

    mutating func integers() -> [UInt32] {
        let count = integer()
        return (0..<count).map { _ in load(UInt32.self) }
    }

    mutating func doubles() -> [Double] {
        let count = integer()
        return (0..<count).map { _ in Double(bitPattern: load(UInt64.self)) }
    }

    mutating func bytes() -> [UInt8] {
        let count = integer()
        defer { offset += count }
        return Array(data[offset..<(offset + count)])
    }

    mutating func size() -> ImageSize {
        let height = integer()
        return ImageSize(width: integer(), height: height)
    }

    /// A mask's size and its compressed counts.
    mutating func runLengths() -> PeerMask {
        PeerMask(size: size(), counts: String(decoding: bytes(), as: UTF8.self))
    }

    mutating func list<Element>(_ element: (inout BinaryReader) throws -> Element) rethrows -> [Element] {
        let count = integer()
        return try (0..<count).map { _ in try element(&self) }
    }

    private mutating func load<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
        defer { offset += MemoryLayout<Value>.size }
        return data.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }
}

/// A mask as pycocotools gives it.
struct PeerMask {
    let size: ImageSize
    let counts: String

    func mask() throws -> RunLengthMask { try RunLengthMask(cocoString: counts, size: size) }
}
