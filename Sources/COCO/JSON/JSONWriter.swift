internal import Files

/// Writes JSON text, to a file or to memory.
struct JSONWriter {
    /// What is written and not yet in the file.
    private(set) var bytes: [UInt8] = []
    private let file: AtomicFile?

    private static let bufferSize = 1 << 18

    /// Writes to a file that the caller commits, or to `bytes`.
    init(to file: AtomicFile? = nil) {
        self.file = file
    }

    /// Hands what is written to the file, when it is much or `isLast`.
    mutating func flush(isLast: Bool = false) throws(FileError) {
        guard let file, isLast || bytes.count >= JSONWriter.bufferSize else { return }
        try file.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Writes text as it is.
    mutating func write(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes text as it is.
    mutating func write(raw text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a string in quotes.
    mutating func write(string: String) { JSONText.append(string, to: &bytes) }

    /// Writes an integer.
    mutating func write(integer: Int) {
        guard integer.magnitude < 1 << 62 else { return write(raw: "\(integer)") }
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        write(digitsOf: integer.magnitude)
    }

    private mutating func write(digitsOf integer: UInt) {
        let start = bytes.count
        var rest = integer
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Writes a finite number in the fewest digits from which it is read back the same; integers with `.0`, as Python does.
    mutating func write(number: Double) {
        let hundredfold = (number * 100).rounded()
        // At most 15 digits: two such decimals are never the same double, so this one is the shortest.
        guard abs(hundredfold) < 1e15, hundredfold / 100 == number, number != 0 else {
            return write(raw: number.description)
        }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = UInt(abs(hundredfold)).quotientAndRemainder(dividingBy: 100)
        write(digitsOf: whole)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / 10))
        if !fraction.isMultiple(of: 10) { bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction % 10)) }
    }
}
