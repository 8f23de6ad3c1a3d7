/// How well the pixels of all objects together are found, whatever object they belong to.
public struct PixelFigures: Sendable, Hashable {
    /// Intersection over union of all found and all marked pixels, of all images together.
    public var iou: Double
    /// F1, which for pixels is Dice's coefficient, of all images together.
    public var f1: Double
    /// The share of found pixels that are marked.
    public var precision: Double
    /// The share of marked pixels that are found.
    public var recall: Double
    /// The mean of the images' own IoU.
    public var meanImageIoU: Double
    /// The mean of the images' own F1.
    public var meanImageF1: Double

    /// Creates the figures.
    public init(
        iou: Double, f1: Double, precision: Double, recall: Double, meanImageIoU: Double, meanImageF1: Double
    ) {
        self.iou = iou
        self.f1 = f1
        self.precision = precision
        self.recall = recall
        self.meanImageIoU = meanImageIoU
        self.meanImageF1 = meanImageF1
    }
}
