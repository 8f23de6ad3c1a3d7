internal import COCO
internal import Geometry

/// The lines of one of YOLO's label files: a category's number, and a box or a polygon in fractions of the image's sides.
///
/// Source: Ultralytics' descriptions of its detection and segmentation formats (docs.ultralytics.com/datasets).
struct YOLOLabels {
    /// A line that is an object.
    struct Object {
        var line: Int
        var category: Int
        /// Centre, width and height, or a ring x, y, x, y …; all from 0 to 1.
        var numbers: [Double]
        var isBox: Bool { numbers.count == 4 }
    }

    private(set) var objects: [Object] = []
    private(set) var errors: [DatasetError] = []

    /// Reads the text of a file; a line that is no object is an error with its number, and does not stop the others.
    init(_ text: String, file: String) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard !words.isEmpty else { continue }
            do throws(DatasetError) {
                objects.append(try YOLOLabels.object(words, file: file, line: index + 1))
            } catch {
                errors.append(error)
            }
        }
    }

    private static func object(_ words: [Substring], file: String, line: Int) throws(DatasetError) -> Object {
        // Some programs write a whole number as 0.0.
        guard let number = Double(words[0]), number >= 0, let category = Int(exactly: number) else {
            throw .content(
                file: file, line: line, expected: "the number of a category", found: "\"\(words[0].prefix(40))\"")
        }
        guard words.count == 5 || (words.count >= 7 && words.count % 2 == 1) else {
            throw .content(
                file: file, line: line, expected: "4 numbers of a box, or 6 or more of a polygon, after the category",
                found: "\(words.count - 1)")
        }
        var numbers: [Double] = []
        for word in words.dropFirst() {
            // Rounding in other programs leaves values a little outside.
            guard let value = Double(word), value >= -0.01, value <= 1.01 else {
                throw .content(
                    file: file, line: line, expected: "numbers from 0 to 1", found: "\"\(word.prefix(40))\"")
            }
            numbers.append(min(max(value, 0), 1))
        }
        return Object(line: line, category: category, numbers: numbers)
    }
}

extension YOLOLabels.Object {
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
}
