import ArgumentParser
import Imaging

/// How images are found and decoded.
struct ReadingOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Take the images of a folder's subfolders too.")
    var recursive = false

    @Flag(name: .long, help: "Leave images as stored, even where their EXIF data says that they are turned.")
    var noExif = false

    @Option(name: .long, help: ArgumentHelp("Which values are black and white. \(ValueRange.help)", valueName: "range"))
    var range = ValueRange.full

    @OptionGroup var planes: PlaneOptions

    @Option(name: .long, help: "Transparent pixels: drop the transparency, or lay the image over white or black.")
    var transparency = Transparency.discard

    @Option(name: .long, help: "Refuse images of more pixels than this, such as decompression bombs.")
    var maxPixels = DecodingOptions.defaultMaximumPixels

    func validate() throws {
        if maxPixels < 1 { throw ValidationError("--max-pixels is at least 1.") }
    }
}

/// What becomes of transparent pixels.
enum Transparency: String, CaseIterable, ExpressibleByArgument, Sendable {
    case discard
    case white
    case black
}
