internal import Geometry

/// Finds places for labels: beside their boxes, inside the picture, clear of each other where there is room.
struct LabelPlacement {
    private let size: ImageSize
    private let omitsCrowded: Bool
    private var taken: [Box] = []
    private var takenArea: Float = 0

    /// How much of a label others may hide, and how much of the picture all labels together, where some may be omitted.
    private static let mostHidden: Float = 0.2
    private static let mostOfPicture: Float = 0.25

    init(size: ImageSize, omitsCrowded: Bool) {
        self.size = size
        self.omitsCrowded = omitsCrowded
    }

    /// The place of a label of some size for a box; the labels that ask first choose first. Nil where it finds no room
    /// and may be omitted; the first label is always placed.
    mutating func place(width: Float, height: Float, for box: Box) -> Box? {
        var best = candidate(x: box.x1, y: box.y1 - height, width, height)
        var least = Float.infinity
        for (x, y) in corners(of: box, width, height) {
            let place = candidate(x: x, y: y, width, height)
            let covered = taken.reduce(0) { $0 + $1.intersectionArea(with: place) }
            if covered < least {
                (best, least) = (place, covered)
                if covered == 0 { break }
            }
        }
        if omitsCrowded, !taken.isEmpty {
            let isHidden = least > LabelPlacement.mostHidden * width * height
            let isTooMuch = takenArea + width * height > LabelPlacement.mostOfPicture * Float(size.area)
            if isHidden || isTooMuch { return nil }
        }
        taken.append(best)
        takenArea += width * height
        return best
    }

    /// The top left corners to try, the most natural first.
    private func corners(of box: Box, _ width: Float, _ height: Float) -> [(Float, Float)] {
        let (right, below) = (box.x2 - width, box.y2 - height)
        var corners = [
            (box.x1, box.y1 - height), (box.x1, box.y1), (box.x1, box.y2), (right, box.y1 - height),
            (right, box.y1), (box.x1, below), (right, below), (right, box.y2),
        ]
        // Then along the left and right sides, and along the top, in steps of a label's own size.
        for step in 1...6 {
            corners.append((box.x1, box.y1 + Float(step) * height))
            corners.append((box.x1 + Float(step) * width / 2, box.y1 - height))
            corners.append((box.x1, box.y1 - Float(step + 1) * height))
            corners.append((box.x2, box.y1 + Float(step - 1) * height))
            corners.append((box.x1 - width, box.y1 + Float(step - 1) * height))
        }
        return corners
    }

    /// A place moved to whole pixels inside the picture.
    private func candidate(x: Float, y: Float, _ width: Float, _ height: Float) -> Box {
        Box(
            x: min(max(x.rounded(), 0), max(Float(size.width) - width, 0)),
            y: min(max(y.rounded(), 0), max(Float(size.height) - height, 0)), width: width, height: height)
    }
}
