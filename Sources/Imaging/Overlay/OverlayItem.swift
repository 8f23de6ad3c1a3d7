internal import Geometry

/// An object with what drawing it needs to know.
struct OverlayItem {
    let instance: OverlayInstance
    let color: Color
    let area: Float

    init(_ instance: OverlayInstance, color: Color) {
        self.instance = instance
        self.color = color
        let box = instance.box.isDrawable ? instance.box : instance.skeleton?.boundingBox
        let area = instance.mask.map { Float($0.area) } ?? (box ?? instance.box).area
        self.area = area.isFinite ? area : 0
    }

    /// Mixes the colour into the mask's pixels.
    func fillMask(opacity: Float, on image: inout Image) {
        guard let mask = instance.mask else { return }
        let share = UInt32(min(max(opacity, 0), 1) * 255 + 0.5)
        let tables = [color.red, color.green, color.blue].map { component in
            (0...255).map { mixed(UInt8($0), component, share) }
        }
        let width = image.size.width
        image.withUnsafeMutablePixels { pixels in
            tables[0].withUnsafeBufferPointer { red in
                tables[1].withUnsafeBufferPointer { green in
                    tables[2].withUnsafeBufferPointer { blue in
                        mask.forEachRun { column, rows in
                            var index = 3 * (rows.lowerBound * width + column)
                            for _ in rows {
                                pixels[index] = red[Int(pixels[index])]
                                pixels[index + 1] = green[Int(pixels[index + 1])]
                                pixels[index + 2] = blue[Int(pixels[index + 2])]
                                index += 3 * width
                            }
                        }
                    }
                }
            }
        }
    }

    /// Draws the mask's border, the steps of its pixels smoothed away.
    ///
    /// - Parameter ground: A picture from which the line is to be told apart; nil where the colour stays as it is.
    func strokeOutline(width: Float, contrastingWith ground: Image?, on image: inout Image) {
        guard let mask = instance.mask, let bounds = mask.boundingBox else { return }
        var coverage = Coverage(around: bounds.expanded(by: width / 2 + 1), in: image.size)
        for polygon in mask.polygons(simplifiedTo: Double(max(0.75, width / 3))) {
            for ring in polygon.rings {
                let ring = smoothed(ring, reach: max(2, width))
                for (start, end) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
                    coverage.stroke(from: start, to: end, radius: width / 2)
                }
            }
        }
        let surroundings = ground.flatMap { $0.meanLuminance(aroundBox: bounds.expanded(by: width + 1)) }
        coverage.blend(.solid(surroundings.map(color.apart) ?? color), into: &image)
    }

    /// Draws the box's border, its corners slightly round.
    func strokeBox(width: Float, on image: inout Image) {
        guard instance.box.isDrawable else { return }
        let box = instance.box.clipped(to: image.size)
        let corners = [
            Point(x: Double(box.x1), y: Double(box.y1)), Point(x: Double(box.x2), y: Double(box.y1)),
            Point(x: Double(box.x2), y: Double(box.y2)), Point(x: Double(box.x1), y: Double(box.y2)),
        ]
        var coverage = Coverage(around: box.expanded(by: width / 2 + 1), in: image.size)
        for (start, end) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
            coverage.stroke(from: start, to: end, radius: width / 2)
        }
        coverage.blend(.solid(color), opacity: 0.85, into: &image)
    }

    /// A ring with its corners cut, each a quarter of the way along its two sides, but at most some pixels: corners of long
    /// sides are the object's own.
    ///
    /// Source: Chaikin, "An algorithm for high-speed curve generation" (1974).
    private func smoothed(_ ring: [Point], reach: Float) -> [Point] {
        var points: [Point] = []
        points.reserveCapacity(2 * ring.count)
        for (a, b) in zip(ring, ring.dropFirst() + ring.prefix(1)) {
            let length = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
            let share = length > 0 ? min(0.25, Double(reach) / length) : 0
            let cut = Point(x: (b.x - a.x) * share, y: (b.y - a.y) * share)
            points.append(Point(x: a.x + cut.x, y: a.y + cut.y))
            points.append(Point(x: b.x - cut.x, y: b.y - cut.y))
        }
        return points
    }
}

extension Image {
    /// The mean luminance of some pixels along a box's border; nil where all of it is outside.
    func meanLuminance(aroundBox box: Box) -> Double? {
        var (sum, count) = (0.0, 0)
        func visit(_ x: Float, _ y: Float) {
            guard x >= 0, y >= 0, x < Float(size.width), y < Float(size.height) else { return }
            sum += self[Int(x), Int(y)].luminance
            count += 1
        }
        let samples = 16
        for index in 0..<samples {
            let share = (Float(index) + 0.5) / Float(samples)
            visit(box.x1 + share * box.width, box.y1)
            visit(box.x1 + share * box.width, box.y2)
            visit(box.x1, box.y1 + share * box.height)
            visit(box.x2, box.y1 + share * box.height)
        }
        return count > 0 ? sum / Double(count) : nil
    }
}
