package import Geometry
package import Torch

/// Boxes of some sizes and shapes over every cell of the feature maps: torchvision's `AnchorGenerator`, and those of other frameworks.
package struct AnchorGenerator {
    /// For each level the sides of the squares with its anchors' areas.
    private let sizes: [[Int]]
    /// For each level height over width.
    private let aspectRatios: [[Double]]
    private let convention: Configuration.Conventions.Framework
    /// The distance of neighbouring cells of each level, in pixels.
    private let strides: [Int]

    /// - Parameters:
    ///   - sizes: Of each level.
    ///   - aspectRatios: Of each level, or one list for all.
    ///   - convention: Whose anchors they are.
    ///   - strides: Of each level; torchvision's anchors do not need them.
    package init(
        sizes: [[Int]], aspectRatios: [[Double]], convention: Configuration.Conventions.Framework = .torchvision,
        strides: [Int] = []
    ) {
        self.sizes = sizes
        self.aspectRatios = aspectRatios.count == 1 ? sizes.map { _ in aspectRatios[0] } : aspectRatios
        self.convention = convention
        self.strides = strides
    }

    /// Those of a network.
    package init(_ configuration: Configuration) {
        self.init(
            sizes: configuration.proposals.anchorSizes, aspectRatios: configuration.proposals.aspectRatios,
            convention: configuration.conventions.anchors, strides: configuration.levelStrides)
    }

    /// How many anchors a cell has, the same on every level.
    var countPerCell: Int { (sizes.first?.count ?? 0) * (aspectRatios.first?.count ?? 0) }

    /// The anchors of a level's first cell, x1, y1, x2, y2.
    ///
    /// - torchvision: around the origin, for each aspect ratio and then each size, rounded (halves to even) to pixels.
    /// - detectron2: not rounded, for each size and then each ratio.
    /// - mmdetection: not rounded, for each ratio and then each size.
    /// - maskrcnn-benchmark: around the cell's middle, for each ratio and then each size; the sides of a square as large as the cell are
    ///   rounded for each ratio and then scaled, and corners are pixels within the box.
    package func cell(level: Int) -> [[Float]] {
        let (sizes, ratios) = (sizes[level], aspectRatios[level])
        switch convention {
        case .torchvision:
            return ratios.flatMap { ratio in
                let heightRatio = Float(ratio).squareRoot()
                return sizes.map { size in
                    let width = Float(size) * (1 / heightRatio)
                    let height = Float(size) * heightRatio
                    return [-width / 2, -height / 2, width / 2, height / 2].map { $0.rounded(.toNearestOrEven) }
                }
            }
        case .detectron2:
            return sizes.flatMap { size in
                ratios.map { ratio in
                    let width = (Double(size) * Double(size) / ratio).squareRoot()
                    let height = ratio * width
                    return [-width / 2, -height / 2, width / 2, height / 2].map(Float.init)
                }
            }
        case .mmdetection:
            return ratios.flatMap { ratio in
                let heightRatio = Float(ratio).squareRoot()
                let stride = Float(strides[level])
                return sizes.map { size in
                    let scale = Float(size) / stride
                    let width = stride * (1 / heightRatio) * scale
                    let height = stride * heightRatio * scale
                    return [-0.5 * width, -0.5 * height, 0.5 * width, 0.5 * height]
                }
            }
        case .maskrcnnBenchmark:
            let stride = Double(strides[level])
            let middle = (stride - 1) / 2
            return ratios.flatMap { ratio in
                let width = (stride * stride / ratio).squareRoot().rounded(.toNearestOrEven)
                let height = (width * ratio).rounded(.toNearestOrEven)
                return sizes.map { size in
                    let scale = Double(size) / stride
                    let (x, y) = ((width * scale - 1) / 2, (height * scale - 1) / 2)
                    return [middle - x, middle - y, middle + x, middle + y].map(Float.init)
                }
            }
        }
    }

    /// The anchors of a level, (rows × columns × countPerCell, 4), in order of row, column, and as the first cell's.
    ///
    /// The distance of two cells is the level's stride; in torchvision the padded side over the map's, rounded down: 61 for a map of 13
    /// cells on 800.
    package func anchors(level: Int, rows: Int, columns: Int, padded: ImageSize) throws(TorchError) -> Tensor {
        let cell = cell(level: level)
        let isOfStride = convention != .torchvision
        let stepX = Float(isOfStride ? strides[level] : padded.width / columns)
        let stepY = Float(isOfStride ? strides[level] : padded.height / rows)
        let count = rows * columns * cell.count * 4
        let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            for row in 0..<rows {
                for column in 0..<columns {
                    let x = Float(column) * stepX
                    let y = Float(row) * stepY
                    for anchor in cell {
                        buffer.initializeElement(at: initialized, to: x + anchor[0])
                        buffer.initializeElement(at: initialized + 1, to: y + anchor[1])
                        buffer.initializeElement(at: initialized + 2, to: x + anchor[2])
                        buffer.initializeElement(at: initialized + 3, to: y + anchor[3])
                        initialized += 4
                    }
                }
            }
        }
        return try Tensor(values, shape: [count / 4, 4])
    }
}
