internal import Files
internal import Foundation
internal import SwiftProtobuf

/// Writes a model as a file, its weights one after another, so that they are in memory once.
///
/// In the bytes of the model the graph's weights come last. A message in a message is its length and its bytes; all lengths are known before.
struct ModelFile {
    /// Without a graph.
    let model: ONNXModel
    /// Without weights.
    let graph: ONNXGraph
    let weights: [Initializer]
    let path: String
    /// Whether the weights go to another file.
    let isExternal: Bool

    /// A protobuf message of 2 GiB cannot be read; this is some below.
    static let largest = Int(Int32.max) - 1 << 20
    /// Smaller weights stay in the graph: sizes and thresholds are looked at before others are read.
    private static let leastExternalByteCount = 1024
    /// Where weights begin in their file: at a page, so that they can be mapped.
    private static let alignment = 4096

    /// - Parameter isExternal: Whether weights go to a file of their own; where they are too large for one, they do in any case.
    init(_ model: ONNXModel, _ graph: ONNXGraph, _ weights: [Initializer], path: String, isExternal: Bool) {
        (self.model, self.graph, self.weights, self.path) = (model, graph, weights, path)
        self.isExternal = isExternal || weights.reduce(0) { $0 + $1.content.bytes.count } > Self.largest
    }

    /// The path of the weights' file.
    var externalPath: String { ONNXExport.weightsPath(for: path) }

    /// Writes the files; the weights' own is complete before the graph's has its name.
    func write() throws(ExportError) -> [ExportReport.File] {
        let placed = isExternal ? placedWeights : []
        let places = Dictionary(uniqueKeysWithValues: placed.map { ($0.weight.name, $0.offset) })
        var parts: [Part] = []
        for weight in weights { parts.append(try part(of: weight, offset: places[weight.name])) }
        let (rest, graph) = (try Self.bytes(of: model), try Self.bytes(of: graph))
        let length = parts.reduce(graph.count) { $0 + $1.head.count + ($1.bytes?.count ?? 0) }
        guard length < Int(Int32.max) - (1 << 16) else { throw .tooLarge }
        do {
            let external = isExternal ? try writeExternal(placed) : nil
            let file = try AtomicFile(path: path)
            for bytes in [rest, Self.field(7, length: length), graph] { try file.write(bytes) }
            for part in parts {
                try file.write(part.head)
                if let bytes = part.bytes { try file.write(bytes) }
            }
            try external?.commit()
            try file.commit()
            return [ExportReport.File(path: path, byteCount: file.position)]
                + (external.map { [ExportReport.File(path: externalPath, byteCount: $0.position)] } ?? [])
        } catch {
            throw .file(error)
        }
    }

    /// What stands before a weight's bytes, and these where they stand here.
    private struct Part {
        let head: [UInt8]
        let bytes: [UInt8]?
    }

    private static func bytes(of message: some SwiftProtobuf.Message) throws(ExportError) -> [UInt8] {
        do {
            return try message.serializedBytes()
        } catch {
            // No field has to be there and none is of a type that is not known.
            throw .tooLarge
        }
    }

    private var placedWeights: [(weight: Initializer, offset: Int)] {
        var end = 0
        var placed: [(Initializer, Int)] = []
        for weight in weights where weight.content.bytes.count >= Self.leastExternalByteCount {
            let offset = (end + Self.alignment - 1) / Self.alignment * Self.alignment
            placed.append((weight, offset))
            end = offset + weight.content.bytes.count
        }
        return placed
    }

    private func writeExternal(_ placed: [(weight: Initializer, offset: Int)]) throws(FileError) -> AtomicFile {
        let file = try AtomicFile(path: externalPath)
        for (weight, offset) in placed {
            try file.write([UInt8](repeating: 0, count: offset - file.position))
            try file.write(weight.content.bytes)
        }
        return file
    }

    private func part(of weight: Initializer, offset: Int?) throws(ExportError) -> Part {
        var tensor = ONNXTensor()
        tensor.name = weight.name
        tensor.dims = weight.content.shape.map(Int64.init)
        tensor.dataType = weight.content.kind
        if let offset {
            tensor.dataLocation = .external
            tensor.externalData = [
                ("location", Path.name(of: externalPath)), ("offset", String(offset)),
                ("length", String(weight.content.bytes.count)),
            ].map(ONNXStringEntry.init)
            let message = try Self.bytes(of: tensor)
            return Part(head: Self.field(5, length: message.count) + message, bytes: nil)
        }
        let bytes = weight.content.bytes
        let message = try Self.bytes(of: tensor)
        let raw = Self.field(9, length: bytes.count)
        let head = Self.field(5, length: message.count + raw.count + bytes.count)
        return Part(head: head + message + raw, bytes: bytes)
    }

    /// The beginning of a field that has a length: its number and wire type 2, then the length, seven bits a byte.
    private static func field(_ number: UInt8, length: Int) -> [UInt8] {
        var bytes = [number << 3 | 2]
        var rest = length
        while rest >= 1 << 7 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 1 << 7)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

extension ONNXStringEntry {
    init(_ key: String, _ value: String) {
        self.init()
        self.key = key
        self.value = value
    }
}
