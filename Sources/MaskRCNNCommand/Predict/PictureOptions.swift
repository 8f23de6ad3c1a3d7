import ArgumentParser

/// What the overlay looks like.
struct PictureOptions: ParsableArguments {
    @Option(name: .long, help: "The file format of overlays. (default: png)")
    var overlayFormat: PictureFormat?

    @Option(name: .long, help: "A colour for each instance, or for each class. (default: instance)")
    var color: ColorScheme?

    @Option(name: .long, help: "How much a mask covers what is under it, from 0 to 1. (default: 0.45)")
    var alpha: Double?

    @Flag(name: .long, help: "Put the image beside its overlay.")
    var sideBySide = false

    @Flag(name: .long, help: "Also write grid, one picture of all overlays, made small (the first 64).")
    var grid = false

    /// The options that were given and change overlays.
    var given: [String] {
        [
            overlayFormat.map { _ in "--overlay-format" }, color.map { _ in "--color" }, alpha.map { _ in "--alpha" },
            sideBySide ? "--side-by-side" : nil,
        ].compactMap(\.self)
    }

    func validate() throws {
        if let alpha, !(0...1).contains(alpha) { throw ValidationError("--alpha lies between 0 and 1.") }
    }
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
