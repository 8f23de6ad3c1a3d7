internal import Imaging

/// Which nucleus each pixel belongs to, as nuclei are laid down one on another.
struct NucleusScene: Sendable {
    let width: Int
    let height: Int
    /// For each pixel the number of its nucleus, from 1 in the order of `shapes`, and 0 where there is none.
    private(set) var labels: [UInt32]
    private(set) var shapes: [NucleusShape] = []
    /// The pixels of each nucleus.
    private var areas: [Int] = []
    /// The pixels of all.
    private(set) var coveredArea = 0
    private let minimumArea: Int

    init(width: Int, height: Int, minimumArea: Int) {
        (self.width, self.height, self.minimumArea) = (width, height, minimumArea)
        labels = [UInt32](repeating: 0, count: width * height)
    }

    /// Lays a nucleus over those that are there.
    ///
    /// It is refused where too little of it is inside the picture, where it would hide much of another or cut one in two,
    /// and where it is nearer to another than it may be.
    /// - Parameter clearance: How many pixels to keep from others; nil where it may touch and somewhat cover them.
    /// - Returns: Whether it was taken.
    mutating func add(_ shape: NucleusShape, clearance: Float?) -> Bool {
        let label = UInt32(shapes.count + 1)
        let (columns, rows) = shape.window(width: width, height: height, margin: clearance ?? 0)
        var taken: [(index: Int, before: UInt32)] = []
        var lost: [UInt32: Int] = [:]
        for y in rows {
            for x in columns {
                let distance = shape.place(of: Float(x) + 0.5, Float(y) + 0.5).distance
                let before = labels[y * width + x]
                if let clearance, distance < clearance, before != 0 { return false }
                guard distance < 0 else { continue }
                taken.append((y * width + x, before))
                if before != 0 { lost[before, default: 0] += 1 }
            }
        }
        guard taken.count >= minimumArea else { return false }
        for (other, count) in lost {
            let area = areas[Int(other) - 1]
            guard count * 5 <= area, count * 4 <= taken.count, area - count >= minimumArea else { return false }
        }
        for (index, _) in taken { labels[index] = label }
        shapes.append(shape)
        areas.append(taken.count)
        guard isWhole(label), lost.keys.allSatisfy({ isWhole($0, without: lost[$0] ?? 0) }) else {
            for (index, before) in taken { labels[index] = before }
            shapes.removeLast()
            areas.removeLast()
            return false
        }
        for (other, count) in lost { areas[Int(other) - 1] -= count }
        coveredArea += taken.count - lost.values.reduce(0, +)
        return true
    }

    /// Whether a nucleus's pixels hang together by their sides.
    private func isWhole(_ label: UInt32, without lost: Int = 0) -> Bool {
        let (columns, rows) = shapes[Int(label) - 1].window(width: width, height: height)
        var isSeen = [Bool](repeating: false, count: columns.count * rows.count)
        var stack: [(x: Int, y: Int)] = []
        search: for y in rows {
            for x in columns where labels[y * width + x] == label {
                stack.append((x, y))
                isSeen[(y - rows.lowerBound) * columns.count + x - columns.lowerBound] = true
                break search
            }
        }
        var count = 0
        while let (x, y) = stack.popLast() {
            count += 1
            for (nextX, nextY) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
            where columns.contains(nextX) && rows.contains(nextY) && labels[nextY * width + nextX] == label {
                let index = (nextY - rows.lowerBound) * columns.count + nextX - columns.lowerBound
                if !isSeen[index] {
                    isSeen[index] = true
                    stack.append((nextX, nextY))
                }
            }
        }
        return count == areas[Int(label) - 1] - lost
    }
}
