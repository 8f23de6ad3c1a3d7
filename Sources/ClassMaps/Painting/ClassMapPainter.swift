public import COCO
internal import Files
public import Geometry

/// Paints the objects of a data set in COCO's format into class maps.
///
/// Class 0 is the background, and the categories follow as training numbers them, unless a palette says otherwise.
///
/// Source: `ConvertCocoPolysToMask` of torchvision's `references/segmentation/coco_utils.py`, whose maps the usual options give:
/// pixels of one object have its class, those of several are ignored, and crowds are objects.
public struct ClassMapPainter: Sendable {
    /// What pixels of several objects become.
    public enum Overlaps: String, Sendable, Hashable, Codable, CaseIterable {
        /// Ignored, whatever the objects' classes are, as in torchvision.
        case ignored
        /// Those of the object with the fewest pixels, of equal ones the last in the file.
        case smallerOnTop = "smaller-on-top"
    }

    /// What crowds (`iscrowd` 1) become.
    public enum Crowds: String, Sendable, Hashable, Codable, CaseIterable {
        /// Objects like others, as in torchvision.
        case painted
        /// Ignored pixels, where no other object is.
        case ignored
    }

    /// The classes of the maps.
    public let palette: ClassPalette
    /// What pixels of several objects become.
    public let overlaps: Overlaps
    /// What crowds become.
    public let crowds: Crowds
    /// What is not painted as the data set has it, in words.
    public let notes: [String]

    private let labels: [Int: UInt8]
    private let images: [Int: PaintedImage]

    /// Prepares to paint.
    /// - Parameters:
    ///   - dataset: The data set.
    ///   - palette: The classes, which categories are found among by their names, of the same spelling first, then but for case and
    ///     spaces; others are not painted, as by torchvision's `FilterAndRemapCocoCategories`. Nil for the background and all
    ///     categories.
    ///   - overlaps: What pixels of several objects become.
    ///   - crowds: What crowds become.
    /// - Throws: `ClassMapError.classes` where there are no categories, more than a map can hold, or none of the palette's.
    public init(
        _ dataset: Dataset, palette: ClassPalette? = nil, overlaps: Overlaps = .ignored, crowds: Crowds = .painted
    ) throws(ClassMapError) {
        let numbering = try CategoryNumbering(dataset, palette: palette)
        self.palette = numbering.palette
        self.overlaps = overlaps
        self.crowds = crowds
        labels = numbering.labels
        notes = numbering.notes
        // Of records of one id the last counts, as in an evaluation.
        var images: [Int: PaintedImage] = [:]
        for image in dataset.images { images[image.id] = PaintedImage(size: image.size) }
        for annotation in dataset.annotations where numbering.labels[annotation.categoryID] != nil {
            images[annotation.imageID]?.annotations.append(annotation)
        }
        self.images = images
    }

    /// The classes that no category is, in their order; a background, which nobody marks, is none of them.
    public var classesWithoutCategory: [Int] {
        let painted = Set(labels.values)
        return palette.names.indices.dropFirst(palette.hasBackground ? 1 : 0).filter { !painted.contains(UInt8($0)) }
    }

    /// The size that the data set has for an image; nil where it has none.
    public func size(ofImage id: Int) -> ImageSize? { images[id]?.size }

    /// The map of an image.
    ///
    /// Where the palette has no background, pixels that no object covers are ignored.
    /// - Parameters:
    ///   - id: The image's id.
    ///   - size: Its size; nil for the data set's.
    /// - Throws: `ClassMapError.coco` where there is no such image, it has no size, or an object's outline cannot be drawn or is
    ///   not there: a box is no outline. `.memory` for an image that is larger than fits.
    /// Complexity: O(*w* × *h*), and as many pixels as the objects have.
    public func map(ofImage id: Int, size: ImageSize? = nil) throws(ClassMapError) -> ClassMap {
        guard let image = images[id], let size = size ?? image.size else {
            let found = images[id] == nil ? "no image" : "neither width nor height"
            throw .coco(.mismatch(subject: "image \(id)", expected: "an image with width and height", found: found))
        }
        var canvas = try ClassCanvas(size: size, background: palette.hasBackground ? 0 : ClassMap.ignored, image: id)
        var objects: [(mask: RunLengthMask, label: UInt8, area: Int)] = []
        for annotation in image.annotations {
            guard let label = labels[annotation.categoryID] else { continue }
            let mask = try Self.mask(of: annotation, size: size)
            if annotation.isCrowd, crowds == .ignored {
                canvas.cover(mask, with: ClassMap.ignored)
            } else {
                objects.append((mask, label, mask.area))
            }
        }
        switch overlaps {
        case .ignored: canvas.paintApart(objects.map { ($0.mask, $0.label) })
        case .smallerOnTop:
            let order = objects.indices.sorted { (objects[$1].area, $0) < (objects[$0].area, $1) }
            for index in order { canvas.cover(objects[index].mask, with: objects[index].label) }
        }
        return canvas.map
    }

    private static func mask(of annotation: Annotation, size: ImageSize) throws(ClassMapError) -> RunLengthMask {
        let mask: RunLengthMask?
        do {
            mask = try annotation.pixels(in: size)
        } catch {
            throw .coco(error)
        }
        guard let mask else {
            throw .coco(
                .mismatch(
                    subject: "annotation \(annotation.id) (image \(annotation.imageID))",
                    expected: "a segmentation to paint", found: annotation.box == nil ? "none" : "a box alone"))
        }
        return mask
    }
}

/// An image and its objects.
private struct PaintedImage: Sendable {
    var size: ImageSize?
    var annotations: [Annotation] = []
}
