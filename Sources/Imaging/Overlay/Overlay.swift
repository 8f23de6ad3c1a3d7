internal import Geometry

/// Draws objects on pictures: masks, contours, boxes and labels.
///
/// Large masks are drawn before small ones, and labels last, those of high scores on top.
public struct Overlay: Sendable {
    /// How objects are drawn.
    public var style: OverlayStyle

    /// Creates an overlay in a style.
    public init(style: OverlayStyle = OverlayStyle()) {
        self.style = style
    }

    /// Loads what drawing needs, the fonts above all, so that the first picture need not wait for it (about 0.1 s).
    ///
    /// It may be called from any thread, beside the loading of a model, and more than once.
    /// - Throws: `ImagingError.noFont` where the system has no font, `ImagingError.libraryFailed` where libvips cannot
    ///   be started.
    public static func prepare() throws(ImagingError) {
        try Vips.start()
        try TextRenderer.requireFont()
    }

    /// The picture with objects on it.
    /// - Throws: `ImagingError` as `draw(_:on:)` does.
    public func drawing(_ instances: [OverlayInstance], on image: Image) throws(ImagingError) -> Image {
        var copy = image
        try draw(instances, on: &copy)
        return copy
    }

    /// Draws objects on a picture, in place.
    ///
    /// Boxes whose edges are no numbers, or are out of order, are not drawn.
    /// - Throws: `ImagingError.sizesDiffer` where a mask is not of the picture's size, and `ImagingError.noFont` where
    ///   there are labels to draw and the system has no font (a style without labels and scores needs none); the picture
    ///   is unchanged then.
    public func draw(_ instances: [OverlayInstance], on image: inout Image) throws(ImagingError) {
        for mask in instances.lazy.compactMap(\.mask) where mask.size != image.size {
            throw .sizesDiffer(expected: image.size, found: mask.size)
        }
        let items = instances.enumerated().map { index, instance in
            let number = style.coloring == .instance ? index : instance.classIndex
            return OverlayItem(instance, color: style.palette[number])
        }
        let labels = try OverlayLabel.labels(for: items, style: style, size: image.size)
        let width = style.lineWidth(on: image.size)

        let largestFirst = items.sorted { $0.area > $1.area }
        if style.maskOpacity > 0 {
            for item in largestFirst { item.fillMask(opacity: style.maskOpacity, on: &image) }
        }
        if style.drawsContours {
            for item in largestFirst { item.strokeContour(width: width, on: &image) }
        }
        if style.drawsBoxes {
            for item in largestFirst { item.strokeBox(width: width, on: &image) }
        }
        for label in labels.reversed() { label.draw(on: &image) }
    }
}
