internal import Geometry

/// How one nucleus looks: how bright or how dark it is, and how that varies in it.
struct NucleusLook: Sendable {
    /// Its light, or its optical density.
    var level: Float
    /// By what share the level falls from the middle to the border.
    var dome: Float = 0
    /// By what share the border is stronger than the inside.
    var rim: Float = 0
    /// The deviation of the chromatin's texture, as a share of the level.
    var contrast: Float = 0.15
    /// Where in the texture's tile the nucleus is.
    var offset: (x: Int, y: Int) = (0, 0)
    /// Nucleoli or clumps: their places and radii in pixels from the middle, and by what share they change the level.
    var spots: [SIMD4<Float>] = []
    /// Whether it lies out of the plane of focus.
    var isSoft = false

    /// Adds spots inside an outline.
    mutating func addSpots(
        _ count: Int, to shape: NucleusShape, radius: Float, strength: Float, from generator: inout SplitMix64
    ) {
        for _ in 0..<count {
            let place = generator.direction() * generator.unit().squareRoot() * 0.62
            let (along, across) = (place.x * shape.radii[0], place.y * shape.radii[1])
            spots.append(
                SIMD4(
                    along * shape.axis.x - across * shape.axis.y, along * shape.axis.y + across * shape.axis.x,
                    radius * shape.radii[1] * generator.uniform(0.7, 1.3), strength * generator.uniform(0.6, 1.2)))
        }
    }
}

/// Nuclei drawn into two planes, one in focus and one that is not.
struct NucleusPlanes: Sendable {
    var sharp: PixelField
    var soft: PixelField
    /// How much of each pixel nuclei cover, from 0 to 1.
    var cover: PixelField

    /// Draws nuclei in their order, each over those before.
    /// - Parameters:
    ///   - texture: A tile of chromatin that wraps, of deviation 1.
    ///   - edge: Over how many pixels a border fades.
    init(_ scene: NucleusScene, looks: [NucleusLook], texture: PixelField, edge: Float = 1) {
        sharp = PixelField(width: scene.width, height: scene.height)
        soft = sharp
        cover = sharp
        for (shape, look) in zip(scene.shapes, looks) {
            let (columns, rows) = shape.window(width: scene.width, height: scene.height, margin: edge)
            for y in rows {
                for x in columns {
                    let (px, py) = (Float(x) + 0.5, Float(y) + 0.5)
                    let place = shape.place(of: px, py)
                    let share = min(max(0.5 - place.distance / edge, 0), 1)
                    guard share > 0 else { continue }
                    var factor = 1 - look.dome * min(place.depth * place.depth, 1)
                    let band = max(0, 1 - abs(place.distance + 1.4) / 1.4)
                    factor += look.rim * band
                    factor += look.contrast * texture.wrapped(x + look.offset.x, y + look.offset.y)
                    for spot in look.spots {
                        let (dx, dy) = (px - shape.center.x - spot.x, py - shape.center.y - spot.y)
                        let near = max(0, 1 - (dx * dx + dy * dy) / max(spot.z * spot.z, 0.5))
                        factor += spot.w * near * (2 - near)
                    }
                    let value = look.level * max(factor, 0.08)
                    let index = y * scene.width + x
                    sharp.values[index] *= 1 - share
                    soft.values[index] *= 1 - share
                    if look.isSoft { soft.values[index] += share * value } else { sharp.values[index] += share * value }
                    cover.values[index] += share * (1 - cover.values[index])
                }
            }
        }
    }

    /// Both planes together, each with its blur.
    func joined(focus: Float, defocus: Float) -> PixelField {
        var result = sharp.blurred(by: focus)
        guard soft.values.contains(where: { $0 != 0 }) else { return result }
        let hazy = soft.blurred(by: defocus)
        for index in result.values.indices { result.values[index] += hazy.values[index] }
        return result
    }
}
