/// A number of bytes as people type and read it, in units of 1024 as systemd, Docker and Java take them.
public struct MemorySize: Sendable, Hashable {
    /// The number of bytes.
    public let bytes: Int

    /// A number of bytes.
    public init(bytes: Int) {
        self.bytes = bytes
    }

    private static let units: [(name: Character, bytes: Int)] = [
        ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("T", 1 << 40),
    ]

    /// Reads `512M`, `1.5G`, `8GiB`, `8GB` or a plain number of bytes; nil for anything else, and for 0.
    public init?(parsing text: String) {
        var digits = Substring(text).uppercased()[...]
        if digits.hasSuffix("IB") {
            digits = digits.dropLast(2)
        } else if digits.hasSuffix("B") {
            digits = digits.dropLast()
        }
        let unit = Self.units.first { digits.last == $0.name }
        if unit != nil { digits = digits.dropLast() }
        // What Double reads beyond decimals (hexadecimal, "nan") is no size.
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "." }),
            let number = Double(digits), number.isFinite
        else { return nil }
        let bytes = (number * Double(unit?.bytes ?? 1)).rounded()
        guard bytes >= 1, bytes < 0x1p62 else { return nil }
        self.bytes = Int(bytes)
    }

    /// How it is typed, rounded up to a tenth of a unit, so that what it stands for fits: `6.5G`.
    public var argument: String {
        guard let unit = Self.units.last(where: { bytes >= $0.bytes }) else { return String(bytes) }
        let tenths = (bytes / unit.bytes) * 10 + ((bytes % unit.bytes) * 10 + unit.bytes - 1) / unit.bytes
        return tenths % 10 == 0 ? "\(tenths / 10)\(unit.name)" : "\(tenths / 10).\(tenths % 10)\(unit.name)"
    }
}

extension MemorySize: CustomStringConvertible {
    /// The size for a message: `6.5 GiB`.
    public var description: String {
        guard let unit = Self.units.last(where: { bytes >= $0.bytes }) else { return "\(bytes) bytes" }
        if bytes == .max { return "more than 64 bits count" }
        let tenths = (Double(bytes) / Double(unit.bytes) * 10).rounded()
        return "\(Int(tenths) / 10).\(Int(tenths) % 10) \(unit.name)iB"
    }
}
