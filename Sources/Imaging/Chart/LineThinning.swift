/// Fewer points for a line that looks the same.
enum LineThinning {
    /// The points without those that lie between equals on a level or on one another, and no more than four to a pixel's
    /// column: the first, the least, the greatest and the last.
    static func thinned(_ points: [ChartDrawing.Point]) -> [ChartDrawing.Point] {
        let columns = points.count > 2000 ? reducedToColumns(points) : points
        var result: [ChartDrawing.Point] = []
        for point in columns {
            if let last = result.last, same(last.x, point.x), same(last.y, point.y) { continue }
            if result.count > 1, same(result[result.count - 1].y, point.y), same(result[result.count - 2].y, point.y),
                (result[result.count - 2].x <= result[result.count - 1].x) == (result[result.count - 1].x <= point.x)
            {
                result.removeLast()
            }
            result.append(point)
        }
        return result
    }

    /// To the tenth of a pixel that is written.
    private static func same(_ one: Double, _ other: Double) -> Bool { abs(one - other) < 0.05 }

    private static func reducedToColumns(_ points: [ChartDrawing.Point]) -> [ChartDrawing.Point] {
        var result: [ChartDrawing.Point] = []
        var start = 0
        while start < points.count {
            let column = points[start].x.rounded(.down)
            var end = start + 1
            while end < points.count, points[end].x.rounded(.down) == column { end += 1 }
            let range = start..<end
            let least = range.min { points[$0].y < points[$1].y } ?? start
            let greatest = range.max { points[$0].y < points[$1].y } ?? start
            result += Set([start, least, greatest, end - 1]).sorted().map { points[$0] }
            start = end
        }
        return result
    }
}
