internal import COCO
internal import Geometry
internal import Imaging

/// One of the eight ways to mirror and turn an image: rows and columns are exchanged or not, and the result is mirrored.
struct Orientation: Hashable {
    var transposes = false
    var mirrorsColumns = false
    var mirrorsRows = false

    /// As it is.
    init() {}

    /// Turned clockwise by some quarter turns, and then mirrored.
    init(quarterTurns: Int, mirrorsColumns: Bool, mirrorsRows: Bool) {
        transposes = quarterTurns % 2 == 1
        self.mirrorsColumns = (quarterTurns == 1 || quarterTurns == 2) != mirrorsColumns
        self.mirrorsRows = (quarterTurns == 2 || quarterTurns == 3) != mirrorsRows
    }

    /// The size of an image after the change.
    func size(_ size: ImageSize) -> ImageSize {
        transposes ? ImageSize(width: size.height, height: size.width) : size
    }

    /// The part of a mask inside a window, changed.
    func mask(_ mask: RunLengthMask, in window: Window) -> RunLengthMask {
        var result = mask.cropped(columns: window.columns, rows: window.rows)
        if transposes { result = result.transposed() }
        if mirrorsColumns { result = result.flippedHorizontally() }
        if mirrorsRows { result = result.flippedVertically() }
        return result
    }

    /// The part of a picture inside a window, changed.
    func image(_ image: Image, in window: Window) -> Image {
        image.rearranged(
            columns: window.columns, rows: window.rows, transposes: transposes, mirrorsColumns: mirrorsColumns,
            mirrorsRows: mirrorsRows)
    }

    /// The part of a box inside a window, changed; it has no area where it lies outside.
    func box(_ box: Box, in window: Window) -> Box {
        let (left, top) = (Float(window.columns.lowerBound), Float(window.rows.lowerBound))
        var result = Box(x1: box.x1 - left, y1: box.y1 - top, x2: box.x2 - left, y2: box.y2 - top)
            .clipped(to: window.size)
        if transposes { result = Box(x1: result.y1, y1: result.x1, x2: result.y2, y2: result.x2) }
        let size = size(window.size)
        if mirrorsColumns {
            (result.x1, result.x2) = (Float(size.width) - result.x2, Float(size.width) - result.x1)
        }
        if mirrorsRows {
            (result.y1, result.y2) = (Float(size.height) - result.y2, Float(size.height) - result.y1)
        }
        return result
    }

    /// Whether it shows what a mirror shows, rather than turning alone.
    var isMirrored: Bool { (transposes != mirrorsColumns) != mirrorsRows }

    /// An object's keypoints in a window, changed. Those outside it are not labelled; in a mirror, left and right change their names.
    ///
    /// - Parameter mirrored: For each keypoint the one that it is in a mirror.
    func keypoints(_ keypoints: [Keypoint], in window: Window, mirrored: [Int]) -> [Keypoint] {
        var placed = keypoints.map { keypoint -> Keypoint in
            guard keypoint.isLabelled else { return .unlabelled }
            let point = ring([keypoint.x, keypoint.y], in: window)
            let size = size(window.size)
            guard (0...Double(size.width)).contains(point[0]), (0...Double(size.height)).contains(point[1]) else {
                return .unlabelled
            }
            return Keypoint(x: point[0], y: point[1], visibility: keypoint.visibility)
        }
        if isMirrored, mirrored.count == placed.count { placed = mirrored.map { placed[$0] } }
        return placed
    }

    /// A ring's coordinates in a window, changed; what lies outside is left for the drawing to cut off.
    func ring(_ ring: [Double], in window: Window) -> [Double] {
        let size = size(window.size)
        let (left, top) = (Double(window.columns.lowerBound), Double(window.rows.lowerBound))
        var result = ring
        for index in stride(from: 0, to: ring.count - 1, by: 2) {
            var (x, y) = (ring[index] - left, ring[index + 1] - top)
            if transposes { swap(&x, &y) }
            result[index] = mirrorsColumns ? Double(size.width) - x : x
            result[index + 1] = mirrorsRows ? Double(size.height) - y : y
        }
        return result
    }
}

/// A part of an image, in its pixels.
struct Window: Hashable {
    var columns: Range<Int>
    var rows: Range<Int>

    init(columns: Range<Int>, rows: Range<Int>) {
        self.columns = columns
        self.rows = rows
    }

    /// All of an image.
    init(_ size: ImageSize) {
        self.init(columns: 0..<size.width, rows: 0..<size.height)
    }

    var size: ImageSize { ImageSize(width: columns.count, height: rows.count) }

    /// Whether a box lies inside.
    func contains(_ box: Box) -> Bool {
        box.x1 >= Float(columns.lowerBound) && box.x2 <= Float(columns.upperBound)
            && box.y1 >= Float(rows.lowerBound) && box.y2 <= Float(rows.upperBound)
    }
}
