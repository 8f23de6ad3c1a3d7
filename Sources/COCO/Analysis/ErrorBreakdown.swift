/// How much AP each kind of error costs: what AP at one IoU would gain if that kind alone were mended.
///
/// Source: Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors" (2020), section 2.
public struct ErrorBreakdown: Sendable, Hashable {
    /// AP at `foregroundThreshold`, from 0 to 1.
    public var ap: Double
    /// The IoU from which on a result is on an object (TIDE's t_f).
    public var foregroundThreshold: Double
    /// The IoU under which a result is on background (TIDE's t_b).
    public var backgroundThreshold: Double
    /// Lost to the right place with the wrong category.
    public var classification: Double
    /// Lost to the right category in a place not quite right.
    public var localization: Double
    /// Lost to both wrong.
    public var both: Double
    /// Lost to a second result for an object.
    public var duplicate: Double
    /// Lost to results on no object.
    public var background: Double
    /// Lost to objects that no result is near.
    public var missed: Double
    /// What AP would gain without any false positive.
    public var falsePositives: Double
    /// What AP would gain if every object that was not found did not count.
    public var falseNegatives: Double
    /// The number of errors of each kind: classification, localisation, both, duplicate, background, missed.
    public var counts: [Int]

    /// Creates a breakdown from its parts.
    public init(
        ap: Double, foregroundThreshold: Double, backgroundThreshold: Double, classification: Double,
        localization: Double, both: Double, duplicate: Double, background: Double, missed: Double,
        falsePositives: Double, falseNegatives: Double, counts: [Int]
    ) {
        self.ap = ap
        self.foregroundThreshold = foregroundThreshold
        self.backgroundThreshold = backgroundThreshold
        self.classification = classification
        self.localization = localization
        self.both = both
        self.duplicate = duplicate
        self.background = background
        self.missed = missed
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.counts = counts
    }
}
