import ArgumentParser

/// The side of a pixel, as typed: `0.5um`, `0.5µm`, `500nm`, or `0.5`, which is in micrometres.
struct PixelSide: ExpressibleByArgument {
    let micrometres: Double

    init?(argument: String) {
        let units: [(end: String, factor: Double)] = [
            ("µm", 1), ("μm", 1), ("um", 1), ("nm", 0.001), ("mm", 1000), ("", 1),
        ]
        for unit in units where argument.hasSuffix(unit.end) {
            guard let number = Double(argument.dropLast(unit.end.count)), number.isFinite, number > 0 else {
                return nil
            }
            micrometres = number * unit.factor
            return
        }
        return nil
    }
}
