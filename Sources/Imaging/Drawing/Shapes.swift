internal import Geometry

/// The signed distance from the border of a rectangle with round corners, negative inside.
func roundedRectangleDistance(_ box: Box, radius: Float) -> (_ x: Float, _ y: Float) -> Float {
    let (halfWidth, halfHeight) = (box.width / 2, box.height / 2)
    let (centerX, centerY) = (box.x1 + halfWidth, box.y1 + halfHeight)
    let radius = min(max(radius, 0), halfWidth, halfHeight)
    return { x, y in
        let (qx, qy) = (abs(x - centerX) - halfWidth + radius, abs(y - centerY) - halfHeight + radius)
        let (ox, oy) = (max(qx, 0), max(qy, 0))
        return (ox * ox + oy * oy).squareRoot() + min(max(qx, qy), 0) - radius
    }
}

/// About the signed distance from the border of the ellipse in a box, exact on the border itself.
func ellipseDistance(_ box: Box) -> (_ x: Float, _ y: Float) -> Float {
    let (rx, ry) = (max(box.width / 2, 1e-3), max(box.height / 2, 1e-3))
    let (centerX, centerY) = (box.x1 + rx, box.y1 + ry)
    return { x, y in
        let (px, py) = ((x - centerX) / rx, (y - centerY) / ry)
        let length = (px * px + py * py).squareRoot()
        let gradient = ((px / rx) * (px / rx) + (py / ry) * (py / ry)).squareRoot()
        return gradient > 0 ? length * (length - 1) / gradient : -min(rx, ry)
    }
}

/// The signed distance from the rings of a polygon, negative inside by the even-odd rule.
func polygonDistance(_ polygon: Polygon) -> (_ x: Float, _ y: Float) -> Float {
    let edges = polygon.rings.flatMap { ring in
        zip(ring, ring.dropFirst() + ring.prefix(1)).map { a, b in
            (ax: Float(a.x), ay: Float(a.y), bx: Float(b.x), by: Float(b.y))
        }
    }
    return { x, y in
        var squared = Float.greatestFiniteMagnitude
        var isInside = false
        for edge in edges {
            let (dx, dy) = (edge.bx - edge.ax, edge.by - edge.ay)
            let (px, py) = (x - edge.ax, y - edge.ay)
            let length = dx * dx + dy * dy
            let along = length > 0 ? min(max((px * dx + py * dy) / length, 0), 1) : 0
            let (ox, oy) = (px - along * dx, py - along * dy)
            squared = min(squared, ox * ox + oy * oy)
            if (edge.ay > y) != (edge.by > y), px < py / dy * dx { isInside.toggle() }
        }
        return isInside ? -squared.squareRoot() : squared.squareRoot()
    }
}

extension Polygon {
    /// The smallest box around the outer ring.
    var boundingBox: Box {
        let (xs, ys) = (outline.map(\.x), outline.map(\.y))
        return Box(
            x1: Float(xs.min() ?? 0), y1: Float(ys.min() ?? 0), x2: Float(xs.max() ?? 0), y2: Float(ys.max() ?? 0))
    }
}

extension Box {
    /// The box with every edge moved outwards.
    func expanded(by margin: Float) -> Box {
        Box(x1: x1 - margin, y1: y1 - margin, x2: x2 + margin, y2: y2 + margin)
    }

    /// Whether all edges are numbers that a picture can hold.
    var isDrawable: Bool {
        [x1, y1, x2, y2].allSatisfy { abs($0) < 1e7 } && x1 <= x2 && y1 <= y2
    }
}
