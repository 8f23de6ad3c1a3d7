import ArgumentParser
import Datasets
import Imaging

/// How the pictures of a data set are read.
struct AnnotatedPictureOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Which values of images are black and white. \(ValueRange.help)", valueName: "range"))
    var range = ValueRange.full

    @OptionGroup var planes: PlaneOptions

    @Flag(
        name: .long,
        help:
            "Take images whose size in the data set does not tell it to be annotated as stored, not as EXIF data turn them."
    )
    var noExif = false

    @Flag(name: .long, help: ArgumentHelp(ImageFolder.optionHelp))
    var allowOutside = false

    /// The way of reading that is asked for.
    var reading: PictureReading {
        PictureReading(range: range, planes: planes.choice, appliesOrientation: noExif ? false : nil)
    }
}
