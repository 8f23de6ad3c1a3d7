import Geometry

extension PixelFigures {
    /// Compares the pixels of all results of an image with those of all its objects, for each image.
    ///
    /// Pixels of crowds are left out of both sides, whatever else lies there. Where nothing is marked and nothing is found,
    /// all figures are 1; where only one of both is empty, 0. An image without objects and results counts as 1 in the means.
    /// - Parameters:
    ///   - groundTruth: The data set.
    ///   - results: What was found in its images.
    ///   - scoreThreshold: The least score of a result that counts.
    ///   - categoryID: The one category that counts, on both sides and among crowds; nil takes all.
    ///   - threads: How many threads compute; nil takes one a core.
    /// - Throws: `COCOError` where an object or result has no segmentation, or results do not belong to the data set.
    public init(
        groundTruth: Dataset, results: [DetectionResult], scoreThreshold: Double = 0.5, categoryID: Int? = nil,
        threads: Int? = nil
    ) throws(COCOError) {
        let scenes = try ImageScenes(
            groundTruth: groundTruth, results: results, scoreThreshold: scoreThreshold,
            categoryIDs: categoryID.map { [$0] }, threads: threads)
        let images = try scenes.map { (scene) throws(COCOError) in try PixelCounts(scene, in: scenes) }
        let all = images.reduce(into: PixelCounts()) { $0.add($1) }
        let count = Double(images.count)
        self.init(
            iou: all.iou, f1: all.f1, precision: all.precision, recall: all.recall,
            meanImageIoU: images.isEmpty ? 1 : images.reduce(0) { $0 + $1.iou } / count,
            meanImageF1: images.isEmpty ? 1 : images.reduce(0) { $0 + $1.f1 } / count)
    }
}

/// How many pixels are marked, found, and both.
private struct PixelCounts: Sendable {
    var marked = 0
    var found = 0
    var common = 0

    init() {}

    init(_ scene: ImageScene, in scenes: ImageScenes) throws(COCOError) {
        let crowds = try scenes.masks(ofAnnotations: scene.annotations.filter(scenes.isCrowd), in: scene)
        let objects = try scenes.masks(ofAnnotations: scene.annotations.filter { !scenes.isCrowd($0) }, in: scene)
        let results = try scenes.masksOfResults(in: scene)
        do throws(GeometryError) {
            let crowd = try RunLengthMask.union(of: crowds)
            let marked = try Self.union(of: objects, without: crowd)
            let found = try Self.union(of: results, without: crowd)
            self.marked = marked.area
            self.found = found.area
            if self.marked > 0, self.found > 0 { common = try marked.intersectionArea(with: found) }
        } catch {
            throw sizeMismatch(scenes.subject(scene), error)
        }
    }

    private static func union(
        of masks: [RunLengthMask], without crowd: RunLengthMask
    ) throws(GeometryError) -> RunLengthMask {
        let union = try RunLengthMask.union(of: masks)
        return union.isEmpty || crowd.isEmpty ? union : try union.subtracting(crowd)
    }

    mutating func add(_ other: PixelCounts) {
        marked += other.marked
        found += other.found
        common += other.common
    }

    var iou: Double { ratio(common, marked + found - common) }
    var f1: Double { ratio(2 * common, marked + found) }
    var precision: Double { found > 0 ? ratio(common, found) : ratio(0, marked) }
    var recall: Double { marked > 0 ? ratio(common, marked) : ratio(0, found) }

    private func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 1 }
}
