internal import Geometry
internal import MaskRCNN

/// How well the anchors of a network meet objects.
struct AnchorFit {
    /// An object at the network's input.
    struct Object {
        /// x1, y1, x2, y2 in pixels of the resized image.
        var box: Box
        /// The size of the padded input.
        var input: ImageSize
    }

    /// For each level the distance of its cells, and its anchors around a cell.
    private let levels: [(stride: Int, anchors: [Box])]

    init(strides: [Int], sizes: [[Int]], aspectRatios: [[Double]]) {
        let generator = AnchorGenerator(sizes: sizes, aspectRatios: aspectRatios)
        levels = strides.indices.map { level in
            (
                strides[level],
                generator.cell(level: level).map { Box(x1: $0[0], y1: $0[1], x2: $0[2], y2: $0[3]) }
            )
        }
    }

    /// The greatest overlap of an object with any anchor: of each level's shapes with the one on the nearest cell, since an overlap
    /// falls with the distance of two boxes along either axis.
    func overlap(with object: Object) -> Double {
        var best: Float = 0
        for (stride, anchors) in levels {
            func nearest(_ middle: Float, _ side: Int) -> Float {
                let cells = max((side + stride - 1) / stride, 1)
                // Of a side that is no multiple of the stride cells lie closer, as torchvision lays them.
                let step = Float(max(side / cells, 1))
                return step * min(max((middle / step).rounded(), 0), Float(cells - 1))
            }
            let x = nearest((object.box.x1 + object.box.x2) / 2, object.input.width)
            let y = nearest((object.box.y1 + object.box.y2) / 2, object.input.height)
            for anchor in anchors {
                let placed = Box(x1: anchor.x1 + x, y1: anchor.y1 + y, x2: anchor.x2 + x, y2: anchor.y2 + y)
                let both = placed.intersectionArea(with: object.box)
                if both > 0 { best = max(best, both / (placed.area + object.box.area - both)) }
            }
        }
        return Double(best)
    }

    /// The share of objects that an anchor overlaps by at least a half, and the mean of the greatest overlaps.
    func quality(_ objects: [Object]) -> (recall: Double, mean: Double) {
        guard !objects.isEmpty else { return (0, 0) }
        let overlaps = objects.map(overlap)
        let count = Double(objects.count)
        return (Double(overlaps.count { $0 >= 0.5 }) / count, overlaps.reduce(0, +) / count)
    }
}
