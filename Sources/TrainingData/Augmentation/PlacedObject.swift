internal import COCO
internal import Geometry

/// An object on its way into a sample.
struct PlacedObject {
    /// The box as annotated, as far as it lies inside; nil where the mask's is taken.
    var annotatedBox: Box?
    var label: Int
    /// The pixels that are seen.
    var mask: RunLengthMask
    /// How many pixels the object had before anything hid or cut it.
    var wholeArea: Int
    /// Whether something hides or cuts it, so that the annotated box may reach farther than what is seen.
    var isReduced: Bool
    /// Its keypoints, where keypoints are learnt; those outside are not labelled.
    var keypoints: [Keypoint] = []

    /// The box of what is seen; nil where nothing is.
    ///
    /// That of an object that is whole is the annotated one. Otherwise it is what the annotated box and the pixels that are
    /// left have in common: annotated edges stay, exact to a fraction of a pixel, where the object is not cut.
    var box: Box? {
        guard let extent = mask.boundingBox else { return nil }
        guard let annotatedBox else { return extent }
        guard isReduced else { return annotatedBox }
        let common = Box(
            x1: max(annotatedBox.x1, extent.x1), y1: max(annotatedBox.y1, extent.y1),
            x2: min(annotatedBox.x2, extent.x2), y2: min(annotatedBox.y2, extent.y2))
        return common.width > 0 && common.height > 0 ? common : extent
    }
}

extension PlacedObject {
    /// Places an object in a part of its image that is mirrored and turned; nil where nothing of it is inside.
    /// - Throws: `TrainingDataError.unusableMask` where the mask cannot be drawn.
    init?(
        _ object: TrainingImage.Object, of image: TrainingImage, in window: Window, _ orientation: Orientation,
        mirroredKeypoints: [Int]
    ) throws(TrainingDataError) {
        do throws(GeometryError) {
            guard let extent = object.box ?? object.segmentation.extent(in: image.size) else { return nil }
            let isWhole = window.contains(extent)
            switch object.segmentation {
            case .runLengths(let whole, _):
                mask = orientation.mask(whole, in: window)
                wholeArea = whole.area
                isReduced = mask.area < wholeArea
            case .polygons(let rings):
                let placed = rings.map { orientation.ring($0, in: window) }
                mask = try RunLengthMask(cocoPolygons: placed, size: orientation.size(window.size))
                isReduced = !isWhole
                wholeArea = isWhole ? mask.area : try RunLengthMask(cocoPolygons: rings, size: image.size).area
            }
        } catch {
            throw .unusableMask(
                annotationID: object.annotationID, file: image.path, reason: error.description)
        }
        guard !mask.isEmpty else { return nil }
        label = object.label
        keypoints = orientation.keypoints(object.keypoints, in: window, mirrored: mirroredKeypoints)
        annotatedBox = object.box.map { orientation.box($0, in: window) }
        if let box = annotatedBox, box.width <= 0 || box.height <= 0 { annotatedBox = nil }
    }

    /// Takes pixels away that something hides.
    mutating func hide(_ hidden: RunLengthMask, boundingBox: Box) throws(GeometryError) {
        guard let extent = mask.boundingBox, extent.intersectionArea(with: boundingBox) > 0 else { return }
        let area = mask.area
        mask = try mask.subtracting(hidden)
        if mask.area < area { isReduced = true }
    }
}
