import COCO
import Geometry
import TestSupport

/// Small data sets and results in which anything may be absent, odd or extreme.
enum RandomDataset {
    static func dataset(using generator: inout SeededGenerator) throws -> Dataset {
        Dataset(
            images: (0..<Int.random(in: 0...3, using: &generator)).map { _ in image(using: &generator) },
            annotations: try (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                try annotation(using: &generator)
            },
            categories: (0..<Int.random(in: 0...3, using: &generator)).map { _ in category(using: &generator) },
            otherFields: otherFields(using: &generator))
    }

    static func results(using generator: inout SeededGenerator) throws -> [DetectionResult] {
        try (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            DetectionResult(
                imageID: integer(using: &generator), categoryID: integer(using: &generator),
                score: number(using: &generator), box: maybe(box(using: &generator), using: &generator),
                segmentation: try segmentation(using: &generator),
                keypoints: maybe(
                    (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                        DetectedKeypoint(
                            x: number(using: &generator), y: number(using: &generator),
                            score: number(using: &generator))
                    }, using: &generator),
                otherFields: otherFields(using: &generator))
        }
    }

    /// Finite numbers of all kinds: as in files, with all digits, whole, and any bits at all.
    static func number(using generator: inout SeededGenerator) -> Double {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: return Double(Int.random(in: -70_000...70_000, using: &generator)) / 100
        case 1: return Double.random(in: -1...1, using: &generator)
        case 2: return Double(integer(using: &generator))
        case 3: return Double(Float.random(in: 0...640, using: &generator))
        default:
            let value = Double(bitPattern: generator.next())
            return value.isFinite ? value : -0.0
        }
    }

    static func integer(using generator: inout SeededGenerator) -> Int {
        let bits = Int(truncatingIfNeeded: generator.next())
        return bits >> Int.random(in: 0..<64, using: &generator)
    }

    static func text(using generator: inout SeededGenerator) -> String {
        let parts = [
            "a", "\"", "\\", "/", "\n", "\u{0}", "\u{1f}", "é", "😀", "\u{2028}", "image_", "0001", "\t", "\u{7f}",
        ]
        return (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            parts[Int.random(in: 0..<parts.count, using: &generator)]
        }.joined()
    }

    private static func image(using generator: inout SeededGenerator) -> DatasetImage {
        let size = ImageSize(
            width: Int.random(in: 0...5000, using: &generator), height: Int.random(in: 0...5000, using: &generator))
        return DatasetImage(
            id: integer(using: &generator), fileName: maybe(text(using: &generator), using: &generator),
            size: maybe(size, using: &generator), negativeCategoryIDs: maybe([3, 1], using: &generator),
            notExhaustiveCategoryIDs: maybe([], using: &generator), otherFields: otherFields(using: &generator))
    }

    private static func annotation(using generator: inout SeededGenerator) throws -> Annotation {
        let keypoints = maybe(
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                Keypoint(
                    x: number(using: &generator), y: number(using: &generator),
                    visibility: Keypoint.Visibility.allCases[Int.random(in: 0..<3, using: &generator)])
            }, using: &generator)
        let count = maybe(Int.random(in: 0...40, using: &generator), using: &generator)
        return Annotation(
            id: integer(using: &generator), imageID: integer(using: &generator),
            categoryID: integer(using: &generator), box: maybe(box(using: &generator), using: &generator),
            area: maybe(number(using: &generator), using: &generator),
            segmentation: try segmentation(using: &generator),
            isCrowd: Bool.random(using: &generator), keypoints: keypoints,
            labelledKeypointCount: keypoints == nil ? nil : count, otherFields: otherFields(using: &generator))
    }

    private static func category(using generator: inout SeededGenerator) -> ObjectCategory {
        let names = (0..<Int.random(in: 0...3, using: &generator)).map { _ in text(using: &generator) }
        let edges = (0..<(names.isEmpty ? 0 : Int.random(in: 0...3, using: &generator))).map { _ in
            SkeletonEdge(
                start: Int.random(in: 1...names.count, using: &generator),
                end: Int.random(in: 1...names.count, using: &generator))
        }
        return ObjectCategory(
            id: integer(using: &generator), name: text(using: &generator),
            supercategory: maybe(text(using: &generator), using: &generator),
            frequency: maybe(.common, using: &generator), keypoints: names, skeleton: edges,
            otherFields: otherFields(using: &generator))
    }

    private static func box(using generator: inout SeededGenerator) -> AnnotationBox {
        AnnotationBox(
            x: number(using: &generator), y: number(using: &generator), width: number(using: &generator),
            height: number(using: &generator))
    }

    private static func segmentation(using generator: inout SeededGenerator) throws -> Segmentation? {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return nil
        case 1, 2:
            let counts = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                UInt32.random(in: 1...90, using: &generator)
            }
            let size = ImageSize(width: Int(counts.reduce(0, +)), height: 1)
            return .runLengths(
                try RunLengthMask(size: size, counts: counts), isCompressed: Bool.random(using: &generator))
        default:
            return .polygons(
                (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                    (0..<2 * Int.random(in: 0...8, using: &generator)).map { _ in number(using: &generator) }
                })
        }
    }

    private static func otherFields(using generator: inout SeededGenerator) -> [OtherField] {
        let values = [
            "null", "-1.50e+3", "[1, {\"a\" : [] }]", "\"\\u00e9\\\\\"", "{}", "NaN", "true", "\"http://a/b\"",
        ]
        return (0..<Int.random(in: 0...3, using: &generator)).map { index in
            OtherField(
                name: "\(index)" + text(using: &generator),
                json: values[Int.random(in: 0..<values.count, using: &generator)])
        }
    }

    private static func maybe<Value>(_ value: Value, using generator: inout SeededGenerator) -> Value? {
        Bool.random(using: &generator) ? value : nil
    }
}
