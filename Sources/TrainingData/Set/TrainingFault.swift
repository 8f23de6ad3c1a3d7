/// A record of a data set that cannot be learnt from.
public struct TrainingFault: Sendable, Hashable {
    /// What is wrong.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An annotation's category is not in the data set's list.
        case unknownCategory
        /// A category of the data set is not among the labels that are learnt.
        case categoryNotLearnt
        /// An annotation is for an image that the data set does not have.
        case unknownImage
        /// A box has no size, or is not made of numbers.
        case degenerateBox
        /// An object lies outside its image.
        case outsideImage
        /// An object has no segmentation; masks are what is learnt.
        case noSegmentation
        /// A polygon has too few points, an odd number of coordinates, or coordinates that are none.
        case malformedPolygon
        /// A mask holds no pixel.
        case emptyMask
        /// Run lengths are for an image of another size.
        case maskSizeDiffers
        /// An object has another number of keypoints than its category has names.
        case keypointCountDiffers
        /// An image's id is that of an earlier one.
        case repeatedImage
        /// An image has no class map, or one that cannot be used.
        case noClassMap
        /// An image has no file name.
        case noFileName
        /// An image's file is outside of the folder of images.
        case outsideFolder
        /// An image's file is no regular file, such as a pipe.
        case noRegularFile
        /// An image's file does not exist.
        case missingFile
        /// An image's size is not recorded, or is none, and its file does not tell it.
        case noSize
    }

    /// What is wrong.
    public var kind: Kind
    /// The data set's name.
    public var source: String
    /// The annotation's id; nil where the image is at fault.
    public var annotationID: Int?
    /// The image's id.
    public var imageID: Int?
    /// The image's file; nil where the data set names none.
    public var path: String?
    /// What was expected and what came.
    public var message: String

    /// Names what is wrong with a record.
    public init(
        kind: Kind, source: String, annotationID: Int?, imageID: Int?, path: String?, message: String
    ) {
        self.kind = kind
        self.source = source
        self.annotationID = annotationID
        self.imageID = imageID
        self.path = path
        self.message = message
    }
}

extension TrainingFault: CustomStringConvertible {
    /// One sentence that names the data set, the annotation and the image.
    public var description: String {
        let annotation = annotationID.map { "annotation \($0)" }
        let image = imageID.map { "image \($0)" + (path.map { " (\($0))" } ?? "") }
        let place = [annotation, image].compactMap(\.self).joined(separator: " of ")
        return "\(source): \(place.isEmpty ? "" : place + ": ")\(message)"
    }
}

/// What is done about what cannot be used.
public enum FaultPolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is left out, and a warning says so.
    case skip
    /// It is an error.
    case stop
}
