/// How well objects are found one by one, as in the GlaS contest on glands.
///
/// Source: Sirinukunwattana et al., "Gland segmentation in colon histology images: The GlaS challenge contest" (2017),
/// section 4.
public struct ObjectFigures: Sendable, Hashable {
    /// F1 of objects found, of all images together.
    public var f1: Double
    /// The share of found objects that cover at least half of an object.
    public var precision: Double
    /// The share of objects that are so covered.
    public var recall: Double
    /// Dice's coefficient by object, each weighed by its area.
    public var dice: Double
    /// Hausdorff's distance by object in pixels, each weighed by its area; nil (the contest's infinity) where an image has
    /// objects or results but not both.
    public var hausdorff: Double?
    /// Hausdorff's distance by object over the images alone that have objects and results; nil where none has.
    public var measurableHausdorff: Double?
    /// The number of objects and results in images that do not have both.
    public var unmeasurableCount: Int

    /// Creates the figures.
    public init(
        f1: Double, precision: Double, recall: Double, dice: Double, hausdorff: Double?,
        measurableHausdorff: Double? = nil, unmeasurableCount: Int = 0
    ) {
        self.f1 = f1
        self.precision = precision
        self.recall = recall
        self.dice = dice
        self.hausdorff = hausdorff
        self.measurableHausdorff = measurableHausdorff
        self.unmeasurableCount = unmeasurableCount
    }
}
