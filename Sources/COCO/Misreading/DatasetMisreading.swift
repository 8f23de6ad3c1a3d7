internal import Geometry

/// A sign that a data set's boxes or segmentations mean something else than COCO's format says.
///
/// Evidence is what the file itself holds: a box and a segmentation of one object, which must agree; an area, which must be
/// the box's; boxes and pictures, into which they must fit.
public struct DatasetMisreading: Sendable, Hashable {
    /// What the numbers of boxes seem to mean.
    public var boxes: BoxReading
    /// What the numbers of segmentations seem to mean.
    public var segmentations: SegmentationReading
    /// How many annotations speak for it.
    public var fitting: Int
    /// How many speak for COCO's own reading.
    public var asWritten: Int
    /// How many annotations there are to judge by.
    public var all: Int
    /// What speaks for it.
    public var evidence: Evidence
    /// Whether no other reading fits as well, so that the data set can be mended.
    public var isCertain: Bool

    /// What a reading is judged by.
    public enum Evidence: Sendable, Hashable {
        /// Boxes and segmentations of the same objects.
        case segmentations
        /// Areas of boxes.
        case areas
        /// Boxes that reach outside their images, or lie in a corner of one pixel.
        case images
    }
}

extension DatasetMisreading: CustomStringConvertible {
    /// What is doubtful and why.
    public var description: String {
        var subjects: [String] = []
        if boxes != .coco { subjects.append("the boxes look like \(boxes), not left, top, width, height") }
        if segmentations != .coco {
            subjects.append("the segmentations look written \(segmentations), not as COCO's are")
        }
        let reason =
            switch evidence {
            case .segmentations: "so \(fitting) of \(all) boxes and segmentations agree, and as they stand \(asWritten)"
            case .areas: "so \(fitting) of \(all) areas are those of the boxes, and as they stand \(asWritten)"
            case .images: "so \(fitting) of \(all) objects lie in their images, and as they stand \(asWritten)"
            }
        return subjects.joined(separator: ", and ") + ": " + reason
    }
}

extension DatasetMisreading {
    /// A data set whose boxes and segmentations are written as COCO's format says, with the areas of boxes.
    ///
    /// What cannot be read so stays as it is.
    public func corrected(_ dataset: Dataset) -> Dataset {
        var sizes: [Int: ImageSize] = [:]
        for image in dataset.images where sizes[image.id] == nil { sizes[image.id] = image.size }
        var dataset = dataset
        for index in dataset.annotations.indices {
            let annotation = dataset.annotations[index]
            let size = sizes[annotation.imageID]
            if boxes != .coco, let box = annotation.box.flatMap({ boxes.box($0, in: size) }) {
                dataset.annotations[index].box = box
                dataset.annotations[index].area = annotation.segmentation == nil ? box.area : annotation.area
            }
            if segmentations != .coco, let segmentation = annotation.segmentation,
                let corrected = segmentations.segmentation(segmentation, in: size)
            {
                dataset.annotations[index].segmentation = corrected
            }
            if segmentations.isFractional, let area = annotation.area, area <= 1, let size {
                dataset.annotations[index].area = area * Double(size.width) * Double(size.height)
            }
        }
        return dataset
    }
}
