/// What is to be said once of many of LabelMe's shapes.
struct LabelMeRemarks: Sendable {
    /// Shapes without pixels, by their kind.
    private var withoutPixels: [String: Int] = [:]
    private var firstWithoutPixels: String?
    private var mixedGroups = 0
    private var firstMixedGroup: String?

    var hasShapesWithoutPixels: Bool { !withoutPixels.isEmpty }

    mutating func addShape(withoutPixels kind: String, place: String) {
        withoutPixels[kind, default: 0] += 1
        if firstWithoutPixels == nil { firstWithoutPixels = place }
    }

    mutating func addGroup(_ number: Int, of labels: Set<String>, file: String) {
        mixedGroups += 1
        if firstMixedGroup == nil {
            firstMixedGroup = "group \(number) of \(file): \(list(labels.sorted(by: naturallyPrecedes)))"
        }
    }

    mutating func add(_ other: LabelMeRemarks) {
        withoutPixels.merge(other.withoutPixels, uniquingKeysWith: +)
        firstWithoutPixels = firstWithoutPixels ?? other.firstWithoutPixels
        mixedGroups += other.mixedGroups
        firstMixedGroup = firstMixedGroup ?? other.firstMixedGroup
    }

    func problems(folder: String) -> [ConversionProblem] {
        var problems: [ConversionProblem] = []
        if let firstWithoutPixels {
            let kinds = withoutPixels.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
            problems.append(
                ConversionProblem(
                    .layout(
                        file: folder, expected: "shapes that have pixels",
                        found: "others, too: \(kinds.joined(separator: ", ")), the first in \(firstWithoutPixels)"),
                    effect: .objectSkipped))
        }
        if let firstMixedGroup {
            problems.append(
                ConversionProblem(
                    .layout(
                        file: folder, expected: "groups of shapes of one label",
                        found:
                            "\(mixedGroups) of several, each label of which is an object, as in LabelMe (\(firstMixedGroup))"
                    ),
                    effect: .note))
        }
        return problems
    }
}
