/// How well class maps agree with ground truth: a confusion matrix of pixels, and the figures of it.
///
/// Counts are whole numbers, so that the order in which images come, and on how many threads, changes nothing.
///
/// Source: `ConfusionMatrix` of torchvision's `references/segmentation/utils.py`, in double precision.
/// Differs: predictions may have pixels without a class (``ClassMap/ignored``), which count as wrong; torchvision's have none.
public struct SemanticEvaluation: Sendable, Hashable, Codable {
    /// The number of classes.
    public let classCount: Int
    /// How many pixels of class *g* of the ground truth are predicted as class *p*: at *g* · `classCount` + *p*.
    public private(set) var counts: [Int64]
    /// How many pixels of each class of the ground truth are predicted as no class.
    public private(set) var unansweredCounts: [Int64]
    /// How many pixels have no class in the ground truth, and do not count.
    public private(set) var ignoredCount: Int64 = 0
    /// How many images were compared.
    public private(set) var imageCount = 0

    /// Starts with no image.
    /// - Throws: `ClassMapError.setting` for a number of classes that a map cannot tell apart.
    public init(classCount: Int) throws(ClassMapError) {
        guard (1...ClassPalette.mostClasses).contains(classCount) else {
            throw .setting(key: "classCount", expected: "1 to \(ClassPalette.mostClasses)", found: "\(classCount)")
        }
        self.classCount = classCount
        counts = [Int64](repeating: 0, count: classCount * classCount)
        unansweredCounts = [Int64](repeating: 0, count: classCount)
    }

    /// Adds an image.
    /// - Parameters:
    ///   - prediction: What was predicted for it.
    ///   - groundTruth: What is right.
    ///   - name: What errors call the prediction.
    /// - Throws: `ClassMapError.sizesDiffer`, and `.value` for a label that is no class; nothing was added then.
    public mutating func add(
        _ prediction: ClassMap, groundTruth: ClassMap, name: String = "the prediction"
    ) throws(ClassMapError) {
        try prediction.requireSize(groundTruth.size, name: name)
        let pairs = PixelPairs(prediction, groundTruth)
        for (map, found, name) in [
            (prediction, pairs.predictedLabels, name), (groundTruth, pairs.trueLabels, "the ground truth for \(name)"),
        ] {
            guard found.contains(where: { $0 >= classCount && $0 != Int(ClassMap.ignored) }),
                let pixel = map.firstStranger(classCount: classCount)
            else { continue }
            throw .value(
                file: name, x: pixel.x, y: pixel.y, value: Int(pixel.label), count: pixel.count,
                classes: "there are \(classCount) classes, from 0 on")
        }
        imageCount += 1
        for truth in pairs.trueLabels {
            for predicted in pairs.predictedLabels {
                let count = pairs[truth, predicted]
                if truth == Int(ClassMap.ignored) {
                    ignoredCount += count
                } else if predicted == Int(ClassMap.ignored) {
                    unansweredCounts[truth] += count
                } else {
                    counts[truth * classCount + predicted] += count
                }
            }
        }
    }

    /// Adds the images of another evaluation, which must have as many classes.
    public mutating func merge(_ other: SemanticEvaluation) {
        precondition(classCount == other.classCount, "\(classCount) classes are not \(other.classCount)")
        for index in counts.indices { counts[index] += other.counts[index] }
        for index in unansweredCounts.indices { unansweredCounts[index] += other.unansweredCounts[index] }
        ignoredCount += other.ignoredCount
        imageCount += other.imageCount
    }
}

/// How often each pair of labels comes at one pixel.
private struct PixelPairs {
    private var table = [Int64](repeating: 0, count: 256 * 256)
    /// The labels that occur.
    private(set) var trueLabels: [Int] = []
    private(set) var predictedLabels: [Int] = []

    init(_ prediction: ClassMap, _ groundTruth: ClassMap) {
        table.withUnsafeMutableBufferPointer { table in
            prediction.labels.withUnsafeBufferPointer { predicted in
                groundTruth.labels.withUnsafeBufferPointer { truth in
                    for place in 0..<truth.count { table[Int(truth[place]) << 8 | Int(predicted[place])] += 1 }
                }
            }
        }
        trueLabels = (0..<256).filter { truth in (0..<256).contains { self[truth, $0] > 0 } }
        predictedLabels = (0..<256).filter { predicted in trueLabels.contains { self[$0, predicted] > 0 } }
    }

    subscript(truth: Int, predicted: Int) -> Int64 { table[truth << 8 | predicted] }
}
