internal import COCO
public import Imaging

/// The classes of maps: what each is called, and in which colour it is drawn. A class is its place in the lists, from 0 on.
public struct ClassPalette: Sendable, Hashable {
    /// The most classes that a map can tell apart: a pixel has a byte, and 255 is ``ClassMap/ignored``.
    public static let mostClasses = 255

    /// The names, no two of them the same.
    public let names: [String]
    /// The colours, as many as names; two may be the same, which files of colours alone cannot tell apart.
    public let colors: [Color]
    /// What pixels without a class are drawn in: Pascal VOC's colour of 255, a light grey.
    public let ignoredColor = Color(vocClass: Int(ClassMap.ignored))

    /// Creates a palette.
    /// - Parameters:
    ///   - names: The classes' names, from class 0 on.
    ///   - colors: Their colours; nil for those that Pascal VOC gives their numbers.
    /// - Throws: `ClassMapError.classes` for no names, more than ``mostClasses``, an empty one, one that comes twice, or another
    ///   number of colours.
    public init(names: [String], colors: [Color]? = nil) throws(ClassMapError) {
        try self.init(names: names, colors: colors, subject: "the list of classes")
    }

    init(names: [String], colors: [Color]?, subject: String) throws(ClassMapError) {
        guard (1...Self.mostClasses).contains(names.count) else {
            throw .classes(
                subject: subject,
                expected:
                    "1 to \(Self.mostClasses) classes, since a pixel has one byte and 255 is for pixels without a class",
                found: "\(names.count)")
        }
        var seen: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            guard !name.isEmpty else {
                throw .classes(subject: subject, expected: "a name for class \(index)", found: "none")
            }
            if let other = seen[name] {
                throw .classes(
                    subject: subject, expected: "a name of its own for each class",
                    found: "\"\(name)\" for \(other) and \(index)")
            }
            seen[name] = index
        }
        if let colors, colors.count != names.count {
            throw .classes(
                subject: subject, expected: "a color for each of \(names.count) classes", found: "\(colors.count)")
        }
        self.init(checked: names, colors: colors ?? names.indices.map { Color(vocClass: $0) })
    }

    private init(checked names: [String], colors: [Color]) {
        self.names = names
        self.colors = colors
    }

    /// The number of classes, the background among them.
    public var count: Int { names.count }

    /// Whether class 0 is what no object covers, as its name says: `background`, with underscores around it or without.
    public var hasBackground: Bool { BackgroundName.matches(names[0]) }

    /// What a label stands for: the class's name, `ignored`, or the number of a class that is not there.
    public func name(of label: UInt8) -> String {
        if Int(label) < count { return names[Int(label)] }
        return label == ClassMap.ignored ? "ignored" : "class \(label)"
    }

    /// The colour in which a label is drawn; black for a class that is not there.
    public func color(of label: UInt8) -> Color {
        if Int(label) < count { return colors[Int(label)] }
        return label == ClassMap.ignored ? ignoredColor : .black
    }

    /// The classes in a few words, for messages.
    var words: String {
        if count == 1 { return "there is class 0 (\(names[0])) alone" }
        return "the classes are 0 (\(names[0])) to \(count - 1) (\(names[count - 1]))"
    }

    /// Pascal VOC's classes: the background, and twenty kinds of objects.
    ///
    /// Source: the VOC 2012 development kit; torchvision's segmentation weights `COCO_WITH_VOC_LABELS_V1` have them in this order.
    public static let voc: ClassPalette = {
        let names = [
            "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
            "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
        ]
        return ClassPalette(checked: names, colors: names.indices.map { Color(vocClass: $0) })
    }()
}
