import Foundation
import Torch
import Training
import TrainingRecords

/// What a run noted, without what a clock gave.
enum RunTrace {
    /// A line of `metrics.jsonl`.
    struct Line: Equatable {
        var step: Int
        var epoch: Double
        var values: [String: Double]
    }

    /// The lines of `metrics.jsonl`, none where there is no such file.
    static func lines(of run: String) throws -> [Line] {
        let path = run + "/metrics.jsonl"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try MetricsLog.records(atPath: path).map { record in
            Line(
                step: record.step, epoch: record.epoch,
                values: record.values.filter { !$0.key.hasPrefix("seconds/") })
        }
    }

    /// How many steps the state has; 0 where there is none.
    static func step(of run: String) throws -> Int {
        let path = run + "/state.safetensors"
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        let text = try Checkpoint(contentsOfFile: path).metadata["maskrcnn.training"] ?? ""
        let fields = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return fields?["step"] as? Int ?? 0
    }

    /// What TensorBoard shows: tags and steps, with figures and pictures as bytes; a start drops what earlier files say of its step
    /// and later ones.
    static func events(of run: String) throws -> [String: [UInt8]] {
        var shown: [(step: UInt64, tag: String, content: [UInt8])] = []
        let folder = run + "/events"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            var rest = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))[...]
            while rest.count > 12 {
                let size = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                guard rest.count >= 16 + size else { break }
                let event = fields([UInt8](rest.dropFirst(12).prefix(size)))
                rest = rest.dropFirst(16 + size)
                let step = event.first { $0.number == 2 }?.value ?? 0
                if event.contains(where: { $0.number == 7 }) { shown.removeAll { $0.step >= step } }
                for summary in event where summary.number == 5 {
                    for value in fields(summary.bytes) {
                        let members = fields(value.bytes)
                        let tag = String(decoding: members.first { $0.number == 1 }?.bytes ?? [], as: UTF8.self)
                        if tag.hasPrefix("seconds/") { continue }
                        shown.append((step, tag, members.filter { $0.number != 1 }.flatMap(\.bytes)))
                    }
                }
            }
        }
        // Twice is a fault, and must not compare equal to once.
        return Dictionary(shown.map { ("\($0.step) \($0.tag)", $0.content) }) { $0 + $1 }
    }

    /// The fields of a protobuf message; a number has no bytes.
    private static func fields(_ message: [UInt8]) -> [(number: Int, value: UInt64, bytes: [UInt8])] {
        var fields: [(number: Int, value: UInt64, bytes: [UInt8])] = []
        var rest = message[...]
        func varint() -> UInt64 {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while let byte = rest.popFirst() {
                value |= UInt64(byte & 127) << shift
                shift += 7
                if byte < 128 { break }
            }
            return value
        }
        while !rest.isEmpty {
            let key = varint()
            let number = Int(key >> 3)
            if key & 7 == 0 {
                fields.append((number, varint(), []))
            } else {
                let size = key & 7 == 1 ? 8 : key & 7 == 5 ? 4 : Int(varint())
                fields.append((number, 0, Array(rest.prefix(size))))
                rest = rest.dropFirst(size)
            }
        }
        return fields
    }
}
