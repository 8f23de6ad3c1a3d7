internal import Geometry

/// Draws a polygon or a box.
func drawHostilePolygon(_ randomness: inout Randomness) -> Outcome {
    let size = randomSize(&randomness)
    var ring = (0..<(2 * randomness.number(0...20))).map { _ in Double(randomness.number(-20...120)) * 0.7 }
    if randomness.once(in: 2) { randomness.mutate(&ring, by: randomCoordinate) }
    let mask: RunLengthMask?
    switch randomness.number(0...4) {
    case 0:
        let box = (0..<4).map { _ in randomCoordinate(&randomness) }
        mask = try? RunLengthMask(cocoBoxX: box[0], y: box[1], width: box[2], height: box[3], size: size)
    case 1:
        let other = (0..<6).map { _ in randomCoordinate(&randomness) }
        mask = try? RunLengthMask(cocoPolygons: [ring, other], size: size)
    default:
        mask = try? RunLengthMask(cocoPolygon: ring, size: size)
    }
    guard let mask else { return .refused }
    // Traps where runs do not add up, or stand where they may not.
    if (try? RunLengthMask(size: size, counts: mask.counts)) != mask {
        return .wrong("not a canonical mask: \(mask.size), \(mask.counts.prefix(20))")
    }
    return use(mask, &randomness)
}

/// Any double, with those that matter more often.
private func randomCoordinate(_ randomness: inout Randomness) -> Double {
    switch randomness.number(0...7) {
    case 0: Double(bitPattern: randomness.next())
    case 1:
        [.nan, .infinity, -.infinity, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude][randomness.number(0...5)]
    case 2: Double(randomness.number(-10_000_001...10_000_001))
    case 3: [1e7, -1e7, 1e7.nextUp, 429_496_729.5, 1e300, 65_535, -0.1, -0.2][randomness.number(0...7)]
    default: Double(randomness.number(-1000...1000)) / 10
    }
}
