internal import Geometry

/// Draws objects on pictures: masks, outlines, boxes, keypoints and labels.
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
    ///   there are labels to draw and the system has no font (a style without labels needs none); the picture
    ///   is unchanged then.
    public func draw(_ instances: [OverlayInstance], on image: inout Image) throws(ImagingError) {
        for mask in instances.lazy.compactMap(\.mask) where mask.size != image.size {
            throw .sizesDiffer(expected: image.size, found: mask.size)
        }
        let items = instances.enumerated().filter { style.admits($1) }.map { index, instance in
            let number = style.coloring == .instance ? index : instance.classIndex
            return OverlayItem(instance, color: style.palette[number])
        }
        let plan = OverlayPlan(for: items, style: style, size: image.size)
        let labels = plan.drawsLabels ? try OverlayLabel.labels(for: items, style: style, size: image.size) : []
        func width(_ item: OverlayItem) -> Float { style.lineWidth(on: image.size, objectArea: item.area) }

        let largestFirst = items.indices.sorted { items[$0].area > items[$1].area }
        if plan.drawsMasks {
            let opacity = style.maskOpacity ?? OverlayStyle.usualMaskOpacity
            for index in largestFirst { items[index].fillMask(opacity: opacity, on: &image) }
        }
        if style.drawsOutlines {
            // Without a tint inside, only its own colour sets an outline off from the picture.
            let ground = plan.drawsMasks ? nil : image
            for index in largestFirst {
                items[index].strokeOutline(width: width(items[index]), contrastingWith: ground, on: &image)
            }
        }
        for index in largestFirst where plan.drawsBox[index] {
            items[index].strokeBox(width: width(items[index]), on: &image)
        }
        if style.drawsSkeletons {
            for index in largestFirst { items[index].strokeSkeleton(width: width(items[index]), on: &image) }
        }
        for label in labels.reversed() { label.draw(on: &image) }
    }
}
