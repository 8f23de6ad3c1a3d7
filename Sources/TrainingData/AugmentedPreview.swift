public import Geometry
public import Imaging

/// Draws samples as the network is to see them: at its input's size, with masks, boxes and labels.
///
/// Ignored regions are grey boxes. Each class has its own colour, or each object where there is but one class.
public struct AugmentedPreview: Sendable {
    /// The names of the labels.
    public let categories: [Int: String]
    /// How objects are drawn.
    public var style: OverlayStyle

    /// Prepares drawing.
    /// - Parameters:
    ///   - categories: The names of the labels.
    ///   - style: How objects are drawn; nil for what suits the number of classes.
    public init(categories: [Int: String], style: OverlayStyle? = nil) {
        self.categories = categories
        var usual = OverlayStyle()
        usual.coloring = categories.count > 1 ? .class : .instance
        usual.drawsLabels = categories.count > 1
        self.style = style ?? usual
    }

    /// A sample at the size at which the network takes it, with its objects.
    /// - Parameters:
    ///   - sample: The sample.
    ///   - bounds: The size that the picture is made to fit before anything is drawn, where it is larger; nil to keep its own.
    /// - Throws: `TrainingDataError.picture` where the system has no font, or the size is immense.
    public func picture(
        of sample: TrainingSample, fittedWithin bounds: ImageSize? = nil
    ) throws(TrainingDataError) -> Image {
        do throws(ImagingError) {
            // What the network loses or invents by scaling is to be seen, also in a smaller picture.
            var picture = try sample.image.resized(to: sample.inputSize)
            if let bounds { picture = try picture.fitted(within: bounds) }
            let size = picture.size
            let x = Float(size.width) / Float(max(sample.image.size.width, 1))
            let y = Float(size.height) / Float(max(sample.image.size.height, 1))
            let regions = (sample.crowds + sample.ignoredRegions).map { region in
                OverlayInstance(box: region.scaled(x: x, y: y), mask: nil, label: "ignored", score: nil, classIndex: 0)
            }
            var gray = style
            gray.coloring = .class
            gray.palette = Palette([Color(hex: 0x9a9a9a)])
            try Overlay(style: gray).draw(regions, on: &picture)
            let objects = sample.objects.map { object in
                OverlayInstance(
                    box: object.box.scaled(x: x, y: y), mask: try? object.mask.scaled(to: size),
                    label: categories[object.label] ?? "label \(object.label)", score: nil,
                    classIndex: object.label - 1)
            }
            try Overlay(style: style).draw(objects, on: &picture)
            return picture
        } catch {
            throw .picture(file: sample.path, reason: error.description)
        }
    }

    /// Pictures of several samples in one, each with its size and its number of objects.
    /// - Parameters:
    ///   - samples: The samples.
    ///   - cell: The size that each picture is made to fit where it is larger.
    ///   - columns: How many pictures a row has; nil for as many as make the whole about as wide as high.
    /// - Throws: `TrainingDataError.picture` as `picture(of:fittedWithin:)` does, and where there are no samples.
    public func contactSheet(
        of samples: [TrainingSample], cell: ImageSize = ImageSize(width: 360, height: 360), columns: Int? = nil
    ) throws(TrainingDataError) -> Image {
        var panels: [Mosaic.Panel] = []
        for sample in samples {
            let count = sample.objects.count
            let caption = "\(sample.inputSize): \(count == 1 ? "1 object" : "\(count) objects")"
            panels.append(Mosaic.Panel(try picture(of: sample, fittedWithin: cell), caption: caption))
        }
        do throws(ImagingError) {
            return try Mosaic(columns: columns).compose(panels)
        } catch {
            throw .picture(file: samples.first?.path ?? "no sample", reason: error.description)
        }
    }
}
