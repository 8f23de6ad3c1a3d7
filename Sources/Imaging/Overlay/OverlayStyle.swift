public import Geometry

/// An object to be drawn on a picture.
public struct OverlayInstance: Sendable, Hashable {
    /// The object's box, in continuous pixel coordinates of the picture.
    public var box: Box
    /// The object's pixels, of the picture's size; nil where only a box is known.
    public var mask: RunLengthMask?
    /// The name of its class.
    public var label: String
    /// How sure the detector is, from 0 to 1; nil for what people have annotated.
    public var score: Float?
    /// The number of its class, which picks its colour where colours go by class.
    public var classIndex: Int
    /// The object's keypoints; nil where none are known.
    public var skeleton: OverlaySkeleton?

    /// Creates an object to be drawn.
    public init(
        box: Box, mask: RunLengthMask?, label: String, score: Float?, classIndex: Int,
        skeleton: OverlaySkeleton? = nil
    ) {
        self.box = box
        self.mask = mask
        self.label = label
        self.score = score
        self.classIndex = classIndex
        self.skeleton = skeleton
    }
}

/// How objects are drawn on a picture.
///
/// What covers the objects themselves steps back, unless ``stepsBack`` is false: from ``manyObjects`` on there are outlines
/// alone, and among fewer no box or label is drawn that would lie over other objects.
public struct OverlayStyle: Sendable, Hashable {
    /// What a colour stands for.
    public enum Coloring: String, Sendable, Hashable, Codable, CaseIterable {
        /// Each object has its own colour, by its place among the objects.
        case instance
        /// Each class has its own colour.
        case `class`
    }

    /// What can be drawn of an object.
    public enum Element: String, Sendable, Hashable, Codable, CaseIterable {
        /// Its pixels, tinted.
        case masks
        /// The border of its mask.
        case outlines
        /// Its box.
        case boxes
        /// A label with the name of its class.
        case labels
        /// A label with its score.
        case scores
    }

    /// What a label says.
    public enum LabelContent: String, Sendable, Hashable, Codable, CaseIterable {
        /// The name of the class.
        case name
        /// The score, in per cent.
        case score
        /// Both.
        case nameAndScore
    }

    /// From so many objects on outlines alone are drawn, with labels where there is room and more than one class.
    public static let manyObjects = 40

    /// How much of the picture a mask hides where nothing else is said.
    public static let usualMaskOpacity: Float = 0.45

    /// What a colour stands for.
    public var coloring = Coloring.instance
    /// The colours.
    public var palette = Palette.standard
    /// Objects that score no more than this are not drawn; those without a score are.
    public var scoreThreshold: Float = 0.5
    /// Whether the masks' pixels are tinted.
    public var drawsMasks = true
    /// How much of the picture a mask hides, from 0 to 1; nil for ``usualMaskOpacity``, and nothing among many objects.
    public var maskOpacity: Float?
    /// Whether the masks' borders are drawn.
    public var drawsOutlines = true
    /// Whether boxes are drawn.
    public var drawsBoxes = true
    /// Whether keypoints and the lines between them are drawn of objects that have some, whatever elements are shown.
    public var drawsSkeletons = true
    /// Whether labels are drawn.
    public var drawsLabels = true
    /// What labels say.
    public var labelContent = LabelContent.nameAndScore
    /// Whether what covers objects steps back: masks, boxes and labels where there are many objects, the boxes of objects with
    /// a mask that run over others, and labels that would hide objects or each other, those of the lowest scores first.
    public var stepsBack = true
    /// The thickness of lines in pixels; nil for one that suits the picture's size and the objects'.
    public var lineWidth: Float?
    /// The size of the labels' font in pixels; nil for one that suits the picture's size and the objects'.
    public var fontSize: Int?

    /// Creates the usual style: objects in their own colours, with masks, outlines, boxes, labels and scores, as far as they
    /// leave the objects to be seen.
    public init() {}

    /// Creates a style that draws these elements and no others, however much they cover; only labels still keep clear of
    /// each other.
    public init(showing elements: Set<Element>) {
        show(elements)
    }

    /// Draws these elements from now on and no others, however much they cover.
    public mutating func show(_ elements: Set<Element>) {
        drawsMasks = elements.contains(.masks)
        drawsOutlines = elements.contains(.outlines)
        drawsBoxes = elements.contains(.boxes)
        let (names, scores) = (elements.contains(.labels), elements.contains(.scores))
        drawsLabels = names || scores
        labelContent = names ? (scores ? .nameAndScore : .name) : .score
        stepsBack = false
    }
}

extension OverlayStyle {
    /// The thickness of lines around an object on a picture of this size: those of small objects are thinner, since they would
    /// hide them.
    func lineWidth(on size: ImageSize, objectArea: Float) -> Float {
        if let lineWidth { return min(max(lineWidth, 0.5), 1000) }
        return max(1, min(0.0032 * Float(size.area).squareRoot(), 0.07 * objectArea.squareRoot()))
    }

    /// The size of the font on a picture of this size: it grows less than the picture does, whose viewer sees it scaled
    /// to the screen but reads small pictures as they are.
    func fontSize(on size: ImageSize) -> Float {
        if let fontSize { return Float(min(max(fontSize, 5), 1000)) }
        return max(9, 12.5 * Float(power(Double(size.area).squareRoot() / 554, 0.85)))
    }

    /// Whether an object scores enough to be drawn.
    func admits(_ instance: OverlayInstance) -> Bool {
        guard let score = instance.score else { return true }
        return !(score <= scoreThreshold)
    }

    /// The name and the score on an object's label; empty where it has none, or is not to say it.
    func text(of instance: OverlayInstance) -> (name: String, score: String) {
        let score = instance.score.flatMap { $0.isFinite ? "\(Int((min(max($0, 0), 1) * 100).rounded()))%" : nil }
        return (labelContent == .score ? "" : instance.label, labelContent == .name ? "" : score ?? "")
    }
}
