internal import Geometry

/// A label at its place: a chip in the object's colour with text in black or white.
struct OverlayLabel {
    private let place: Box
    private let color: Color
    private let line: TextLine
    private let padding: Int
    private let metrics: (baseline: Int, capital: Int)

    /// The labels of all objects that have one, the highest score first; objects without a score count as certain.
    static func labels(
        for items: [OverlayItem], style: OverlayStyle, size: ImageSize
    ) throws(ImagingError) -> [OverlayLabel] {
        guard style.drawsLabels || style.drawsScores, size.area > 0 else { return [] }
        var placement = LabelPlacement(size: size, omitsCrowded: style.omitsCrowdedLabels)
        var labels: [OverlayLabel] = []
        let surestFirst = items.sorted { score($0.instance) > score($1.instance) }
        for item in surestFirst {
            let text = style.text(of: item.instance)
            let box = item.instance.box.isDrawable ? item.instance.box : item.instance.mask?.boundingBox
            guard !text.isEmpty, let box = box?.clipped(to: size) else { continue }
            var font = fontSize(for: box, among: items.count, style: style, size: size)
            guard var line = try TextRenderer.line(text, size: font) else { continue }
            // A label that is wider than the picture is set smaller, as far as it stays readable.
            while line.width + font > size.width, font > 6, style.fontSize == nil {
                font = max(6, font * 4 / 5)
                guard let smaller = try TextRenderer.line(text, size: font) else { break }
                line = smaller
            }
            let padding = max(2, (font * 7 + 10) / 20)
            let (width, height) = (Float(line.width + 2 * padding), Float((font * 29 + 10) / 20))
            guard let place = placement.place(width: width, height: height, for: box) else { continue }
            labels.append(
                OverlayLabel(
                    place: place, color: item.color, line: line, padding: padding,
                    metrics: try TextRenderer.metrics(size: font)))
        }
        return labels
    }

    func draw(on image: inout Image) {
        var chip = Coverage(around: place, in: image.size)
        chip.fill(roundedRectangleDistance(place, radius: place.height * 0.2))
        chip.blend(.solid(color), opacity: 0.92, into: &image)
        let baseline = Int(place.y1) + (Int(place.height) + metrics.capital + 1) / 2
        line.blend(
            color.contrastingText, x: Int(place.x1) + padding - line.left, baseline: baseline,
            lineBaseline: metrics.baseline, into: &image)
    }

    /// Small objects, and objects among many, have somewhat smaller labels, so that they do not drown in text.
    private static func fontSize(for box: Box, among count: Int, style: OverlayStyle, size: ImageSize) -> Int {
        let base = style.fontSize(on: size)
        guard style.fontSize == nil, box.area > 0 else { return Int(base.rounded()) }
        let share = Double(box.area) / Double(size.area)
        let factor = min(max(power(share / 0.02, 0.12), 0.75), 1) * min(power(30 / Double(count), 0.25), 1)
        return Int(max(min(base, 9), base * Float(factor)).rounded())
    }

    private static func score(_ instance: OverlayInstance) -> Float {
        let score = instance.score ?? 1
        return score.isFinite ? score : 0
    }
}
