public import Geometry

/// What a shape is filled with.
public enum Paint: Sendable, Hashable {
    /// One colour everywhere.
    case solid(Color)
    /// A colour at one point that turns into another at a second point, and goes on straight to both sides.
    case linear(from: Point, Color, to: Point, Color)
    /// A colour at a point that turns into another at a distance from it, in pixels.
    case radial(center: Point, Color, radius: Double, Color)

    /// The colour of a pixel.
    func color(x: Int, y: Int) -> Color {
        switch self {
        case .solid(let color):
            return color
        case .linear(let start, let first, let end, let last):
            let (dx, dy) = (end.x - start.x, end.y - start.y)
            let length = dx * dx + dy * dy
            guard length > 0 else { return last }
            let along = ((Double(x) + 0.5 - start.x) * dx + (Double(y) + 0.5 - start.y) * dy) / length
            return first.mixed(with: last, at: min(max(along, 0), 1))
        case .radial(let center, let first, let radius, let last):
            guard radius > 0 else { return last }
            let (dx, dy) = (Double(x) + 0.5 - center.x, Double(y) + 0.5 - center.y)
            return first.mixed(with: last, at: min((dx * dx + dy * dy).squareRoot() / radius, 1))
        }
    }
}
