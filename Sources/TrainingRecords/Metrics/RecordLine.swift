internal import Files
internal import Foundation

/// A record as a line of JSON: `step`, `epoch` and `time`, then the figures in the order of their names, then `crc32c`, the check of
/// all that stands before it in the line. Lines of earlier versions have none.
///
/// JSON has no number that is not finite; `null` stands for NaN and infinity, and is read as NaN.
struct RecordLine {
    var record: TrainingRecord
    /// Whether the line that it was read from has a check.
    private var hasCheck = false

    /// The line of a record.
    init(record: TrainingRecord) { self.record = record }

    /// The names that figures cannot have.
    static let ownNames = ["step", "epoch", "time", checkName]
    private static let checkName = "crc32c"
    /// What stands before the check's eight digits, and behind them.
    private static let checkFrame = (before: Array(",\"\(checkName)\":\"".utf8), after: Array("\"}".utf8))

    /// The line, with the line feed at its end.
    var bytes: [UInt8] {
        var text = "{\"step\":\(record.step),\"epoch\":\(number(record.epoch)),\"time\":\(number(record.time))"
        for (name, value) in record.values.sorted(by: { $0.key < $1.key }) {
            text += ",\(JSONText.quoted(name)):\(number(value))"
        }
        return Array((text + ",\"\(Self.checkName)\":\"\(CRC32C.text(text.utf8))\"}\n").utf8)
    }

    /// Whether a line is what was written, by its check; nil where it has none at its end.
    static func isIntact(_ line: Slice<UnsafeRawBufferPointer>) -> Bool? {
        let (before, after) = checkFrame
        let tail = line.suffix(before.count + 8 + after.count)
        guard tail.starts(with: before), tail.suffix(after.count).elementsEqual(after) else { return nil }
        let digits = tail.dropFirst(before.count).prefix(8)
        return digits.elementsEqual(CRC32C.text(line.dropLast(tail.count)).utf8)
    }

    /// A line's check does not fit.
    struct Damage: Error {}

    /// The shortest decimal from which the number is read back the same.
    private func number(_ value: Double) -> String { value.isFinite ? value.description : "null" }
}

extension RecordLine: Decodable {
    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Name.self)
        func number(_ name: Name) throws -> Double { try fields.decode(Double?.self, forKey: name) ?? .nan }
        record = TrainingRecord(
            step: try fields.decode(Int.self, forKey: Name(stringValue: "step")),
            epoch: try number(Name(stringValue: "epoch")), time: try number(Name(stringValue: "time")), values: [:])
        hasCheck = fields.contains(Name(stringValue: RecordLine.checkName))
        for name in fields.allKeys where !RecordLine.ownNames.contains(name.stringValue) {
            record.values[name.stringValue] = try number(name)
        }
    }

    /// Reads a line.
    init(_ line: Slice<UnsafeRawBufferPointer>) throws {
        let isIntact = Self.isIntact(line)
        if isIntact == false { throw Damage() }
        let text = try UTF8Text.string(UnsafeRawBufferPointer(rebasing: line))
        self = try JSONDecoder().decode(RecordLine.self, from: Data(text.utf8))
        // The check stands where it was written, or is none.
        if hasCheck, isIntact == nil { throw Damage() }
    }

    /// What is wrong with a line that cannot be read, in a few words.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let fault as TextFault: "it is no \(fault.expected), but has \(fault.found)"
        case is Damage: "its \(checkName) is that of another line: the file is damaged, or was changed"
        case DecodingError.keyNotFound(let name, _): "it has no \"\(name.stringValue)\""
        case DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty:
            "\"\(context.codingPath.map(\.stringValue).joined(separator: "/"))\" is no number"
        case DecodingError.valueNotFound(_, let context) where !context.codingPath.isEmpty:
            "\"\(context.codingPath.map(\.stringValue).joined(separator: "/"))\" is null"
        case DecodingError.typeMismatch: "it is no object"
        default: "it is no JSON"
        }
    }
}
