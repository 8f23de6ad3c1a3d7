internal import COCO
internal import Geometry

/// What makes two annotations mark the same.
struct MarkedObject: Hashable {
    private let imageID: Int
    private let categoryID: Int
    private let isCrowd: Bool
    /// The segmentation where there is one: boxes of one mask may differ in rounding.
    private let segmentation: Segmentation?
    private let box: AnnotationBox?
    private let keypoints: [Keypoint]?

    init(_ annotation: Annotation) {
        imageID = annotation.imageID
        categoryID = annotation.categoryID
        isCrowd = annotation.isCrowd
        switch annotation.segmentation {
        case .polygons(let rings) where rings.contains { !$0.isEmpty }:
            segmentation = .polygons(rings)
        case .runLengths(let mask, _):
            segmentation = .runLengths(mask, isCompressed: true)
        default:
            segmentation = nil
        }
        box = segmentation == nil ? annotation.box : nil
        keypoints = annotation.keypoints
    }

    /// A few numbers tell nearly all objects apart; what has the same ones is compared as a whole.
    func hash(into hasher: inout Hasher) {
        hasher.combine(imageID)
        hasher.combine(categoryID)
        switch segmentation {
        case .polygons(let rings):
            hasher.combine(rings.count)
            hasher.combine(rings.first?.count)
            for number in rings.first?.prefix(4) ?? [] { hasher.combine(number) }
        case .runLengths(let mask, _):
            hasher.combine(mask.counts.count)
            for count in mask.counts.prefix(6) { hasher.combine(count) }
        case nil:
            hasher.combine(box)
        }
    }
}
