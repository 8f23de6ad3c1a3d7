internal import COCO
internal import Geometry

/// The rows of one of YOLO's label files: a category's number, and a box or a polygon in fractions of the image's sides.
///
/// Source: Ultralytics' descriptions of its formats for detection, segmentation, oriented boxes and pose
/// (docs.ultralytics.com/datasets), and what its `Results.save_txt` writes.
struct YOLORows {
    /// The numbers of a row as they stand.
    struct Row {
        var line: Int
        var category: Int
        var values: [Double]
    }

    private(set) var rows: [Row] = []
    private(set) var errors: [DatasetError] = []

    /// Reads the text of a file; a line that is no row is an error with its number, and does not stop the others.
    init(_ text: String, file: String) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard !words.isEmpty else { continue }
            do throws(DatasetError) {
                rows.append(try YOLORows.row(words, file: file, line: index + 1))
            } catch {
                errors.append(error)
            }
        }
    }

    private static func row(_ words: [Substring], file: String, line: Int) throws(DatasetError) -> Row {
        // Some programs write a whole number as 0.0.
        guard let number = Double(words[0]), number >= 0, let category = Int(exactly: number) else {
            throw .content(
                file: file, line: line, expected: "the number of a category", found: "\"\(words[0].prefix(40))\"")
        }
        var values: [Double] = []
        for word in words.dropFirst() {
            guard let value = Double(word), value.isFinite else {
                throw .content(
                    file: file, line: line, expected: "numbers from 0 to 1", found: "\"\(word.prefix(40))\"")
            }
            values.append(value)
        }
        return Row(line: line, category: category, values: values)
    }
}

/// An object that a row describes.
struct YOLOObject {
    var line: Int
    var category: Int
    /// Centre, width and height, or a ring x, y, x, y …; all from 0 to 1.
    var numbers: [Double]
    /// How sure a model was; nil where the row does not say.
    var confidence: Double?
    /// Key points x, y, visibility …; coordinates from 0 to 1, and 0, 1 or 2 as COCO has it.
    var keypoints: [Double] = []
    var isBox: Bool { numbers.count == 4 }

    /// The object in the pixels of an image.
    func shape(in size: ImageSize) throws(GeometryError) -> ImportedObject.Shape {
        let (width, height) = (Double(size.width), Double(size.height))
        if isBox {
            let (w, h) = (numbers[2] * width, numbers[3] * height)
            let (left, top) = (numbers[0] * width - w / 2, numbers[1] * height - h / 2)
            let (right, bottom) = (min(left + w, width), min(top + h, height))
            let (x, y) = (max(left, 0), max(top, 0))
            return .box(AnnotationBox(x: x, y: y, width: max(right - x, 0), height: max(bottom - y, 0)))
        }
        let ring = numbers.indices.map { numbers[$0] * ($0 % 2 == 0 ? width : height) }
        return .polygons([ring], try RunLengthMask(cocoPolygons: [ring], size: size))
    }

    /// The keypoints in the pixels of an image; nil where the row has none.
    func keypoints(in size: ImageSize) -> [Keypoint]? {
        guard !keypoints.isEmpty else { return nil }
        return stride(from: 0, to: keypoints.count - 2, by: 3).map { start in
            Keypoint(
                x: keypoints[start] * Double(size.width), y: keypoints[start + 1] * Double(size.height),
                visibility: keypoints[start + 2] > 1 ? .visible : keypoints[start + 2] > 0 ? .hidden : .unlabelled)
        }
    }

    /// A model's score.
    var otherFields: [OtherField] { confidence.map { [OtherField(name: "score", json: "\($0)")] } ?? [] }
}
