import ArgumentParser
import MaskRCNN

/// How large images are cut into tiles.
struct TilingOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Look at images in tiles with sides of so many of their pixels, which overlap, for images of any size. Objects that a seam cuts are found once, and whole.",
            valueName: "pixels"))
    var tile: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many pixels neighbouring tiles share at least: as many as the usual object is long. (default: an eighth of --tile)",
            valueName: "pixels"))
    var overlap: Int?

    func validate() throws {
        guard let tile else {
            if overlap != nil { throw ValidationError("--overlap is for --tile, which is not given.") }
            return
        }
        do {
            try Tiling(side: tile).validate()
        } catch {
            throw ValidationError("--tile lies between 64 and 16384.")
        }
        if let overlap, !(0...tile / 2).contains(overlap) {
            throw ValidationError("--overlap lies between 0 and half of --tile, \(tile / 2).")
        }
    }

    /// The tiling; nil where images are looked at as a whole.
    var tiling: Tiling? { tile.map { Tiling(side: $0, overlap: overlap) } }
}
