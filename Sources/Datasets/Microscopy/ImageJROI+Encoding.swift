internal import Geometry

extension ImageJROI {
    /// The region of a mask: one polygon where that is enough, else ImageJ's composite of paths, with holes and parts.
    init(_ mask: RunLengthMask, name: String, group: Int, properties: [(name: String, value: String)]) {
        self.init(
            name: name, group: group, position: 0, rings: mask.simplePolygons().flatMap(\.rings),
            properties: properties)
    }

    /// Beyond this, coordinates of 16 bits are read as negative by some.
    private static let largestShort = 32_767.0
    private static let version: UInt16 = 228
    private static let headCount = 64
    private static let subPixelOption: UInt16 = 128

    /// The bytes of a file, which hold the coordinates as whole numbers of 16 bits where they fit.
    ///
    /// Source: ImageJ 1.53t, `RoiEncoder` and `RoiDecoder`.
    var bytes: [UInt8] {
        let points = rings.joined()
        let (left, right) = (points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 0)
        let (top, bottom) = (points.map(\.y).min() ?? 0, points.map(\.y).max() ?? 0)
        let isComposite = rings.count != 1
        let isWide = max(right, bottom) > Self.largestShort
        var body = BigEndianBytes()
        if isComposite {
            // Each path: to its first point, lines, and the end.
            for ring in rings {
                for (index, point) in ring.enumerated() {
                    body.add(Float(index == 0 ? 0 : 1))
                    body.add(Float(point.x))
                    body.add(Float(point.y))
                }
                body.add(Float(4))
            }
        } else {
            // Shorts are relative to the box; where they do not fit, fractions behind them are what counts.
            for point in rings[0] { body.add(Self.short(point.x - left)) }
            for point in rings[0] { body.add(Self.short(point.y - top)) }
            if isWide {
                for point in rings[0] { body.add(Float(point.x)) }
                for point in rings[0] { body.add(Float(point.y)) }
            }
        }
        var head = BigEndianBytes()
        head.bytes = Array("Iout".utf8)
        head.add(Self.version)
        head.bytes += [isComposite ? Kind.rectangle.rawValue : Kind.polygon.rawValue, 0]
        for side in [top, left, bottom, right] { head.add(Self.short(side)) }
        let count = isComposite ? 0 : rings[0].count
        head.add(UInt16(count <= Int(UInt16.max) ? count : 0))
        // Four numbers of lines; the second of them is the count of points where 16 bits do not hold it.
        head.add(UInt16(0))
        head.pad(to: 18)
        if count > Int(UInt16.max) { head.add(UInt32(count)) }
        head.pad(to: 36)
        head.add(UInt32(isComposite ? body.bytes.count / 4 : 0))
        head.pad(to: 50)
        head.add(!isComposite && isWide ? Self.subPixelOption : 0)
        head.pad(to: 56)
        head.add(UInt32(position))
        head.add(UInt32(Self.headCount + body.bytes.count))
        return head.bytes + body.bytes + end(at: Self.headCount + body.bytes.count)
    }

    /// The second head, with the name and the properties behind it.
    private func end(at offset: Int) -> [UInt8] {
        let name = Array(name.utf16)
        let text = Array(properties.map { "\($0.name): \($0.value)\n" }.joined().utf16)
        var end = BigEndianBytes()
        end.pad(to: 16)
        end.add(UInt32(offset + Self.headCount))
        end.add(UInt32(name.count))
        end.pad(to: 30)
        end.bytes.append(UInt8(min(max(group, 0), 255)))
        end.pad(to: 40)
        end.add(UInt32(text.isEmpty ? 0 : offset + Self.headCount + 2 * name.count))
        end.add(UInt32(text.count))
        end.pad(to: Self.headCount)
        for unit in name + text { end.add(unit) }
        return end.bytes
    }

    /// The low 16 bits of a coordinate, as ImageJ keeps them.
    private static func short(_ value: Double) -> UInt16 { UInt16(truncatingIfNeeded: Int(value)) }
}

/// Numbers with their highest byte first.
private struct BigEndianBytes {
    var bytes: [UInt8] = []

    mutating func add(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.bigEndian) { bytes += $0 } }
    mutating func add(_ number: Float) { add(number.bitPattern) }
    mutating func pad(to count: Int) { bytes += [UInt8](repeating: 0, count: max(count - bytes.count, 0)) }
}
