import ClassMaps
import Geometry
import Imaging

/// Writes what is made of an image's class map: the map itself, and an overlay with a legend.
struct ClassMapWriter: Sendable {
    private let plan: OutputPlan
    private let options: PictureOptions
    private let overlay: ClassMapOverlay

    init(plan: OutputPlan, options: PictureOptions, palette: ClassPalette) {
        self.plan = plan
        self.options = options
        var overlay = ClassMapOverlay(palette: palette)
        if let alpha = options.alpha { overlay.opacity = alpha }
        // It stands below the picture, and what lies beside that.
        overlay.drawsLegend = false
        self.overlay = overlay
    }

    /// Whether overlays are drawn at all.
    var drawsOverlays: Bool { plan.formats.contains(.overlay) || plan.gridPicture != nil }

    /// What is made of a picture's pixel beside itself: labels, then the overlay, what lies beside it, the legend's copy, and what
    /// encoders copy; the map's file comes after them.
    var bytesPerPixel: Int {
        let overlay = drawsOverlays ? 3 + 3 + 3 + 3 : 0
        let both = drawsOverlays && options.sideBySide ? 6 + 6 + 3 : 0
        return 1 + max(overlay + both, plan.formats.contains(.classes) ? 4 : 0)
    }

    /// Writes an image's pictures.
    ///
    /// - Throws: ``CommandFailure`` where one cannot be written for another reason than its name; none is left half-written.
    func write(_ image: Image, _ map: ClassMap, index: Int) throws(CommandFailure) -> PictureWriter.Written {
        var written = PictureWriter.Written()
        do {
            if drawsOverlays {
                let picture = try overlay.drawing(map, on: image)
                if plan.gridPicture != nil { written.thumbnail = try picture.fitted(within: GridWriter.cell) }
                if let path = plan.overlay(index) {
                    let both = [Mosaic.Panel(image), Mosaic.Panel(picture)]
                    let whole = options.sideBySide ? try Mosaic.sideBySide(both) : picture
                    try written.add {
                        try options.write(overlay.legend(of: map).appended(below: whole), to: path)
                        return [path]
                    }
                }
            }
            if let path = plan.classMap(index) {
                try written.add {
                    try save(map, to: path)
                    return [path]
                }
            }
        } catch ClassMapError.imaging(let error) {
            throw CommandFailure(picture: error)
        } catch {
            throw CommandFailure(picture: error)
        }
        return written
    }

    /// Writes a map to a file, or to standard output.
    private func save(_ map: ClassMap, to path: String) throws {
        do {
            if path == "-" {
                try Console.standard.write(map.encodedAsPNG(palette: overlay.palette))
            } else {
                try map.write(toFile: path, palette: overlay.palette)
            }
        } catch ClassMapError.imaging(let error) {
            throw error
        }
    }
}
