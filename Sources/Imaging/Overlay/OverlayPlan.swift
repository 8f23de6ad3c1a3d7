internal import Geometry

/// What is drawn of which objects, so that they themselves can still be seen.
struct OverlayPlan {
    /// Whether masks are tinted.
    let drawsMasks: Bool
    /// Whether there are labels at all.
    let drawsLabels: Bool
    /// For each object, whether its box is drawn.
    let drawsBox: [Bool]

    /// How much of a box's border may run over other objects.
    private static let mostOfBorder: Float = 0.2

    init(for items: [OverlayItem], style: OverlayStyle, size: ImageSize) {
        let stepsBack = style.stepsBack
        let areMany = stepsBack && items.count >= OverlayStyle.manyObjects
        let masks = style.drawsMasks && style.maskOpacity ?? 1 > 0
        // Who wants no outlines keeps the masks: something has to be seen of an object.
        drawsMasks = masks && !(areMany && style.drawsOutlines && style.maskOpacity == nil)
        drawsLabels = style.drawsLabels && !(areMany && Set(items.lazy.map(\.instance.label)).count < 2)
        guard style.drawsBoxes, stepsBack, masks || style.drawsOutlines else {
            drawsBox = items.map { _ in style.drawsBoxes }
            return
        }
        let occupied = areMany ? nil : OccupiedCells(by: items.lazy.compactMap(\.instance.mask), in: size)
        drawsBox = items.map { item in
            guard item.instance.mask?.isEmpty == false else { return true }
            guard let occupied, item.instance.box.isDrawable else { return false }
            return occupied.share(ofBorder: item.instance.box) <= Self.mostOfBorder
        }
    }
}

/// The parts of a picture in which there are objects, to within a few pixels.
struct OccupiedCells {
    private let size: ImageSize
    /// How many pixels a side of a cell has.
    private let step: Int
    private let columns: Int
    private let rows: Int
    private var cells: [Bool]

    private static let mostCells = 512

    init(by masks: some Sequence<RunLengthMask>, in size: ImageSize) {
        self.size = size
        step = max(1, max(size.width, size.height) / Self.mostCells)
        columns = (size.width + step - 1) / step
        rows = (size.height + step - 1) / step
        cells = [Bool](repeating: false, count: columns * rows)
        for mask in masks {
            mask.forEachRun { column, run in
                guard column % step == step / 2, !run.isEmpty else { return }
                for row in run.lowerBound / step...(run.upperBound - 1) / step {
                    cells[row * columns + column / step] = true
                }
            }
        }
    }

    /// How much of a box's border, followed a cell outside of it, lies over objects; 0 for what is outside the picture.
    func share(ofBorder box: Box) -> Float {
        let edge = Float(step) + 1
        let around = box.clipped(to: size).expanded(by: edge)
        var (count, over) = (0, 0)
        func visit(_ x: Float, _ y: Float) {
            count += 1
            guard x >= 0, y >= 0, x < Float(size.width), y < Float(size.height) else { return }
            if cells[Int(y) / step * columns + Int(x) / step] { over += 1 }
        }
        for x in stride(from: around.x1, through: around.x2, by: Float(step)) {
            visit(x, around.y1)
            visit(x, around.y2)
        }
        for y in stride(from: around.y1, through: around.y2, by: Float(step)) {
            visit(around.x1, y)
            visit(around.x2, y)
        }
        return count > 0 ? Float(over) / Float(count) : 0
    }
}
