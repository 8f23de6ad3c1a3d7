package import Geometry
internal import Torch

/// What is to be found in one image.
package struct GroundTruth: Sendable {
    /// The size of the image that boxes and masks are of.
    package var size: ImageSize
    /// x1, y1, x2, y2 of each object in pixels of that image, one after the other; no side is empty.
    package var boxes: [Double]
    /// The class of each object, from 1.
    package var labels: [Int]
    /// The pixels of each object.
    package var masks: [RunLengthMask]
    /// The keypoints of each object, as many as the network finds; empty for a network that finds none.
    package var keypoints: [[Keypoint]] = []
    /// x1, y1, x2, y2 of regions in which nothing counts as background.
    package var ignoredRegions: [Double]

    /// A point of an object.
    package struct Keypoint: Sendable {
        /// Continuous pixels of the image.
        package var x: Double
        package var y: Double
        /// Whether it is marked, visible or not.
        package var isLabelled: Bool

        /// Creates a keypoint.
        package init(x: Double, y: Double, isLabelled: Bool) {
            self.x = x
            self.y = y
            self.isLabelled = isLabelled
        }
    }

    /// Creates what is to be found.
    package init(
        size: ImageSize, boxes: [Double], labels: [Int], masks: [RunLengthMask], keypoints: [[Keypoint]] = [],
        ignoredRegions: [Double] = []
    ) {
        precondition(
            boxes.count == 4 * labels.count && masks.count == labels.count
                && (keypoints.isEmpty || keypoints.count == labels.count),
            "as many boxes, labels, masks and lists of keypoints")
        self.size = size
        self.boxes = boxes
        self.labels = labels
        self.masks = masks
        self.keypoints = keypoints
        self.ignoredRegions = ignoredRegions
    }

    /// (G, 4) and (M, 4) at the size of the network's input.
    func boxes(at size: ImageSize, _ dtype: DType) throws(TorchError) -> (objects: Tensor, ignored: Tensor) {
        func scaled(_ corners: [Double]) throws(TorchError) -> Tensor {
            try BoxOperations.resize(
                Tensor(corners, shape: [corners.count / 4, 4]).to(dtype), from: self.size, to: size)
        }
        return (try scaled(boxes), try scaled(ignoredRegions))
    }
}
