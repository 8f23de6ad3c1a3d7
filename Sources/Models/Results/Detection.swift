public import COCO
public import Geometry

/// One object found in an image.
public struct Detection: Sendable, Hashable {
    /// Its box, x1, y1, x2, y2 in continuous pixels of the image, within its borders.
    public let box: Box
    /// Its class as the model numbers it, from 1; for models trained on COCO, the category id.
    public let label: Int
    /// The name of its class.
    public let category: String
    /// How sure the model is: the probability of its class, from 0 to 1.
    public let score: Float
    /// Which pixels of the image it covers, as run lengths; they may reach out of the box by a pixel or two. Nil where the network has no
    /// mask head, as a Faster R-CNN.
    public let mask: RunLengthMask?
    /// What the mask was made of, which allows any other threshold; nil where it was not made by a model.
    public let probabilities: MaskProbabilities?
    /// Its keypoints in the order of ``Configuration/KeypointHead/names``; nil where the network has no keypoint head.
    public let keypoints: [Keypoint]?
    /// Which of its keypoints a drawing joins; empty where nobody says.
    public let skeleton: [SkeletonEdge]

    /// Creates a detection.
    public init(
        box: Box, label: Int, category: String, score: Float, mask: RunLengthMask? = nil,
        probabilities: MaskProbabilities? = nil, keypoints: [Keypoint]? = nil,
        skeleton: [SkeletonEdge] = []
    ) {
        self.box = box
        self.label = label
        self.category = category
        self.score = score
        self.mask = mask
        self.probabilities = probabilities
        self.keypoints = keypoints
        self.skeleton = skeleton
    }

    /// The mask as one byte a pixel of the image, row by row: 1 inside, 0 outside; nil where there is no mask.
    ///
    /// Complexity: O(width × height); the mask itself takes memory for its runs alone.
    public func bitmap() -> [UInt8]? { mask?.bitmap() }

    /// The probability of each pixel of the image that it is the object's, row by row; nil where ``probabilities`` is.
    ///
    /// Source: `masks` of torchvision's results.
    ///
    /// - Throws: ``MaskRCNNError/memory(_:)`` where the budget has no room for 8 bytes a pixel.
    public func softMask() throws(MaskRCNNError) -> [Float]? { try probabilities?.pixels() }

    /// The mask's regions with their holes, along the borders of pixels; none where there is no mask. `mask.polygons(simplifiedTo:)`
    /// gives fewer points.
    public func polygons() -> [Polygon] { mask?.polygons() ?? [] }

    /// The number of pixels of the mask; nil where there is none. The box's area is `box.area`.
    public var area: Int? { mask?.area }

    /// The smallest box of whole pixels around the mask; nil where the mask is empty, or there is none.
    public var boundingBox: Box? { mask?.boundingBox }
}
