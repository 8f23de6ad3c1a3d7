internal import Geometry

/// A label at its place: a chip in the object's colour with text in black or white.
struct OverlayLabel {
    private let place: Box
    private let color: Color
    private let line: TextLine
    private let padding: Int
    private let metrics: (baseline: Int, capital: Int)

    /// The size of letters below which nobody reads them.
    private static let smallestFont = 9
    /// How much of a picture's width a label may have, or of its object's where that is more.
    private static let mostOfWidth: Float = 0.3

    /// The labels of all objects that have one, the highest score first; objects without a score count as certain.
    static func labels(
        for items: [OverlayItem], style: OverlayStyle, size: ImageSize
    ) throws(ImagingError) -> [OverlayLabel] {
        guard size.area > 0 else { return [] }
        let objects = items.map {
            LabelledObject(box: box(of: $0, in: size) ?? .nowhere, mask: $0.instance.mask, area: $0.area)
        }
        var placement = LabelPlacement(size: size, objects: objects, stepsBack: style.stepsBack)
        var labels: [OverlayLabel] = []
        let surestFirst = items.indices.sorted { score(items[$0].instance) > score(items[$1].instance) }
        for index in surestFirst {
            let item = items[index]
            guard let box = box(of: item, in: size) else { continue }
            let font = fontSize(for: box, among: items.count, style: style, size: size)
            let padding = max(2, (font * 7 + 10) / 20)
            let height = Float((font * 29 + 10) / 20)
            let limit = Int(max(Self.mostOfWidth * Float(size.width), box.width, Float(min(size.width, 6 * font))))
            for text in texts(of: item.instance, style: style) {
                guard let line = try line(text, font: font, width: limit, padding: padding) else { continue }
                let width = Float(line.width + 2 * padding)
                guard let place = placement.place(width: width, height: height, for: index) else { continue }
                labels.append(
                    OverlayLabel(
                        place: place, color: item.color, line: line, padding: padding,
                        metrics: try TextRenderer.metrics(size: font)))
                break
            }
        }
        return labels
    }

    /// What an object's label may say, the fullest first: where there is no room for all, the name is told.
    private static func texts(
        of instance: OverlayInstance, style: OverlayStyle
    ) -> [(name: String, score: String)] {
        let text = style.text(of: instance)
        if text.name.isEmpty { return text.score.isEmpty ? [] : [text] }
        return style.stepsBack && !text.score.isEmpty ? [text, (text.name, "")] : [text]
    }

    /// The text as a line for a label of some width at most; a name that is too long is cut off.
    private static func line(
        _ text: (name: String, score: String), font: Int, width: Int, padding: Int
    ) throws(ImagingError) -> TextLine? {
        if text.name.isEmpty { return try TextRenderer.line(text.score, size: font) }
        return try TextRenderer.line(
            text.name, suffix: text.score.isEmpty ? "" : " " + text.score, size: font, fittingWidth: width - 2 * padding
        )
    }

    private static func box(of item: OverlayItem, in size: ImageSize) -> Box? {
        (item.instance.box.isDrawable
            ? item.instance.box : item.instance.mask?.boundingBox ?? item.instance.skeleton?.boundingBox)?
            .clipped(to: size)
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
        return Int(max(min(base, Float(smallestFont)), base * Float(factor)).rounded())
    }

    private static func score(_ instance: OverlayInstance) -> Float {
        let score = instance.score ?? 1
        return score.isFinite ? score : 0
    }
}

extension Box {
    /// A box without an area.
    fileprivate static let nowhere = Box(x1: 0, y1: 0, x2: 0, y2: 0)
}
