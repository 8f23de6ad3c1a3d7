internal import COCO
internal import Geometry
internal import Imaging

/// Turns what data sets and results mark into what an overlay draws, at the size of a picture.
struct AnnotationDrawing {
    /// The size that annotations are for.
    let size: ImageSize
    /// The size of the picture that they are drawn on.
    let pictureSize: ImageSize
    /// Whether objects with a mask have their box drawn, too.
    var drawsBoxesOfMasks = false

    /// An object to be drawn; nil where it has no pixel, no box and no keypoint that could be seen.
    func instance(
        box: AnnotationBox?, segmentation: Segmentation?, label: String, score: Double? = nil, classIndex: Int,
        skeleton: OverlaySkeleton? = nil
    ) -> OverlayInstance? {
        let mask = segmentation.flatMap(mask).flatMap { $0.isEmpty ? nil : $0 }
        let scaled = box.map { box in
            Box(x: Float(box.x), y: Float(box.y), width: Float(box.width), height: Float(box.height))
                .scaled(x: Float(scaleX), y: Float(scaleY))
        }
        let isVisible = scaled.map { $0.width > 0 && $0.height > 0 } ?? false
        guard mask != nil || isVisible || skeleton != nil else { return nil }
        // Edges that are no numbers are not drawn, and the label then stands at the mask.
        let hidden = Box(x1: .nan, y1: .nan, x2: .nan, y2: .nan)
        let shown = (mask == nil || drawsBoxesOfMasks) && isVisible ? scaled : nil
        return OverlayInstance(
            box: shown ?? hidden, mask: mask, label: label, score: score.map { Float($0) }, classIndex: classIndex,
            skeleton: skeleton)
    }

    /// The labelled keypoints of an annotation, with its category's lines; nil where none is.
    func skeleton(of keypoints: [Keypoint]?, _ edges: [SkeletonEdge]) -> OverlaySkeleton? {
        skeleton(
            (keypoints ?? []).map { keypoint in
                keypoint.isLabelled
                    ? joint(x: keypoint.x, y: keypoint.y, isHidden: keypoint.visibility == .hidden) : nil
            }, edges)
    }

    /// The keypoints of a result, with its category's lines; nil where there are none.
    func skeleton(of keypoints: [DetectedKeypoint]?, _ edges: [SkeletonEdge]) -> OverlaySkeleton? {
        skeleton((keypoints ?? []).map { joint(x: $0.x, y: $0.y, isHidden: false) }, edges)
    }

    private func skeleton(_ joints: [OverlaySkeleton.Joint?], _ edges: [SkeletonEdge]) -> OverlaySkeleton? {
        guard joints.contains(where: { $0 != nil }) else { return nil }
        let bones = edges.filter { $0.start > 0 && $0.end > 0 }.map {
            OverlaySkeleton.Bone(start: $0.start - 1, end: $0.end - 1)
        }
        return OverlaySkeleton(joints: joints, bones: bones)
    }

    private func joint(x: Double, y: Double, isHidden: Bool) -> OverlaySkeleton.Joint? {
        let position = Point(x: x * scaleX, y: y * scaleY)
        guard position.x.isFinite, position.y.isFinite else { return nil }
        return OverlaySkeleton.Joint(position: position, isHidden: isHidden)
    }

    private var scaleX: Double { Double(pictureSize.width) / Double(max(size.width, 1)) }
    private var scaleY: Double { Double(pictureSize.height) / Double(max(size.height, 1)) }

    private func mask(_ segmentation: Segmentation) -> RunLengthMask? {
        switch segmentation {
        case .runLengths(let mask, _):
            return mask.scaled(to: pictureSize)
        case .polygons(let rings):
            let rings = rings.filter(isWellFormed).compactMap { ring -> [Double]? in
                let scaled = ring.enumerated().map { $1 * ($0 % 2 == 0 ? scaleX : scaleY) }
                return overhang(of: scaled, size: pictureSize) > 0 ? clipped(scaled, to: pictureSize) : scaled
            }
            return try? RunLengthMask(cocoPolygons: rings, size: pictureSize)
        }
    }
}

/// Reads the picture of a data set's image.
func annotatedPicture(
    of image: DatasetImage, folder: ImageFolder, reading: PictureReading
) throws(DatasetError) -> Image {
    guard let path = try folder.path(of: image) else {
        throw .coco(
            .mismatch(subject: "image \(image.id)", expected: "a file name", found: "none, so that it cannot be drawn"))
    }
    do throws(ImagingError) {
        return try reading.picture(path, recordedSize: image.size).image
    } catch {
        throw .imaging(error)
    }
}
