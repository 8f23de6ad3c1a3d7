internal import Geometry

extension ImageJROI {
    /// Reads a region.
    /// - Parameter fallbackName: The name of a region that has none.
    /// - Throws: `ROIFault` where the bytes are no region, are cut off or damaged.
    init(_ bytes: [UInt8], fallbackName: String) throws(ROIFault) {
        let reader = ROIReader(bytes: bytes)
        guard bytes.starts(with: Array("Iout".utf8)), bytes.count >= 64 else {
            throw ROIFault(
                expected: "a region of ImageJ's, which begins with Iout", found: "\(bytes.count) other bytes")
        }
        guard let kind = Kind(rawValue: bytes[6]) else {
            throw ROIFault(expected: "a kind of region from 0 to 10", found: "\(bytes[6])")
        }
        let version = try reader.short(4)
        let options = version >= 218 ? try reader.short(50) : 0
        let isSubPixel = options & 128 != 0 && version >= 222
        let box = (
            top: try reader.coordinate(8), left: try reader.coordinate(10), bottom: try reader.coordinate(12),
            right: try reader.coordinate(14)
        )
        let composite = Int(try reader.long(36))
        let second = version >= 218 ? Int(try reader.long(60)) : 0
        self.init(
            name: fallbackName, group: 0, position: version >= 218 ? Int(try reader.long(56)) : 0, rings: [],
            properties: [])
        if composite > 0 {
            rings = try reader.paths(at: 64, count: composite)
        } else {
            switch kind {
            case .polygon, .freehand, .traced:
                rings = [try reader.points(left: box.left, top: box.top, isSubPixel: isSubPixel)]
            case .rectangle, .oval:
                var corners = (left: box.left, top: box.top, right: box.right, bottom: box.bottom)
                if isSubPixel, version >= 223 {
                    corners.left = try reader.fraction(18)
                    corners.top = try reader.fraction(22)
                    corners.right = corners.left + (try reader.fraction(26))
                    corners.bottom = corners.top + (try reader.fraction(30))
                }
                rings = [
                    [
                        Point(x: corners.left, y: corners.top), Point(x: corners.right, y: corners.top),
                        Point(x: corners.right, y: corners.bottom), Point(x: corners.left, y: corners.bottom),
                    ]
                ]
                isOval = kind == .oval
            default: kindWithoutPixels = kind.nameWithoutPixels
            }
        }
        guard second > 0, second <= bytes.count - 64 else { return }
        if let text = try reader.text(at: second + 16, length: second + 20), !text.isEmpty { name = text }
        group = Int(bytes[second + 30])
        if version >= 224, let text = try reader.text(at: second + 40, length: second + 44) {
            properties = text.split(separator: "\n").compactMap { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                return (String(parts[0]), String(parts[1].drop { $0 == " " }))
            }
        }
    }
}

/// What is wrong with the bytes of a region.
struct ROIFault: Error {
    var expected: String
    var found: String
}

/// Reads numbers, highest byte first, and never beyond the end.
private struct ROIReader {
    let bytes: [UInt8]

    func short(_ offset: Int) throws(ROIFault) -> Int {
        try check(offset, 2)
        return Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
    }

    func long(_ offset: Int) throws(ROIFault) -> UInt32 {
        try check(offset, 4)
        return bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    func fraction(_ offset: Int) throws(ROIFault) -> Double {
        Double(Float(bitPattern: try long(offset)))
    }

    /// A number that is negative where its highest bits are set, and else above 32,767, as ImageJ takes it.
    func coordinate(_ offset: Int) throws(ROIFault) -> Double {
        let value = try short(offset)
        return Double(value >= 65_536 - 5000 ? value - 65_536 : value)
    }

    func points(left: Double, top: Double, isSubPixel: Bool) throws(ROIFault) -> [Point] {
        var count = try short(16)
        if count == 0 { count = Int(try long(18)) }
        let width = isSubPixel ? 12 : 4
        guard count <= (bytes.count - 64) / width else {
            throw ROIFault(expected: "\(count) points", found: "\(bytes.count - 64) bytes for them")
        }
        var points: [Point] = []
        points.reserveCapacity(count)
        for index in 0..<count {
            if isSubPixel {
                let x = try fraction(64 + 4 * count + 4 * index)
                points.append(Point(x: x, y: try fraction(64 + 8 * count + 4 * index)))
            } else {
                let x = left + (try coordinate(64 + 2 * index))
                points.append(Point(x: x, y: top + (try coordinate(64 + 2 * count + 2 * index))))
            }
        }
        return points
    }

    /// The paths of a composite: numbers that say what comes, and coordinates. Curves become lines between their ends.
    func paths(at offset: Int, count: Int) throws(ROIFault) -> [[Point]] {
        try check(offset, 4 * min(count, 1 << 40))
        var paths: [[Point]] = []
        var index = 0
        while index < count {
            let kind = try fraction(offset + 4 * index)
            let length: Int
            switch kind {
            case 0, 1: length = 3
            case 2: length = 5
            case 3: length = 7
            case 4: length = 1
            default: throw ROIFault(expected: "a step of a path from 0 to 4", found: "\(kind)")
            }
            guard index + length <= count else {
                throw ROIFault(expected: "whole paths", found: "one that is cut off")
            }
            if kind == 0 { paths.append([]) }
            if kind != 4 {
                guard !paths.isEmpty else {
                    throw ROIFault(expected: "a path that begins with a point", found: "a line")
                }
                let end = offset + 4 * (index + length - 2)
                paths[paths.count - 1].append(Point(x: try fraction(end), y: try fraction(end + 4)))
            }
            index += length
        }
        return paths
    }

    /// The text whose place and length in units of 16 bits stand at two offsets; nil where there is none.
    func text(at placeOffset: Int, length lengthOffset: Int) throws(ROIFault) -> String? {
        let (place, length) = (Int(try long(placeOffset)), Int(try long(lengthOffset)))
        guard place > 0, length > 0 else { return nil }
        try check(place, 2 * length)
        var units: [UInt16] = []
        for index in 0..<length { units.append(UInt16(try short(place + 2 * index))) }
        return String(decoding: units, as: UTF16.self)
    }

    private func check(_ offset: Int, _ count: Int) throws(ROIFault) {
        guard offset >= 0, count <= bytes.count, offset <= bytes.count - count else {
            throw ROIFault(expected: "\(count) bytes at \(offset)", found: "\(bytes.count) in all")
        }
    }
}
