internal import Geometry

/// Reads compressed counts or run lengths.
func readHostileRunLengths(_ randomness: inout Randomness) -> Outcome {
    let size = randomSize(&randomness)
    let mask: RunLengthMask?
    if randomness.once(in: 3) {
        var counts = randomCounts(size, &randomness)
        if randomness.once(in: 2) { randomness.mutate(&counts) { UInt32.random(in: 0 ... .max, using: &$0) } }
        mask = try? RunLengthMask(size: size, counts: counts)
    } else {
        let whole = try? RunLengthMask(size: size, counts: randomCounts(size, &randomness))
        var bytes = whole?.cocoBytes ?? []
        randomness.mutate(&bytes) {
            $0.once(in: 8) ? UInt8.random(in: 0 ... .max, using: &$0) : UInt8($0.number(48...111))
        }
        mask = bytes.withUnsafeBufferPointer { bytes in try? RunLengthMask(cocoBytes: bytes, size: size) }
    }
    guard let mask else { return .refused }
    return use(mask, &randomness)
}

/// Calls what a mask can do; where its size allows, with every pixel.
func use(_ mask: RunLengthMask, _ randomness: inout Randomness) -> Outcome {
    var checksum = mask.area &+ mask.cocoBytes.count
    if let extent = mask.extent { checksum &+= extent.columns.count &* extent.rows.count }
    let copy = try? RunLengthMask(cocoString: mask.cocoString, size: mask.size)
    if copy != mask { return .wrong("a mask is not what its compressed counts say: \(mask.size)") }
    if let other = try? RunLengthMask(size: mask.size, counts: randomCounts(mask.size, &randomness)) {
        checksum &+= (try? mask.intersectionArea(with: other)) ?? 0
        checksum &+= (try? mask.union(other).area) ?? 0
        checksum &+= (try? RunLengthMask.iou([mask], with: [other]).count) ?? 0
    }
    guard mask.size.area <= 10_000 else { return .accepted }
    if (try? RunLengthMask(bitmap: mask.bitmap(), size: mask.size)) != mask {
        return .wrong("a bitmap is not its mask: \(mask.size), \(mask.counts.prefix(20))")
    }
    if randomness.once(in: 16) { checksum &+= mask.polygons(simplifiedTo: 1).count }
    if randomness.once(in: 8) {
        if mask.transposed().transposed() != mask { return .wrong("turned twice, a mask differs: \(mask.size)") }
        checksum &+= mask.boundary(width: randomness.number(0...5)).area
        checksum &+= mask.dilated(by: randomness.trouble(0...9).magnitude > 1 << 40 ? 1 : 2).area
        checksum &+=
            (try? mask.placed(in: mask.size, x: randomness.trouble(-9...9), y: randomness.trouble(-9...9)).area) ?? 0
        checksum &+= (try? mask.scaled(to: ImageSize(width: randomness.number(0...90), height: 33)).area) ?? 0
        let rings = mask.cocoPolygons()
        if (try? RunLengthMask(cocoPolygons: rings, size: mask.size)) != mask {
            return .wrong("a mask is not what its outlines draw: \(mask.size), \(mask.counts.prefix(20))")
        }
    }
    return checksum == .min ? .refused : .accepted
}

/// Small, empty, thin, large, enormous or impossible.
func randomSize(_ randomness: inout Randomness) -> ImageSize {
    switch randomness.number(0...9) {
    case 0: ImageSize(width: randomness.number(0...3), height: randomness.number(0...3))
    case 1: ImageSize(width: 65_535, height: randomness.number(1...65_537))
    case 2: ImageSize(width: randomness.number(-2...2), height: randomness.number(Int.min...Int.max))
    case 3: ImageSize(width: 640, height: 480)
    default: ImageSize(width: randomness.number(1...80), height: randomness.number(1...80))
    }
}

/// Counts that add up to a size's area.
private func randomCounts(_ size: ImageSize, _ randomness: inout Randomness) -> [UInt32] {
    let (area, overflows) = size.width.multipliedReportingOverflow(by: size.height)
    guard !overflows, size.width >= 0, area >= 0, area <= Int(UInt32.max) else { return [1, 2, 3] }
    var cuts = (0..<randomness.number(0...30)).map { _ in randomness.number(0...area) }
    cuts.sort()
    var counts: [UInt32] = []
    var previous = 0
    for cut in cuts + [area] {
        counts.append(UInt32(cut - previous))
        previous = cut
    }
    return counts
}

extension HostileReader {
    static let geometry = [
        HostileReader("rle", share: 150_000, make: seed) { bytes in
            var randomness = Randomness(bytes)
            return readHostileRunLengths(&randomness)
        },
        HostileReader("polygons", share: 100_000, make: seed) { bytes in
            var randomness = Randomness(bytes)
            return drawHostilePolygon(&randomness)
        },
    ]

    /// Numbers have no file: the input is the seed of what they are drawn from.
    @Sendable private static func seed(_ randomness: inout Randomness) -> [UInt8] {
        withUnsafeBytes(of: randomness.next().littleEndian) { Array($0) }
    }
}

extension Randomness {
    fileprivate init(_ seed: [UInt8]) {
        self.init(seed: seed.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
}
