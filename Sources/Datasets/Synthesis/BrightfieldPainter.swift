internal import Geometry

/// Large translucent cells in grey, each around a small dark nucleus.
struct BrightfieldPainter {
    let frame: MicrographFrame

    func paint(from generator: inout SplitMix64) -> (scene: NucleusScene, pixels: [UInt8]) {
        let diameter = frame.diameter(20, spread: 0.15, 14, 26, from: &generator)
        var population = NucleusPopulation(
            meanDiameter: diameter, coverage: frame.share(frame.options.coverage, 0.011, 0.019, from: &generator),
            clustering: frame.share(frame.options.clustering, 0, 0.08, from: &generator),
            spindleShare: Float(frame.options.spindleShare ?? 0.04), minimumArea: frame.options.minimumArea)
        population.diameterSpread = 0.25
        population.divisionShare = 0
        population.spacing = 1.1
        population.crowding = frame.hills(diameter * 11, from: &generator)
        let scene = population.scene(width: frame.width, height: frame.height, from: &generator)

        let looks = scene.shapes.map { _ in
            NucleusLook(
                level: generator.uniform(0.75, 1.25), rim: 0.1, contrast: 0.12,
                offset: (Int(generator.unit() * 256), Int(generator.unit() * 256)), isSoft: generator.chance(0.15))
        }
        let texture = frame.chromatin(diameter, from: &generator)
        let planes = NucleusPlanes(scene, looks: looks, texture: texture, edge: 1.6)
        let nuclear = planes.joined(focus: frame.blur * 0.7, defocus: frame.blur * 1.5)
        let ground = bodies(scene, diameter: diameter, from: &generator)
        let noise = frame.noise * generator.uniform(1.4, 2.4)
        let pixels = StainMixing.grey.varied(by: 0, from: &generator).pixels(
            nuclear: nuclear, ground: ground, noise: noise, from: &generator)
        return (scene, pixels)
    }

    /// A folded sheet around each nucleus; where sheets lie on each other they take more light.
    private func bodies(
        _ scene: NucleusScene, diameter: Float, from generator: inout SplitMix64
    ) -> PixelField {
        let grain = PixelField(
            hills: 9, octaves: 3, persistence: 0.8, width: 256, height: 256, wraps: true, from: &generator)
        let folds = PixelField(
            hills: diameter * 1.6, octaves: 3, width: 256, height: 256, wraps: true, from: &generator)
        var ground = PixelField(width: frame.width, height: frame.height)
        for shape in scene.shapes {
            let body = CellBody(around: shape, diameter: diameter, from: &generator)
            body.draw(on: &ground, grain: grain, folds: folds)
        }
        var result = ground.blurred(by: 0.6 * frame.blur)
        let dust = frame.hills(5, octaves: 2, from: &generator)
        let regions = frame.hills(diameter * 5, from: &generator)
        for index in result.values.indices {
            let speck = smoothStep(2.4, 3.2, dust.values[index] + 0.5 * regions.values[index])
            result.values[index] += 0.25 * speck
        }
        return result
    }
}

/// A thin cell seen from above: a polygon with rounded corners.
private struct CellBody {
    let center: SIMD2<Float>
    /// The directions and distances of the sides.
    let sides: [SIMD3<Float>]
    let level: Float
    let offset: (x: Int, y: Int)
    let creases: Float
    /// Where a flap is folded over: a direction and a distance.
    let flap: SIMD3<Float>

    init(around nucleus: NucleusShape, diameter: Float, from generator: inout SplitMix64) {
        let radius = diameter * generator.uniform(1.7, 2.9)
        center = nucleus.center + generator.direction() * radius * generator.uniform(0, 0.4)
        let stretch = generator.direction() * generator.uniform(0, 0.35)
        sides = (0..<(6 + Int(generator.unit() * 4))).map { _ in
            let direction = generator.direction()
            let along = (direction * stretch).sum()
            return SIMD3(direction.x, direction.y, radius * (1 + abs(along) * 1.2) * generator.uniform(0.8, 1.15))
        }
        level = generator.chance(0.2) ? generator.uniform(1.2, 2) : generator.uniform(0.5, 1.15)
        offset = (Int(generator.unit() * 256), Int(generator.unit() * 256))
        let turned = generator.direction()
        flap = SIMD3(turned.x, turned.y, radius * (generator.chance(0.4) ? generator.uniform(0.3, 0.8) : 9))
        creases = generator.chance(0.5) ? generator.uniform(0.1, 0.6) : 0.05
    }

    func draw(on ground: inout PixelField, grain: PixelField, folds: PixelField) {
        let reach = (sides.map(\.z).max() ?? 0) * 1.35 + 4
        let columns = clamped(center.x - reach, center.x + reach, ground.width)
        let rows = clamped(center.y - reach, center.y + reach, ground.height)
        for y in rows {
            for x in columns {
                let (dx, dy) = (Float(x) + 0.5 - center.x, Float(y) + 0.5 - center.y)
                let fold = folds.wrapped(x + offset.x, y + offset.y)
                var distance = (dx * dx + dy * dy).squareRoot() - reach / 1.2
                for side in sides {
                    let beyond = dx * side.x + dy * side.y - side.z
                    // Corners are rounded over some pixels.
                    let gap = max(6 - abs(distance - beyond), 0)
                    distance = max(distance, beyond) + gap * gap / 24
                }
                distance += 2 * fold
                let share = min(max(0.5 - distance / 1.5, 0), 1)
                guard share > 0 else { continue }
                let seam = max(0, 1 - abs(distance + 2) / 2) * 0.15
                let crease = creases * max(0, 1 - abs(fold) * 7)
                let inside = 1 + 0.17 * grain.wrapped(x + offset.y, y + offset.x) + 0.12 * fold + seam + crease
                let folded = smoothStep(0, 3, dx * flap.x + dy * flap.y - flap.z + 3 * fold)
                ground.values[y * ground.width + x] += share * level * max(inside, 0.3) * (1 + 0.7 * folded)
            }
        }
    }

    private func clamped(_ low: Float, _ high: Float, _ limit: Int) -> Range<Int> {
        let first = min(max(low, 0), Float(limit))
        return Int(first)..<Int(min(max(high, first), Float(limit)))
    }
}
