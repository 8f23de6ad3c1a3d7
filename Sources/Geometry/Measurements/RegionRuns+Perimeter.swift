extension RegionRuns {
    /// The length of the outline by the neighbours of its pixels.
    ///
    /// A pixel is of the outline where one of its four neighbours is background. Each counts 1, √2 or their mean by how many others of the
    /// outline are beside it, and at its corners.
    /// Source: K. Benkrid, D. Crookes, "Design and FPGA implementation of a perimeter estimator", as in scikit-image's `perimeter`.
    var perimeter: Double {
        let length = height + 4
        // Columns with two pixels of background around the box: those before, at and after the one whose outline is found, and
        // likewise three columns of outline.
        var pixels = [[UInt8]](repeating: [UInt8](repeating: 0, count: length), count: 3)
        var outline = pixels
        draw(0, into: &pixels[2])
        var (straight, diagonal, mixed) = (0, 0, 0)
        for column in 0..<width + 1 {
            pixels.append(pixels.removeFirst())
            draw(column + 1, into: &pixels[2])
            outline.append(outline.removeFirst())
            findOutline(pixels, into: &outline[2])
            for row in 1..<length - 1 where outline[1][row] != 0 {
                let beside = outline[0][row] + outline[2][row] + outline[1][row - 1] + outline[1][row + 1]
                let corners = outline[0][row - 1] + outline[0][row + 1] + outline[2][row - 1] + outline[2][row + 1]
                switch (corners, beside) {
                case (0, 2), (0, 3), (1, 2), (1, 3), (2, 2), (2, 3): straight += 1
                case (2, 0), (3, 1): diagonal += 1
                case (1, 1), (2, 1): mixed += 1
                default: break
                }
            }
        }
        return Double(straight) + Double(diagonal) * 2.squareRoot() + Double(mixed) * (1 + 2.squareRoot()) / 2
    }

    private func draw(_ column: Int, into pixels: inout [UInt8]) {
        for row in pixels.indices { pixels[row] = 0 }
        for rows in self[column: column] { for row in rows { pixels[row + 2] = 1 } }
    }

    private func findOutline(_ pixels: [[UInt8]], into outline: inout [UInt8]) {
        outline[0] = 0
        outline[outline.count - 1] = 0
        for row in 1..<outline.count - 1 {
            let inner = pixels[0][row] & pixels[2][row] & pixels[1][row - 1] & pixels[1][row + 1]
            outline[row] = pixels[1][row] & ~inner
        }
    }
}
