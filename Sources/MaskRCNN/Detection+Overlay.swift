internal import COCO
internal import Geometry
public import Imaging

extension Overlay {
    /// The image with detections drawn on it.
    ///
    /// - Throws: `ImagingError.sizesDiffer` where a mask is not of the image's size, and `ImagingError.noFont` where
    ///   the style wants labels and the system has no font.
    public func drawing(_ detections: [Detection], on image: Image) throws(ImagingError) -> Image {
        try drawing(detections.map(OverlayInstance.init), on: image)
    }
}

extension OverlayInstance {
    /// A detection to be drawn: its category is the label, its class gives the colour where classes have colours.
    public init(_ detection: Detection) {
        self.init(
            box: detection.box, mask: detection.mask, label: detection.category, score: detection.score,
            classIndex: detection.label, skeleton: detection.overlaySkeleton)
    }
}

extension Detection {
    /// Its keypoints and what joins them, as they are drawn; nil where it has none.
    fileprivate var overlaySkeleton: OverlaySkeleton? {
        keypoints.map { keypoints in
            OverlaySkeleton(
                joints: keypoints.map { OverlaySkeleton.Joint(position: Point(x: Double($0.x), y: Double($0.y))) },
                bones: skeleton.map { OverlaySkeleton.Bone(start: $0.start - 1, end: $0.end - 1) })
        }
    }
}
