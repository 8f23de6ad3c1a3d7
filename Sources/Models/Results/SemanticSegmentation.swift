public import Geometry

/// The class of every pixel of an image.
public struct SemanticSegmentation: Sendable, Hashable {
    /// The image's size.
    public let size: ImageSize
    /// The label of each pixel, row by row from the top left: an index into ``classNames``.
    public let labels: [UInt8]
    /// The names of the classes by label; the first is the background's in models that have one.
    public let classNames: [String]
    /// The share of the image's pixels that each class has, by label; together 1.
    public let shares: [Double]
    /// The probability of each pixel's class, by a softmax over all, in the order of ``labels``; nil where it was not asked for.
    public let probabilities: [Float]?

    /// Columns of the image.
    public var width: Int { size.width }
    /// Rows of the image.
    public var height: Int { size.height }

    /// Creates the map of an image.
    ///
    /// - Parameters:
    ///   - size: The image's size.
    ///   - labels: As many as pixels, each below the number of names.
    ///   - classNames: The names by label.
    ///   - probabilities: As many as pixels, or nil.
    public init(size: ImageSize, labels: [UInt8], classNames: [String], probabilities: [Float]? = nil) {
        precondition(labels.count == size.area, "every pixel has a label")
        precondition(probabilities.map { $0.count == labels.count } ?? true, "every pixel has a probability, or none")
        var counts = [Int](repeating: 0, count: 256)
        for label in labels { counts[Int(label)] += 1 }
        precondition(counts.dropFirst(classNames.count).allSatisfy { $0 == 0 }, "every label has a name")
        self.size = size
        self.labels = labels
        self.classNames = classNames
        self.probabilities = probabilities
        shares = classNames.indices.map { labels.isEmpty ? 0 : Double(counts[$0]) / Double(labels.count) }
    }

    /// The label of the pixel in a column and a row, both from 0; they must be the image's.
    public subscript(x: Int, y: Int) -> Int {
        precondition((0..<width).contains(x) && (0..<height).contains(y), "the pixel is in the image")
        return Int(labels[y * width + x])
    }
}
