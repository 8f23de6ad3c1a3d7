internal import COCO

/// What the numbers after a category mean in all rows of a data set.
struct YOLORowForm: Equatable {
    /// How many key points follow a box, and of how many numbers each is, 2 or 3; nil where there are none.
    var keypoints: KeypointShape?
    /// Whether a fifth number is an angle: a form that YOLO's programs do not have.
    var hasAngles = false

    struct KeypointShape: Hashable {
        var count: Int
        var dimensions: Int
        var numbers: Int { count * dimensions }
    }

    /// The object of a row.
    func object(_ row: YOLORows.Row, file: String) throws(DatasetError) -> YOLOObject {
        var values = row.values
        var object = YOLOObject(line: row.line, category: row.category, numbers: [])
        func fail(_ expected: String, _ found: String) -> DatasetError {
            .content(file: file, line: row.line, expected: expected, found: found)
        }
        if let keypoints, values.count > 5 {
            guard (0...1).contains(values.count - 4 - keypoints.numbers) else {
                throw fail(
                    "4 numbers of a box and \(keypoints.numbers) of \(keypoints.count) key points after the category",
                    "\(values.count)")
            }
            object.keypoints = try self.keypoints(values[4..<(4 + keypoints.numbers)], dimensions: keypoints.dimensions)
            {
                fail($0, $1)
            }
            values.removeSubrange(4..<(4 + keypoints.numbers))
        }
        // One number more than a box's or a polygon's: how sure a model was, or the number of a track.
        if values.count == 5 || (values.count >= 7 && values.count % 2 == 1) {
            let last = values.removeLast()
            if values.count == 4, hasAngles {
                throw fail("4 numbers of a box, or 8 of its corners where it is turned", "5, an angle among them")
            }
            if (0...1).contains(last) {
                object.confidence = last
            } else if last < 0 || last.rounded() != last {
                throw fail("a confidence from 0 to 1 at the end", "\(last)")
            }
        }
        guard values.count == 4 || (values.count >= 6 && values.count % 2 == 0) else {
            throw fail("4 numbers of a box, or 6 or more of a polygon, after the category", "\(values.count)")
        }
        object.numbers = try values.map { (value) throws(DatasetError) in try fraction(value) { fail($0, $1) } }
        return object
    }

    private func keypoints(
        _ values: ArraySlice<Double>, dimensions: Int, _ fail: (String, String) -> DatasetError
    ) throws(DatasetError) -> [Double] {
        var result: [Double] = []
        for start in stride(from: values.startIndex, to: values.endIndex, by: dimensions) {
            let (x, y) = (values[start], values[start + 1])
            // Without a visibility of its own a point at 0, 0 is one that was not marked, as in Ultralytics.
            let visibility = dimensions == 3 ? values[start + 2] : (x == 0 && y == 0 ? 0 : 2)
            if visibility <= 0 {
                result += [0, 0, 0]
            } else {
                // Models write how sure they are of a point instead of 1 or 2.
                result += [try fraction(x, fail), try fraction(y, fail), visibility > 1 ? 2 : visibility == 1 ? 1 : 2]
            }
        }
        return result
    }

    /// A value from 0 to 1; rounding in other programs leaves values a little outside.
    private func fraction(_ value: Double, _ fail: (String, String) -> DatasetError) throws(DatasetError) -> Double {
        guard value >= -0.01, value <= 1.01 else { throw fail("numbers from 0 to 1", "\"\(value)\"") }
        return min(max(value, 0), 1)
    }
}

/// What the rows of a data set have in common, by which their form is told.
struct YOLORowStatistics {
    private(set) var count = 0
    /// The number of values of rows that are longer than a box's; nil where they differ.
    private var length: Int?
    private var hasOneLength = true
    /// Whether in all longer rows every third number after a box's is a visibility, and the points lie inside the box.
    private var fitsKeypoints = true
    private(set) var hasAngles = false

    mutating func add(_ rows: [YOLORows.Row]) {
        for row in rows where row.values.count > 4 {
            count += 1
            if length == nil { length = row.values.count }
            if length != row.values.count { hasOneLength = false }
            if fitsKeypoints { fitsKeypoints = YOLORowStatistics.isBoxWithKeypoints(row.values) }
            if row.values.count == 5, let last = row.values.last, last < 0 || (last > 1 && last.rounded() != last) {
                hasAngles = true
            }
        }
    }

    mutating func add(_ other: YOLORowStatistics) {
        if other.count == 0 { return }
        if count > 0, length != other.length { hasOneLength = false }
        length = other.length
        count += other.count
        hasOneLength = hasOneLength && other.hasOneLength
        fitsKeypoints = fitsKeypoints && other.fitsKeypoints
        hasAngles = hasAngles || other.hasAngles
    }

    /// The key points that rows seem to have although no file says so; nil where they are polygons.
    var seemingKeypoints: YOLORowForm.KeypointShape? {
        // One row of few points may be a polygon that looks so by chance.
        guard hasOneLength, fitsKeypoints, let length, length >= 7, count > 1 || length >= 13 else { return nil }
        return YOLORowForm.KeypointShape(count: (length - 4) / 3, dimensions: 3)
    }

    private static func isBoxWithKeypoints(_ values: [Double]) -> Bool {
        guard values.count >= 7, (values.count - 4) % 3 == 0 else { return false }
        let (left, right) = (values[0] - values[2] / 2, values[0] + values[2] / 2)
        let (top, bottom) = (values[1] - values[3] / 2, values[1] + values[3] / 2)
        guard left >= -0.01, top >= -0.01, right <= 1.01, bottom <= 1.01 else { return false }
        return stride(from: 4, to: values.count, by: 3).allSatisfy { start in
            let visibility = values[start + 2]
            guard visibility == 0 || visibility == 1 || visibility == 2 else { return false }
            // A point may lie a little outside its box.
            let (x, y) = (values[start], values[start + 1])
            let (dx, dy) = (values[2] / 4, values[3] / 4)
            return visibility == 0
                || (x >= left - dx && x <= right + dx && y >= top - dy && y <= bottom + dy)
        }
    }
}
