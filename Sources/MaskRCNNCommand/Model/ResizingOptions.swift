import ArgumentParser
import MaskRCNN

/// How large images are made for the model.
struct ResizingOptions: ParsableArguments {
    @Option(
        name: .long, help: "Scale the short side to so many pixels for the model. (default: the model's, mostly 800)")
    var shortSide: Int?

    @Option(
        name: .long,
        help:
            "At most so many pixels for the long side. (default: the model's, or as far as --short-side goes beyond it)"
    )
    var maxSide: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Scale both sides by this instead; 1 takes images as they are. Limits on what is found grow with the input.",
            valueName: "factor"))
    var scale: Double?

    private static let sides = 1...65_536
    private static let scales = 0.001...64.0

    func validate() throws {
        try check("short-side", shortSide, from: Self.sides.lowerBound, to: Self.sides.upperBound)
        try check("max-side", maxSide, from: Self.sides.lowerBound, to: Self.sides.upperBound)
        if let shortSide, let maxSide, maxSide < shortSide {
            throw ValidationError("--max-side is at least --short-side.")
        }
        guard let scale else { return }
        guard Self.scales.contains(scale) else { throw ValidationError("--scale lies between 0.001 and 64.") }
        if shortSide != nil || maxSide != nil {
            throw ValidationError("--scale excludes --short-side and --max-side.")
        }
    }

    /// What a detector is to do about them; nil where none is given.
    var resizing: InputResizing? {
        if let scale { return .scale(scale) }
        return shortSide == nil && maxSide == nil ? nil : .sides(short: shortSide, longest: maxSide)
    }
}
