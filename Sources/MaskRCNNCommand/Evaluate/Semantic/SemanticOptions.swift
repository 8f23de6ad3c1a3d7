public import ArgumentParser
public import ClassMaps

/// What is evaluated.
enum EvaluatedTask: String, ExpressibleByArgument, CaseIterable {
    /// Objects, each with its box or mask.
    case instances
    /// A class for every pixel.
    case semantic
}

/// What `--task semantic` takes beside ground truth, results and `--labels`.
struct SemanticOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            What is compared: objects (instances), or the class of every pixel (semantic), with folders of class maps as PNG \
            files, which are paired by name, or a COCO data set as ground truth.
            """)
    var task = EvaluatedTask.instances

    @Option(
        name: .long,
        help: "With --task semantic: the value of pixels without a class in class maps, or none. (default: 255)")
    var ignoreIndex: IgnoreIndex?

    @Option(
        name: .long,
        help: """
            With --task semantic and a COCO data set: what pixels of several objects become, ignored as in torchvision's \
            references, or the smallest object's (smaller-on-top). (default: ignored)
            """)
    var overlaps: ClassMapPainter.Overlaps?

    @Option(
        name: .long,
        help: """
            With --task semantic and a COCO data set: whether crowds are painted as objects, as in torchvision's references, or \
            ignored. (default: painted)
            """)
    var crowds: ClassMapPainter.Crowds?

    /// The options that were given, which need the task.
    var given: [String] {
        [
            ignoreIndex.map { _ in "--ignore-index" }, overlaps.map { _ in "--overlaps" },
            crowds.map { _ in "--crowds" },
        ].compactMap(\.self)
    }
}

/// The value of pixels without a class, as typed: `255`, `0`, `none`.
struct IgnoreIndex: ExpressibleByArgument {
    /// Nil where every pixel has a class.
    let value: Int?

    init?(argument: String) {
        if argument == "none" {
            value = nil
        } else if let number = Int(argument), (0...Int(UInt16.max)).contains(number) {
            value = number
        } else {
            return nil
        }
    }
}

extension ClassMapPainter.Overlaps: ExpressibleByArgument {}
extension ClassMapPainter.Crowds: ExpressibleByArgument {}
