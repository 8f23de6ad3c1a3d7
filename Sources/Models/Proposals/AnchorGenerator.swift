package import Geometry
package import Torch

/// Boxes of some sizes and shapes over every cell of the feature maps: torchvision's `AnchorGenerator`.
package struct AnchorGenerator {
    /// For each level the sides of the squares with its anchors' areas.
    private let sizes: [[Int]]
    /// For each level height over width.
    private let aspectRatios: [[Double]]

    /// - Parameters:
    ///   - sizes: Of each level.
    ///   - aspectRatios: Of each level, or one list for all.
    package init(sizes: [[Int]], aspectRatios: [[Double]]) {
        self.sizes = sizes
        self.aspectRatios = aspectRatios.count == 1 ? sizes.map { _ in aspectRatios[0] } : aspectRatios
    }

    /// How many anchors a cell has, the same on every level.
    var countPerCell: Int { (sizes.first?.count ?? 0) * (aspectRatios.first?.count ?? 0) }

    /// The anchors around the origin: x1, y1, x2, y2 for each aspect ratio and then each size, rounded (halves to even) to pixels.
    package func cell(level: Int) -> [[Float]] {
        aspectRatios[level].flatMap { ratio in
            let heightRatio = Float(ratio).squareRoot()
            return sizes[level].map { size in
                let width = Float(size) * (1 / heightRatio)
                let height = Float(size) * heightRatio
                return [-width / 2, -height / 2, width / 2, height / 2].map { $0.rounded(.toNearestOrEven) }
            }
        }
    }

    /// The anchors of a level, (rows × columns × countPerCell, 4), in order of row, column, aspect ratio, size.
    ///
    /// The distance of two cells is the padded side over the map's, rounded down: 61 for a map of 13 cells on 800.
    package func anchors(level: Int, rows: Int, columns: Int, padded: ImageSize) throws(TorchError) -> Tensor {
        let cell = cell(level: level)
        let stepX = Float(padded.width / columns)
        let stepY = Float(padded.height / rows)
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
