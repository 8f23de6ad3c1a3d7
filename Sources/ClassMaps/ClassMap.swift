internal import Files
public import Geometry

/// A class for each pixel of a picture, as semantic segmentation gives it: one byte a pixel, row by row from the top left.
///
/// Classes count from 0, which is the background in most data sets. Pixels of ``ignored`` have no class: training learns nothing
/// from them, and an evaluation does not count them. What the classes are called says a ``ClassPalette``.
public struct ClassMap: Sendable, Hashable {
    /// The label of pixels without a class, as in Pascal VOC and in torchvision's losses (`ignore_index=255`).
    ///
    /// Files may have another number for them (``ClassMapReader/ignoreIndex``); in memory it is always this one.
    public static let ignored: UInt8 = 255

    /// The width and height in pixels.
    public let size: ImageSize
    /// The classes: that of pixel (x, y) is at y · width + x.
    public internal(set) var labels: [UInt8]

    /// Creates a map from its labels.
    /// - Throws: `ClassMapError.wrongLabelCount` where there is not one label a pixel, or the size is none.
    public init(size: ImageSize, labels: [UInt8]) throws(ClassMapError) {
        let (area, overflow) = size.width.multipliedReportingOverflow(by: size.height)
        guard size.width >= 0, size.height >= 0, !overflow, labels.count == area else {
            throw .wrongLabelCount(size: size, found: labels.count)
        }
        self.init(size: size, checked: labels)
    }

    /// `labels` must have one label for each pixel of `size`.
    init(size: ImageSize, checked labels: [UInt8]) {
        self.size = size
        self.labels = labels
    }

    /// The class of a pixel, which must lie inside the picture.
    public subscript(x: Int, y: Int) -> UInt8 {
        precondition(x >= 0 && x < size.width && y >= 0 && y < size.height, "(\(x), \(y)) is outside \(size) pixels")
        return labels[y * size.width + x]
    }

    /// How many pixels each label has: 256 counts, the last that of ``ignored``.
    ///
    /// Complexity: O(*w* × *h*).
    public var pixelCounts: [Int] {
        var counts = [Int](repeating: 0, count: 256)
        counts.withUnsafeMutableBufferPointer { counts in
            labels.withUnsafeBufferPointer { labels in
                for label in labels { counts[Int(label)] += 1 }
            }
        }
        return counts
    }

    /// Makes sure that the map is as large as its picture.
    /// - Parameter name: What the error calls the map.
    /// - Throws: `ClassMapError.sizesDiffer`.
    public func requireSize(_ expected: ImageSize, name: String) throws(ClassMapError) {
        guard size == expected else { throw .sizesDiffer(file: name, expected: expected, found: size) }
    }

    /// The first pixel whose label is neither a class of so many nor ``ignored``; nil where there is none.
    func firstStranger(classCount: Int) -> (x: Int, y: Int, label: UInt8, count: Int)? {
        let isStranger = { (label: UInt8) in Int(label) >= classCount && label != Self.ignored }
        guard let place = labels.firstIndex(where: isStranger) else { return nil }
        let count = labels[place...].count(where: isStranger)
        return (place % size.width, place / size.width, labels[place], count)
    }
}
