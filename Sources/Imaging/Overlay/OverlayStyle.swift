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

    /// Creates an object to be drawn.
    public init(box: Box, mask: RunLengthMask?, label: String, score: Float?, classIndex: Int) {
        self.box = box
        self.mask = mask
        self.label = label
        self.score = score
        self.classIndex = classIndex
    }
}

/// How objects are drawn on a picture.
public struct OverlayStyle: Sendable, Hashable {
    /// What a colour stands for.
    public enum Coloring: String, Sendable, Hashable, Codable, CaseIterable {
        /// Each object has its own colour, by its place among the objects.
        case instance
        /// Each class has its own colour.
        case `class`
    }

    /// What a colour stands for.
    public var coloring = Coloring.instance
    /// The colours.
    public var palette = Palette.standard
    /// How much of the picture a mask hides, from 0 (no masks) to 1.
    public var maskOpacity: Float = 0.45
    /// Whether the masks' borders are drawn.
    public var drawsContours = true
    /// Whether boxes are drawn.
    public var drawsBoxes = true
    /// Whether the names of classes are drawn.
    public var drawsLabels = true
    /// Whether scores are drawn, in per cent.
    public var drawsScores = true
    /// Whether labels that would hide others, or together too much of the picture, are left out, those of the lowest
    /// scores first.
    public var omitsCrowdedLabels = true
    /// The thickness of lines in pixels; nil for one that suits the picture's size.
    public var lineWidth: Float?
    /// The size of the labels' font in pixels; nil for one that suits the picture's size and the objects'.
    public var fontSize: Int?

    /// Creates the usual style: objects in their own colours, with masks, contours, boxes, labels and scores.
    public init() {}
}

extension OverlayStyle {
    /// The thickness of lines on a picture of this size.
    func lineWidth(on size: ImageSize) -> Float {
        lineWidth.map { min(max($0, 0.5), 1000) } ?? max(1, 0.0032 * Float(size.area).squareRoot())
    }

    /// The size of the font on a picture of this size: it grows less than the picture does, whose viewer sees it scaled
    /// to the screen but reads small pictures as they are.
    func fontSize(on size: ImageSize) -> Float {
        if let fontSize { return Float(min(max(fontSize, 5), 1000)) }
        return max(9, 12.5 * Float(power(Double(size.area).squareRoot() / 554, 0.85)))
    }

    /// What an object's label says; empty where it has none.
    func text(of instance: OverlayInstance) -> String {
        let percent =
            instance.score.flatMap { $0.isFinite ? "\(Int((min(max($0, 0), 1) * 100).rounded()))%" : nil }
        let parts = [drawsLabels ? instance.label : nil, drawsScores ? percent : nil]
        return parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
