internal import COCO
public import ClassMaps
internal import Geometry

/// Where the maps of a training set's classes come from: files, or objects that are painted.
public struct TrainingMaps: Sendable {
    /// The classes.
    public let palette: ClassPalette
    /// What each image's map is made of, in the order of the images.
    let origins: [Origin]
    let reader: ClassMapReader
    /// What paints the objects of each data set that is painted.
    let painters: [Int: ClassMapPainter]

    /// Where a map comes from.
    enum Origin: Sendable {
        /// A file.
        case file(String)
        /// An image of a data set.
        case painted(source: Int, imageID: Int)
    }

    /// The map of an image.
    ///
    /// Where an object is that cannot be painted, nothing counts as background.
    ///
    /// - Parameters:
    ///   - index: The image's place in the set.
    ///   - image: The image.
    /// - Throws: `TrainingDataError.classMaps` where its file cannot be read, or an object not be painted.
    package func map(of index: Int, _ image: TrainingImage) throws(TrainingDataError) -> ClassMap {
        do throws(ClassMapError) {
            switch origins[index] {
            case .file(let path): return try reader.map(contentsOfFile: path, size: image.size)
            case .painted(let source, let id):
                guard let painter = painters[source] else {
                    throw .coco(.mismatch(subject: "image \(id)", expected: "a data set to paint", found: "none"))
                }
                var map = try painter.map(ofImage: id, size: image.size)
                if palette.hasBackground { for box in image.unusable { map.ignore(0, in: box) } }
                return map
            }
        } catch {
            throw .classMaps(error, others: 0)
        }
    }
}

/// How class maps are read and painted.
public struct ClassMapRules: Sendable, Hashable {
    /// The classes; nil for the background and the categories of data sets that are painted.
    public var classes: ClassPalette?
    /// The value of pixels without a class in files; nil where every pixel has one.
    public var ignoredValue: Int? = Int(ClassMap.ignored)
    /// What pixels of several objects become.
    public var overlaps = ClassMapPainter.Overlaps.ignored
    /// What crowds become.
    public var crowds = ClassMapPainter.Crowds.painted

    /// Creates torchvision's.
    public init() {}
}
