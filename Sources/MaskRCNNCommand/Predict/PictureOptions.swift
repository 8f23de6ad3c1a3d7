import ArgumentParser

/// What the overlay looks like.
struct PictureOptions: ParsableArguments {
    @Option(name: .long, help: "The file format of overlays.")
    var overlayFormat = PictureFormat.png

    @Option(name: .long, help: "A colour for each instance, or for each class.")
    var color = ColorScheme.instance

    @Option(name: .long, help: "How much a mask covers what is under it, from 0 to 1.")
    var alpha = 0.5

    @Flag(name: .long, help: "Put the image beside its overlay.")
    var sideBySide = false

    @Flag(name: .long, help: "Also write grid, one picture of all overlays, made small (the first 64).")
    var grid = false

    func validate() throws {
        guard (0...1).contains(alpha) else { throw ValidationError("--alpha lies between 0 and 1.") }
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
