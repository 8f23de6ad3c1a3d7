import Datasets
import Files
import Geometry
import Imaging
import MaskRCNN

/// Writes the pictures of an image's results: its overlay and its masks.
struct PictureWriter: Sendable {
    private let plan: OutputPlan
    private let options: PictureOptions
    private let overlay: Overlay

    /// What was written for an image.
    struct Written: Sendable {
        var files: [String] = []
        /// The overlay made small, where a grid is asked for.
        var thumbnail: Image?
        /// Files whose names the file system does not take; the other files are there.
        var failures: [InputFailure] = []
        /// Lines of the table of measurements.
        var measurements: [String] = []
        /// How many instances others cover wholly in label images.
        var hiddenCount = 0

        /// Calls a closure that writes files, and gives their paths.
        mutating func add(_ write: () throws -> [String]) throws {
            do {
                files += try write()
            } catch ImagingError.unusableName(let file, let reason), FileError.unusableName(let file, let reason),
                DatasetError.unusableName(let file, let reason)
            {
                failures.append(
                    InputFailure(name: file, reason: "cannot be written: \(reason)", isUnreadable: false))
            }
        }
    }

    /// - Parameter score: Only instances that score more than this are drawn.
    init(plan: OutputPlan, options: PictureOptions, score: Double) {
        self.plan = plan
        self.options = options
        var style = OverlayStyle()
        style.scoreThreshold = Float(score)
        if let show = options.show { style.show(show.elements) }
        style.coloring = options.color == .class ? .class : .instance
        if let alpha = options.alpha { style.maskOpacity = Float(alpha) }
        overlay = Overlay(style: style)
    }

    /// Whether overlays are drawn at all.
    var drawsOverlays: Bool { plan.formats.contains(.overlay) || plan.gridPicture != nil }

    /// What is made of a picture's pixel beside itself: the overlay, what lies beside it, and what encoders copy; of masks, which
    /// come after it, bytes and values.
    var bytesPerPixel: Int {
        let overlay = drawsOverlays ? 3 + 3 + 3 : 0
        let both = drawsOverlays && options.sideBySide ? 6 + 3 : 0
        // Of probabilities, which are made one by one: as tensor, as numbers, as values and as bytes.
        let masks = plan.formats.contains(.soft) ? 14 : plan.formats.contains(.masks) ? 5 : 0
        // Numbers, what programs want beside them, and the bytes of files.
        let labels = plan.formats.contains(.cellpose) ? 24 : plan.formats.contains(.labels) ? 12 : 0
        return max(overlay + both, masks, labels)
    }

    /// Writes an image's pictures.
    ///
    /// - Throws: ``CommandFailure`` where one cannot be written for another reason than its name; none is left half-written.
    func write(_ image: Image, _ detections: [Detection], index: Int) throws(CommandFailure) -> Written {
        var written = Written()
        do {
            if drawsOverlays {
                let picture = try overlay.drawing(detections, on: image)
                if plan.gridPicture != nil { written.thumbnail = try picture.fitted(within: GridWriter.cell) }
                if let path = plan.overlay(index) {
                    let both = [Mosaic.Panel(image), Mosaic.Panel(picture)]
                    try written.add {
                        try options.write(options.sideBySide ? Mosaic.sideBySide(both) : picture, to: path)
                        return [path]
                    }
                }
            }
            let drawn = detections.filter { $0.score > overlay.style.scoreThreshold }
            try written.add { try MaskWriter(plan: plan).write(drawn, size: image.size, index: index) }
            var outcome = MicroscopyWriter.Outcome()
            try written.add {
                outcome = try MicroscopyWriter(plan: plan).write(drawn, image: image, index: index)
                return outcome.paths
            }
            written.measurements = outcome.lines
            written.hiddenCount = outcome.hiddenCount
        } catch {
            throw CommandFailure(picture: error)
        }
        return written
    }
}

extension PictureOptions {
    /// Writes a picture to a file, or to standard output.
    func write(_ picture: Image, to path: String) throws {
        if path == "-" {
            try Console.standard.write(picture.encoded(as: (overlayFormat ?? .png).imageFormat))
        } else {
            try picture.write(toFile: path)
        }
    }
}

extension CommandFailure {
    /// The failure of a picture to be drawn or written.
    init(picture error: any Error) {
        if let failure = error as? CommandFailure {
            self = failure
        } else if let error = error as? DatasetError {
            self.init(error)
        } else if case .noFont = error as? ImagingError {
            self.init(
                .unavailable, String(describing: error),
                hint: "Install a font, such as fonts-dejavu-core, or leave overlay out of --format.")
        } else {
            self.init(.cannotWrite, String(describing: error))
        }
    }
}

extension PictureFormat {
    /// Imaging's name of it.
    var imageFormat: ImageFormat {
        switch self {
        case .png: .png
        case .jpg: .jpeg
        case .webp: .webp
        }
    }
}
