/// The lines of a file that are not blank.
struct RecordLines: Sequence, IteratorProtocol {
    /// A line.
    struct Line {
        var bytes: Slice<UnsafeRawBufferPointer>
        /// Its number, from 1.
        var number: Int
        /// Whether a line feed ends it, as every line that was written whole.
        var isEnded: Bool

        /// What the line says; nil where it was cut off.
        func record(path: String) throws(TrainingRecordError) -> TrainingRecord? {
            do {
                return try RecordLine(bytes).record
            } catch {
                // A whole line and something in its line feed's place was not cut off.
                if !isEnded, RecordLine.isIntact(bytes.dropLast()) != true { return nil }
                throw .malformed(file: path, line: number, reason: RecordLine.reason(error))
            }
        }
    }

    private var rest: Slice<UnsafeRawBufferPointer>
    private var number = 0

    init(of file: UnsafeRawBufferPointer) {
        rest = file[...]
    }

    mutating func next() -> Line? {
        while !rest.isEmpty {
            number += 1
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let line = rest[..<(end ?? rest.endIndex)]
            rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
            if line.contains(where: { ![UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains($0) }) {
                return Line(bytes: line, number: number, isEnded: end != nil)
            }
        }
        return nil
    }
}
