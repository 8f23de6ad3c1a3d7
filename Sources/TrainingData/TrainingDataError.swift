public import ClassMaps
public import Geometry

/// What can be wrong with data for training, or with what is asked of them.
public enum TrainingDataError: Error, Hashable, Sendable {
    /// A record of a data set cannot be learnt from; `others` more are at fault, too.
    case fault(TrainingFault, others: Int)
    /// A data set marks no object.
    case noAnnotations(source: String)
    /// All that a data set marks are crowds, of which nothing can be learnt.
    case crowdsAlone(source: String, count: Int)
    /// Objects are marked, but none of them can be used.
    case noUsableObjects(source: String, first: TrainingFault?)
    /// Keypoints are to be learnt, and no object of a data set has one that is labelled.
    case noKeypoints(source: String)
    /// Two categories have keypoints of different names.
    case keypointsDiffer(first: String, second: String)
    /// There are no images to learn from.
    case noImages(reason: String)
    /// The pixels of an image cannot be read, for `reason`, which names the file.
    case unreadableImage(imageID: Int, source: String, reason: String)
    /// An image's file has another size than the data set records.
    case sizeDiffers(file: String, imageID: Int, source: String, recorded: ImageSize, found: ImageSize)
    /// So many images in a row cannot be read; `last` says what is wrong with the last.
    case tooManyBrokenImages(count: Int, last: String)
    /// A mask cannot be made from what an annotation marks, for `reason`.
    case unusableMask(annotationID: Int, file: String, reason: String)
    /// A class map, or what says which classes there are, is at fault; so are `others` more maps.
    case classMaps(ClassMapError, others: Int)
    /// There are class maps, and none of their pixels has one of the classes that are learnt.
    case noClasses(source: String)
    /// A picture cannot be made, for `reason`.
    case picture(file: String, reason: String)
    /// A setting makes no sense.
    case setting(key: String, expected: String, found: String)
    /// The loader was stopped.
    case stopped
}

extension TrainingDataError: CustomStringConvertible {
    /// One sentence that names the file and the record, what was expected and what came.
    public var description: String {
        switch self {
        case .fault(let fault, let others):
            others == 0 ? fault.description : "\(fault) (and \(others) more that cannot be learnt from)"
        case .noAnnotations(let source):
            "\(source): expected objects to learn from, but there is no annotation"
        case .crowdsAlone(let source, let count):
            "\(source): \(count == 1 ? "its only annotation is a crowd" : "all \(count) annotations are crowds") (iscrowd 1), of "
                + "which nothing can be learnt; single objects have iscrowd 0"
        case .noUsableObjects(let source, let first):
            "\(source): no annotation can be learnt from\(first.map { "; the first fault is: \($0)" } ?? "")"
        case .noKeypoints(let source):
            "\(source): keypoints are to be learnt, and no object that can be used has one that is labelled (v above 0)"
        case .keypointsDiffer(let first, let second):
            "a network finds one kind of keypoints, and those of \(first) are others than those of \(second)"
        case .noImages(let reason):
            "there are no images to learn from: \(reason)"
        case .unreadableImage(let imageID, let source, let reason):
            "\(reason) (image \(imageID) of \(source))"
        case .sizeDiffers(let path, let imageID, let source, let recorded, let found):
            "\(path): the file has \(found) pixels, but image \(imageID) of \(source) is recorded with \(recorded)"
        case .tooManyBrokenImages(let count, let last):
            "\(count) images in a row cannot be used; the last: \(last)"
        case .unusableMask(let annotationID, let path, let reason):
            "\(path): annotation \(annotationID): \(reason)"
        case .classMaps(let error, let others):
            "\(error)" + (others == 0 ? "" : " (and \(others) more class \(others == 1 ? "map" : "maps") at fault)")
        case .noClasses(let source):
            "\(source): no pixel of its class maps has a class but the background"
        case .picture(let path, let reason):
            "\(path): no picture of it can be made: \(reason)"
        case .setting(let name, let expected, let found):
            "\(name) should be \(expected), but is \(found)"
        case .stopped:
            "the loader of training data was stopped"
        }
    }
}
