internal import Geometry

/// Finds places for labels: beside their boxes, inside the picture, clear of each other and of the objects where there is room.
struct LabelPlacement {
    private let size: ImageSize
    private let stepsBack: Bool
    private var objects: [LabelledObject]
    private var taken: [Box] = []
    private var takenArea: Float = 0
    /// Where the objects and the labels are.
    private var objectGrid: BoxGrid
    private var takenGrid: BoxGrid

    /// How much labels may hide of another object, of their own, of another label, and all together of the picture, where some
    /// may be left out.
    private static let mostOfOthers: Float = 0.12
    /// A label that lies on another object may be taken for that one's: places that hardly touch any come first.
    private static let hardlyAny: Float = 0.01
    private static let mostOfOwn: Float = 0.25
    private static let mostOfLabel: Float = 0.02
    private static let mostOfPicture: Float = 0.12

    /// - Parameter objects: All that is drawn.
    init(size: ImageSize, objects: [LabelledObject], stepsBack: Bool) {
        self.size = size
        self.objects = objects
        self.stepsBack = stepsBack
        let bounds = Box(x1: 0, y1: 0, x2: Float(size.width), y2: Float(size.height))
        objectGrid = BoxGrid(bounds: bounds, count: objects.count)
        takenGrid = BoxGrid(bounds: bounds, count: objects.count)
        for (index, object) in objects.enumerated() { objectGrid.add(index, object.box) }
    }

    /// The place of a label of some size for an object; the labels that ask first choose first. Nil where it finds no room and
    /// may be left out.
    mutating func place(width: Float, height: Float, for index: Int) -> Box? {
        if stepsBack, takenArea + width * height > Self.mostOfPicture * Float(size.area), !taken.isEmpty { return nil }
        let places = corners(of: objects[index], width, height).map { candidate(x: $0.0, y: $0.1, width, height) }
        var best: (place: Box, cost: Float)?
        for most in stepsBack ? [Self.hardlyAny, Self.mostOfOthers] : [1] where best?.cost ?? 2 > 1 {
            best = nil
            for place in places {
                let cost = cost(of: place, for: index, mostOfOthers: most)
                if cost < best?.cost ?? .infinity { best = (place, cost) }
                if cost <= 1 { break }
            }
        }
        guard let best, !stepsBack || best.cost <= 1 else { return nil }
        takenGrid.add(taken.count, best.place)
        taken.append(best.place)
        takenArea += width * height
        for other in objectGrid.near(best.place) { objects[other].hide(best.place) }
        return best.place
    }

    /// How much a label hides, as a multiple of what it may.
    private func cost(of place: Box, for index: Int, mostOfOthers: Float) -> Float {
        let overLabels =
            takenGrid.near(place).reduce(0) { $0 + taken[$1].intersectionArea(with: place) } / max(place.area, 1)
        var cost = overLabels / Self.mostOfLabel
        // Who draws all labels is to be able to read them; what they cover was asked for.
        guard stepsBack else { return cost }
        for other in objectGrid.near(place) where cost <= 1 {
            let hidden = objects[other].hiddenShare(with: place)
            cost = max(cost, hidden / (other == index ? Self.mostOfOwn : mostOfOthers))
        }
        return cost
    }

    /// The top left corners to try, the most natural first.
    private func corners(of object: LabelledObject, _ width: Float, _ height: Float) -> [(Float, Float)] {
        let box = object.box
        let (right, below) = (box.x2 - width, box.y2 - height)
        var corners = [
            (box.x1, box.y1 - height), (object.top - width / 2, box.y1 - height), (box.x1, box.y1), (box.x1, box.y2),
            (right, box.y1 - height),
            (right, box.y1), (box.x1, below), (right, below), (right, box.y2),
        ]
        // Then along the left and right sides, and along the top, in steps of a label's own size.
        for step in 1...3 {
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

/// An object as labels see it: where it is, and how much of it they hide already.
struct LabelledObject {
    /// The box around it.
    let box: Box
    /// Where along its box's upper edge it begins.
    let top: Float
    /// How much of its box it fills.
    private let fill: Float
    private let area: Float
    private var hidden: Float = 0

    /// - Parameters:
    ///   - box: The box around it.
    ///   - mask: Its pixels; nil where it is all of its box.
    ///   - area: The number of its pixels, or the area of its box.
    init(box: Box, mask: RunLengthMask?, area: Float) {
        self.box = box
        self.area = area
        top = mask.flatMap(Self.highestColumn) ?? (box.x1 + box.width / 2)
        fill = box.area > 0 ? min(area / box.area, 1) : 0
    }

    /// The middle of the columns whose pixels reach highest.
    private static func highestColumn(of mask: RunLengthMask) -> Float? {
        var highest = Int.max
        var columns = 0..<0
        mask.forEachRun { column, rows in
            if rows.lowerBound < highest {
                highest = rows.lowerBound
                columns = column..<column + 1
            } else if rows.lowerBound == highest {
                columns = columns.lowerBound..<column + 1
            }
        }
        return columns.isEmpty ? nil : Float(columns.lowerBound + columns.upperBound) / 2
    }

    /// How much of it labels hide if there is one more at a place, from 0 to 1; nothing of what the new one does not touch.
    func hiddenShare(with place: Box) -> Float {
        let more = box.intersectionArea(with: place) * fill
        return more > 0 && area > 0 ? min((hidden + more) / area, 1) : 0
    }

    /// There is a label at a place.
    mutating func hide(_ place: Box) {
        hidden += box.intersectionArea(with: place) * fill
    }
}
