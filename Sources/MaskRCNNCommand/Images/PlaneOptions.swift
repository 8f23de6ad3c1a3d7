import ArgumentParser
import Imaging

/// Which pages and channels of files with several are read.
struct PlaneOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Which page of files with several, from 0 on: a depth or a time where the file says so.",
            valueName: "number"))
    var page: Int?

    @Option(name: .long, help: "Make one picture of all pages: the largest value at each pixel, or the mean.")
    var projection: PlaneChoice.Projection?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Channels, from 0 on or by name: one as grey, or those of red, green and blue, such as 2,1,0.",
            valueName: "channels"))
    var channels: String?

    /// What is chosen.
    var choice: PlaneChoice {
        PlaneChoice(
            pages: projection.map { .projected($0) } ?? page.map { .page($0) } ?? .unsaid,
            channels: channels.flatMap { PlaneChoice.channels($0) })
    }

    func validate() throws {
        if page != nil, projection != nil { throw ValidationError("--page takes one page, and --projection all.") }
        if let page, page < 0 { throw ValidationError("--page counts from 0.") }
        if let channels, PlaneChoice.channels(channels) == nil {
            throw ValidationError(
                "--channels takes one to three numbers or names with commas between, such as 2,1,0 or DAPI,GFP.")
        }
    }
}
