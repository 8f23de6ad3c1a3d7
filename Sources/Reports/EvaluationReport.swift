public import COCO
public import Imaging

/// What an evaluation found, as one HTML page that needs nothing outside itself.
///
/// Only what is given is shown: a part without data has no section.
public struct EvaluationReport: Sendable {
    /// The title of the page.
    public var title: String
    /// What was compared with what, and how: files, IoU type, numbers of images, objects and results, date, command.
    public var facts: [Fact] = []
    /// What a reader must know before believing the figures, such as images without results.
    public var notes: [String] = []
    /// The figures that sum the evaluation up; the first four are shown large.
    public var summary: [SummaryFigure] = []
    /// The range of a figure of the summary, by its name.
    public var intervals: [String: ConfidenceInterval] = [:]
    /// How much of the probability the intervals hold.
    public var confidence = 0.95
    /// The figures of each category.
    public var categories: [CategoryFigures] = []
    /// Curves of precision over recall; those without a category are means over all.
    public var curves: [PrecisionRecallCurve] = []
    /// Which categories are taken for which.
    public var confusion: ConfusionMatrix?
    /// What each kind of error costs.
    public var breakdown: ErrorBreakdown?
    /// How well pixels are found.
    public var pixels: PixelFigures?
    /// How well objects are found one by one, as in the GlaS contest.
    public var objects: ObjectFigures?
    /// How these results compare with others for the same images.
    public var comparison: Comparison?
    /// How values are distributed, such as scores or the sizes of objects.
    public var histograms: [Histogram] = []
    /// Images to look at, the worst first.
    public var pictures: [Picture] = []
    /// How pictures are to be read: what their sides and colours mean.
    public var pictureLegend = ""
    /// About how many bytes all pictures may take in the page; they are made smaller until they do.
    public var pictureBytes = 7_500_000

    /// Creates a report that says nothing yet.
    public init(title: String) {
        self.title = title
    }

    /// Something that is so, and its name.
    public struct Fact: Sendable, Hashable {
        /// What it is.
        public var label: String
        /// How it is.
        public var value: String

        /// Creates a fact.
        public init(_ label: String, _ value: String) {
            self.label = label
            self.value = value
        }
    }

    /// Two sets of results for the same images.
    public struct Comparison: Sendable, Hashable {
        /// What the first results are called, such as their file.
        public var first: String
        /// What the second results are called.
        public var second: String
        /// The figures of both.
        public var figures: [PairedComparison]

        /// Creates a comparison.
        public init(first: String, second: String, figures: [PairedComparison]) {
            self.first = first
            self.second = second
            self.figures = figures
        }
    }

    /// An image with what was found in it, already drawn.
    public struct Picture: Sendable {
        /// What the image is called.
        public var caption: String
        /// What is right and wrong in it.
        public var details: String
        /// The drawing, such as what is there beside what was found.
        public var image: Image

        /// Creates a picture.
        public init(caption: String, details: String, image: Image) {
            self.caption = caption
            self.details = details
            self.image = image
        }
    }
}
