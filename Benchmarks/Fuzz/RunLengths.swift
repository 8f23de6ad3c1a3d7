import Geometry

/// Feeds compressed counts or run lengths; true where a mask came of them.
func fuzzRunLengths(_ randomness: inout Randomness) -> Bool {
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
    guard let mask else { return false }
    use(mask, &randomness)
    return true
}

/// Calls what a mask can do; where its size allows, with every pixel.
func use(_ mask: RunLengthMask, _ randomness: inout Randomness) {
    var checksum = mask.area &+ mask.cocoBytes.count
    if let extent = mask.extent { checksum &+= extent.columns.count &* extent.rows.count }
    let copy = try? RunLengthMask(cocoString: mask.cocoString, size: mask.size)
    if copy != mask { print("a mask is not what its compressed counts say: \(mask)") }
    if let other = try? RunLengthMask(size: mask.size, counts: randomCounts(mask.size, &randomness)) {
        checksum &+= (try? mask.intersectionArea(with: other)) ?? 0
        checksum &+= (try? mask.union(other).area) ?? 0
        checksum &+= (try? RunLengthMask.iou([mask], with: [other]).count) ?? 0
    }
    guard mask.size.area <= 10_000 else { return }
    if (try? RunLengthMask(bitmap: mask.bitmap(), size: mask.size)) != mask {
        print("a bitmap is not its mask: \(mask)")
    }
    if randomness.once(in: 16) { checksum &+= mask.polygons(simplifiedTo: 1).count }
    if checksum == .min { print("") }
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
