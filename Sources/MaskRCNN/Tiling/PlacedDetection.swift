public import Geometry
public import Models

/// An object of a large image.
public struct PlacedDetection: Sendable, Hashable {
    /// Its box, x1, y1, x2, y2 in continuous pixels of the image.
    public let box: Box
    /// Its class as the model numbers it, from 1.
    public let label: Int
    /// The name of its class.
    public let category: String
    /// How sure the model is, from 0 to 1; of an object of several pieces that of the surest.
    public let score: Float
    /// Its pixels; nil where the network has no mask head.
    public let mask: PlacedMask?
    /// Its keypoints in pixels of the image; nil where the network has no keypoint head. Of an object of several pieces they are the largest
    /// piece's.
    public let keypoints: [Detection.Keypoint]?
    /// Of how many pieces it was put together; 1 for one that a tile has whole.
    public let pieceCount: Int
    /// Whether it ends at the side of a tile that is not the image's, and no other tile goes on with it.
    public let isCut: Bool

    /// The detection with a mask of the whole image.
    ///
    /// - Throws: `GeometryError.invalidSize` where the image has more than 2³² − 1 pixels.
    public func detection(in size: ImageSize) throws(GeometryError) -> Detection {
        Detection(
            box: box, label: label, category: category, score: score,
            mask: try mask.map { mask throws(GeometryError) in try mask.placed(in: size) }, keypoints: keypoints)
    }
}
