internal import Files
import Geometry

/// A result and an annotation of one image that overlap.
struct OverlapPair: Sendable {
    /// The result's place among those that were compared.
    var row: Int32
    /// The annotation's.
    var column: Int32
    /// Above 0, but where pairs without overlap were asked for.
    var overlap: Double
}

/// Computes intersections over union, or the similarities of keypoints, of results and annotations of one image after another.
///
/// It keeps its memory from call to call, so a thread has one of its own. Masks are drawn and read only where the boxes
/// around them overlap.
package struct ObjectOverlaps {
    let objects: ComparedObjects
    var arena = RunArena()
    var resultRegions: [LazyRegion] = []
    var annotationRegions: [LazyRegion] = []
    private var boxes: [AnnotationBox] = []
    /// Of the keypoints of a pair.
    var terms: [Double] = []

    /// Starts with no memory.
    package init(_ objects: ComparedObjects) {
        self.objects = objects
    }

    /// The pairs of results and annotations that overlap, by intersection over union of the evaluation's `iouType`; with a crowd,
    /// by the share of the result that lies in it. Keypoints have their similarity, also with a crowd.
    ///
    /// Pairs that do not overlap are left out: of 20,000 objects and as many results a table would have 400 million places, of
    /// which almost all are zero.
    /// - Parameters:
    ///   - pairs: Is overwritten: row by row, one row a result, in each the annotations in their order.
    ///   - bar: The least overlap of a pair; at 0 or below, pairs without any are there, too.
    ///   - image: The image's place among the images.
    ///   - results: The places of results of the image.
    ///   - annotations: The places of annotations of the image.
    /// - Throws: `COCOError.mismatch` where what is compared is missing or cannot be drawn, `COCOError.memory` where more pairs
    ///   overlap than the budget holds.
    mutating func find(
        _ pairs: inout [OverlapPair], atLeast bar: Double, image: Int, results: ArraySlice<Int32>,
        annotations: ArraySlice<Int32>
    ) throws(COCOError) {
        pairs.removeAll(keepingCapacity: true)
        guard !results.isEmpty, !annotations.isEmpty else { return }
        switch objects.options.iouType {
        case .bbox: try findFromBoxes(&pairs, bar, image: image, results: results, annotations: annotations)
        case .segm, .boundary: try findFromMasks(&pairs, bar, image: image, results: results, annotations: annotations)
        case .keypoints: try findFromKeypoints(&pairs, bar, image: image, results: results, annotations: annotations)
        }
    }

    /// The pairs that overlap, by their places in the two lists.
    package mutating func pairs(
        image: Int, results: [Int32], annotations: [Int32]
    ) throws(COCOError) -> [(result: Int, annotation: Int, overlap: Double)] {
        var pairs: [OverlapPair] = []
        try find(
            &pairs, atLeast: .leastNonzeroMagnitude, image: image, results: results[...], annotations: annotations[...])
        return pairs.map { (Int($0.row), Int($0.column), $0.overlap) }
    }

    /// Adds a pair.
    func add(_ pair: OverlapPair, to pairs: inout [OverlapPair], image: Int) throws(COCOError) {
        // Memory is asked for as it doubles, and looked at then.
        if pairs.count == pairs.capacity, pairs.count >= 1 << 20 {
            try checkMemory(
                .product(3 * MemoryLayout<OverlapPair>.stride, pairs.count),
                for: "its more than \(pairs.count) overlapping pairs", of: "image \(objects.imageIDs[image])")
        }
        pairs.append(pair)
    }

    /// Whether an annotation is to be taken as a crowd: LVIS knows none.
    func isCrowd(_ annotation: Int32) -> Bool {
        objects.options.rules == .coco && objects.groundTruth.annotations[Int(annotation)].isCrowd
    }

    private mutating func findFromBoxes(
        _ pairs: inout [OverlapPair], _ bar: Double, image: Int, results: ArraySlice<Int32>,
        annotations: ArraySlice<Int32>
    ) throws(COCOError) {
        boxes.removeAll(keepingCapacity: true)
        for annotation in annotations { boxes.append(try objects.box(ofAnnotation: Int(annotation), image: image)) }
        for (row, result) in results.enumerated() {
            let box = try objects.box(ofResult: Int(result), image: image)
            let area = box.area
            for (column, annotation) in annotations.enumerated() {
                let other = boxes[column]
                let width = min(box.x + box.width, other.x + other.width) - max(box.x, other.x)
                let height = min(box.y + box.height, other.y + other.height) - max(box.y, other.y)
                var iou = 0.0
                if width > 0, height > 0 {
                    let shared = width * height
                    iou = shared / (isCrowd(annotation) ? area : area + other.area - shared)
                }
                guard iou >= bar, iou > 0 || bar <= 0 else { continue }
                try add(OverlapPair(row: Int32(row), column: Int32(column), overlap: iou), to: &pairs, image: image)
            }
        }
    }
}
