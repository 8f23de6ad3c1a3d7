/// The views in which a detector looks at each image, and how what it finds in them becomes one: test-time augmentation.
///
/// ```swift
/// var options = DetectorOptions()
/// options.augmentation = TestTimeAugmentation(sizes: [.factor(0.8), .factor(1), .factor(1.25)])
/// ```
///
/// Every size is seen with every flip. The boxes of all views are merged; then the heads for masks and keypoints look at the merged
/// boxes in every view, and the means of their probabilities and heat maps are taken. So each cell of a mask is of the same box in
/// all views, and none is interpolated from another.
///
/// Source: Mask R-CNN, appendix B; the order of the steps is that of detectron2's `GeneralizedRCNNWithTTA`.
public struct TestTimeAugmentation: Sendable, Hashable {
    /// How large an image is at the network's input.
    public enum Size: Sendable, Hashable {
        /// So many times as large as by the model's own rule, or by `DetectorOptions.resizing`.
        case factor(Double)
        /// With so many pixels of the short side; the longest side keeps the model's ratio to it.
        case shortSide(Int)
    }

    /// How boxes of one object become one.
    public enum Fusion: Sendable, Hashable {
        /// Their mean, weighted by scores; its score is the sum of theirs over the number of views, so that what few views show is
        /// less sure. Boxes of a class are one object's where they overlap by more than `overlap`.
        /// Source: Solovyev et al., "Weighted boxes fusion" (2019).
        case weightedBoxes(overlap: Double)
        /// The best of them, by the model's own suppression. Source: detectron2's `_merge_detections`.
        case suppression

        /// Weighted boxes with the overlap of the paper's program.
        public static let usual = Fusion.weightedBoxes(overlap: 0.55)
    }

    /// The sizes.
    public var sizes: [Size]
    /// Whether each is also seen with left and right exchanged.
    public var flipsHorizontally: Bool
    /// Whether each is also seen upside down, which suits pictures without an up, such as a microscope's.
    public var flipsVertically: Bool
    /// How boxes are merged.
    public var fusion: Fusion

    /// The most views of an image.
    public static let mostViews = 32
    private static let factors = 0.1...8.0

    /// Creates one; by default an image is seen as it is and mirrored.
    public init(
        sizes: [Size] = [.factor(1)], flipsHorizontally: Bool = true, flipsVertically: Bool = false,
        fusion: Fusion = .usual
    ) {
        self.sizes = sizes
        self.flipsHorizontally = flipsHorizontally
        self.flipsVertically = flipsVertically
        self.fusion = fusion
    }

    /// How many views of an image there are: so many times as long does it take, at equal sizes.
    public var viewCount: Int { sizes.count * (flipsHorizontally ? 2 : 1) * (flipsVertically ? 2 : 1) }

    /// The views: of each size the image as it is, mirrored, upside down, turned by half.
    package var views: [AugmentedView] {
        sizes.flatMap { size in
            (flipsVertically ? [false, true] : [false]).flatMap { isUpsideDown in
                (flipsHorizontally ? [false, true] : [false]).map { isMirrored in
                    AugmentedView(size: size, isMirrored: isMirrored, isUpsideDown: isUpsideDown)
                }
            }
        }
    }

    /// - Throws: ``MaskRCNNError/configuration(key:expected:)`` where a number makes no sense.
    package func validate() throws(MaskRCNNError) {
        guard !sizes.isEmpty, sizes.count <= Self.mostViews, viewCount <= Self.mostViews else {
            throw .configuration(key: "augmentation.sizes", expected: "from 1 to \(Self.mostViews) views in all")
        }
        guard Set(sizes).count == sizes.count else {
            throw .configuration(key: "augmentation.sizes", expected: "each size once")
        }
        for size in sizes {
            switch size {
            case .factor(let factor):
                guard Self.factors.contains(factor) else {
                    throw .configuration(
                        key: "augmentation.sizes",
                        expected: "factors from \(Self.factors.lowerBound) to \(Self.factors.upperBound)")
                }
            case .shortSide(let side):
                guard (1...InputResizing.mostOfSide).contains(side) else {
                    throw .configuration(
                        key: "augmentation.sizes", expected: "short sides from 1 to \(InputResizing.mostOfSide)")
                }
            }
        }
        if case .weightedBoxes(let overlap) = fusion, !(overlap > 0 && overlap < 1) {
            throw .configuration(key: "augmentation.fusion", expected: "an overlap between 0 and 1")
        }
    }
}
