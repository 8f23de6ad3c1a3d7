import ArgumentParser
import Imaging

/// What the overlay looks like.
struct PictureOptions: ParsableArguments {
    @Option(name: .long, help: "The file format of overlays. (default: png)")
    var overlayFormat: PictureFormat?

    @Option(
        name: .long,
        help: "Draw instances that score more than this; the rest is in the JSON. (default: --score, else 0.5)")
    var drawScore: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What to draw in any case, with commas between: masks, outlines, boxes, labels, scores. "
                + "(default: all that leaves the objects to be seen; among \(OverlayStyle.manyObjects) or more, outlines)",
            valueName: "elements"))
    var show: OverlayElements?

    @Option(name: .long, help: "A colour for each instance, or for each class. (default: instance)")
    var color: ColorScheme?

    @Option(
        name: .long,
        help: "How much a mask covers what is under it, from 0 to 1. (default: 0.45; nothing among many objects)")
    var alpha: Double?

    @Flag(name: .long, help: "Put the image beside its overlay.")
    var sideBySide = false

    @Flag(name: .long, help: "Also write grid, one picture of all overlays, made small (the first 64).")
    var grid = false

    /// The options that were given and change overlays.
    var given: [String] {
        [
            overlayFormat.map { _ in "--overlay-format" }, show.map { _ in "--show" }, color.map { _ in "--color" },
            alpha.map { _ in "--alpha" },
            sideBySide ? "--side-by-side" : nil,
        ].compactMap(\.self)
    }

    func validate() throws {
        if let drawScore, !(0...1).contains(drawScore) {
            throw ValidationError("--draw-score lies between 0 and 1.")
        }
        if alpha != nil, let show, !show.elements.contains(.masks) {
            throw ValidationError("--alpha is for masks, and --show has none.")
        }
        if let alpha, !(0...1).contains(alpha) { throw ValidationError("--alpha lies between 0 and 1.") }
    }
}

/// What is drawn of an object, as typed: `outlines,labels`.
struct OverlayElements: ExpressibleByArgument {
    let elements: Set<OverlayStyle.Element>

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        let elements = names.compactMap { OverlayStyle.Element(rawValue: $0.lowercased()) }
        if elements.count != names.count { return nil }
        self.elements = Set(elements)
    }

    static var allValueStrings: [String] { OverlayStyle.Element.allCases.map(\.rawValue) }
}

/// A file format of pictures that are written.
enum PictureFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    case png
    case jpg
    case webp
}

/// What decides an instance's colour.
enum ColorScheme: String, CaseIterable, ExpressibleByArgument, Sendable {
    case instance
    case `class`
}
