internal import Geometry
public import Imaging

/// Draws class maps over their pictures, with a legend of the classes that occur.
public struct ClassMapOverlay: Sendable, Hashable {
    /// The classes.
    public var palette: ClassPalette
    /// How much of the picture the colours hide, from 0 to 1.
    public var opacity = 0.55
    /// Whether the background is drawn as it is, where the palette has one: its black would only darken the picture.
    public var leavesBackground = true
    /// Whether each area has a rim of its full colour, so that areas of similar colours are told apart.
    public var drawsRims = true
    /// Whether a legend of the classes that occur stands below the picture, the largest first.
    public var drawsLegend = true

    /// Creates an overlay.
    public init(palette: ClassPalette) {
        self.palette = palette
    }

    /// The picture with the colours of a map, and the legend below.
    /// - Throws: `ClassMapError.sizesDiffer` where the map is not as large as the picture, `.imaging` where there is a legend and
    ///   the system has no font.
    /// Complexity: O(*w* × *h*).
    public func drawing(_ map: ClassMap, on image: Image) throws(ClassMapError) -> Image {
        try map.requireSize(image.size, name: "the class map")
        var picture = image
        tint(&picture, by: map)
        guard drawsLegend else { return picture }
        do {
            return try legend(of: map).appended(below: picture)
        } catch {
            throw .imaging(error)
        }
    }

    /// The classes that occur in a map and their shares of its pixels, the largest first.
    public func legend(of map: ClassMap) -> Legend {
        let counts = map.pixelCounts
        let labels = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        return Legend(
            labels.map { label in
                let share = Self.percent(Double(counts[label]) / Double(map.labels.count))
                return Legend.Entry(
                    "\(palette.name(of: UInt8(label))) \(share)", color: palette.color(of: UInt8(label)))
            })
    }

    /// A share as people write it; what is there is never 0.
    public static func percent(_ share: Double) -> String {
        if share >= 0.1 { return "\(Int((share * 100).rounded()))%" }
        let tenths = Int((share * 1000).rounded())
        if tenths == 0 { return "<0.1%" }
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
    }

    private func tint(_ picture: inout Image, by map: ClassMap) {
        let (width, height) = (map.size.width, map.size.height)
        let isPlain = (0..<256).map { leavesBackground && palette.hasBackground && $0 == 0 }
        let channels = (0..<256).map { palette.color(of: UInt8($0)) }.flatMap {
            [Int($0.red), Int($0.green), Int($0.blue)]
        }
        let weight = Int((min(max(opacity, 0), 1) * 256).rounded())
        // Large pictures are seen scaled down.
        let reach = drawsRims ? max(1, min(width, height) / 600) : 0
        picture.withUnsafeMutablePixels { pixels in
            map.labels.withUnsafeBufferPointer { labels in
                for y in 0..<height {
                    for x in 0..<width {
                        let place = y * width + x
                        let label = Int(labels[place])
                        if isPlain[label] { continue }
                        let isRim =
                            reach > 0
                            && (x >= reach && labels[place - reach] != labels[place]
                                || x + reach < width && labels[place + reach] != labels[place]
                                || y >= reach && labels[place - reach * width] != labels[place]
                                || y + reach < height && labels[place + reach * width] != labels[place])
                        let share = isRim ? 256 : weight
                        for channel in 0..<3 {
                            let old = Int(pixels[3 * place + channel])
                            let mixed = (old * (256 - share) + channels[3 * label + channel] * share + 128) >> 8
                            pixels[3 * place + channel] = UInt8(mixed)
                        }
                    }
                }
            }
        }
    }
}
