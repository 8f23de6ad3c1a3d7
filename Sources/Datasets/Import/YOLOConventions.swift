internal import Files
internal import COCO

/// What the numbers of all label files together say of how they are meant.
///
/// A line alone cannot tell: numbers of categories that count from 1 name the next category, and corners make boxes elsewhere.
struct YOLOConventions {
    /// A file of labels, and what its lines hold.
    private struct File: Sendable {
        var path: String
        var categories: Set<Int> = []
        var boxes = 0
        /// Boxes that reach outside their images, if they are centres and sides.
        var overhangingBoxes = 0
        /// Boxes whose third and fourth number exceed the first and second, as right and bottom do left and top.
        var orderedBoxes = 0
        /// Boxes that lie in their images, if their first two numbers are the left and top edge.
        var fittingBoxes = 0
    }

    private let files: [File]

    /// Reads all label files; those that cannot be read are left to the reader of images.
    init(_ paths: [String]) {
        files = concurrently(paths) { path in
            var file = File(path: path)
            guard let text = try? text(ofFile: path) else { return file }
            for row in YOLORows(text, file: path).rows {
                file.categories.insert(row.category)
                // A fifth number is how sure a model was.
                guard (4...5).contains(row.values.count), row.values.allSatisfy({ (0...1).contains($0) }) else {
                    continue
                }
                let (x, y, width, height) = (row.values[0], row.values[1], row.values[2], row.values[3])
                let slack = 0.01
                file.boxes += 1
                if x - width / 2 < -slack || x + width / 2 > 1 + slack || y - height / 2 < -slack
                    || y + height / 2 > 1 + slack
                {
                    file.overhangingBoxes += 1
                }
                if width > x, height > y { file.orderedBoxes += 1 }
                if x + width <= 1 + slack, y + height <= 1 + slack { file.fittingBoxes += 1 }
            }
            return file
        }
    }

    /// Refuses what would be read without a word, and wrongly.
    /// - Throws: `DatasetError.content` where numbers of categories count from 1, or boxes are corners.
    func check(names: [String]?) throws(DatasetError) {
        if let names { try checkNumbering(names) }
        let boxes = files.reduce(0) { $0 + $1.boxes }
        let overhanging = files.reduce(0) { $0 + $1.overhangingBoxes }
        guard boxes >= 6, overhanging * 5 >= boxes, let file = files.first(where: { $0.overhangingBoxes > 0 }) else {
            return
        }
        let other: String
        if files.allSatisfy({ $0.orderedBoxes == $0.boxes }) {
            other = "left, top, right, bottom"
        } else if files.allSatisfy({ $0.fittingBoxes == $0.boxes }) {
            other = "left, top, width, height"
        } else {
            return
        }
        throw .content(
            file: file.path, line: nil, expected: "boxes as centre x, centre y, width, height",
            found:
                "boxes that seem to be \(other): \(overhanging) of \(boxes) of all files reach outside their images as "
                + "centres, and none read so")
    }

    /// The greatest number is beyond the last name, and 0 never comes: all but the last would have the next one's name.
    private func checkNumbering(_ names: [String]) throws(DatasetError) {
        guard let last = files.compactMap({ $0.categories.max() }).max(), last == names.count,
            !files.contains(where: { $0.categories.contains(0) }),
            let file = files.first(where: { $0.categories.contains(last) })
        else { return }
        throw .content(
            file: file.path, line: nil,
            expected: "numbers of categories from 0 to \(names.count - 1), for \(names.count) names",
            found:
                "numbers from 1 to \(last) in all files, which seem to count from 1; with a first name for 0, which no "
                + "object has, they are read so: --names none,\(names.joined(separator: ","))")
    }
}
