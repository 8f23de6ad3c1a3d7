internal import Geometry

/// A stained smear: single cells with large purple nuclei on white.
struct SmearPainter {
    let frame: MicrographFrame

    func paint(from generator: inout SplitMix64) -> (scene: NucleusScene, pixels: [UInt8]) {
        let diameter = frame.diameter(21, spread: 0.15, 15, 30, from: &generator)
        var population = NucleusPopulation(
            meanDiameter: diameter, coverage: frame.share(frame.options.coverage, 0.08, 0.34, from: &generator),
            clustering: frame.share(frame.options.clustering, 0.3, 0.65, from: &generator),
            spindleShare: Float(frame.options.spindleShare ?? 0.06), minimumArea: frame.options.minimumArea)
        population.diameterSpread = 0.2
        population.irregularity = generator.uniform(1.1, 1.7)
        population.beanShare = 0.3
        population.crowding = frame.hills(diameter * generator.uniform(5, 9), from: &generator)
        let scene = population.scene(width: frame.width, height: frame.height, from: &generator)

        let looks = self.looks(of: scene, from: &generator)
        let texture = frame.chromatin(diameter, from: &generator)
        let planes = NucleusPlanes(scene, looks: looks, texture: texture, edge: 1.5)
        var nuclear = planes.joined(focus: frame.blur * 0.75, defocus: frame.blur * generator.uniform(1.4, 2.2))
        let ground = self.ground(scene, nuclear: &nuclear, diameter: diameter, from: &generator)
        // The camera sharpens: borders have a bright seam.
        let wide = nuclear.blurred(by: 1.6)
        for index in nuclear.values.indices {
            nuclear.values[index] += 0.3 * (nuclear.values[index] - wide.values[index])
        }
        let noise = frame.noise * generator.uniform(0.8, 1.8)
        let pixels = StainMixing.violet.varied(by: 0.1, from: &generator).pixels(
            nuclear: nuclear, ground: ground, noise: noise, fringe: 0.45, from: &generator)
        return (scene, pixels)
    }

    private func looks(of scene: NucleusScene, from generator: inout SplitMix64) -> [NucleusLook] {
        let paleShare = generator.uniform(0.1, 0.4)
        return scene.shapes.map { shape in
            let isPale = generator.chance(paleShare)
            let level = isPale ? generator.uniform(0.4, 0.75) : generator.uniform(0.85, 1.35)
            var look = NucleusLook(level: level, rim: isPale ? 0.25 : 0.1, contrast: isPale ? 0.28 : 0.14)
            look.offset = (Int(generator.unit() * 256), Int(generator.unit() * 256))
            look.isSoft = generator.chance(0.15)
            look.addSpots(Int(generator.unit() * 4), to: shape, radius: 0.35, strength: -0.25, from: &generator)
            return look
        }
    }

    /// Cytoplasm around some nuclei, smudges, and the pale discs of red cells.
    private func ground(
        _ scene: NucleusScene, nuclear: inout PixelField, diameter: Float, from generator: inout SplitMix64
    ) -> PixelField {
        var ground = PixelField(width: frame.width, height: frame.height)
        for shape in scene.shapes where generator.chance(0.35) {
            var body = shape
            let size = (shape.radii[0] * shape.radii[1]).squareRoot() * generator.uniform(1.2, 1.55)
            body.radii = SIMD2(size * 1.08, size / 1.08)
            body.center += generator.direction() * generator.uniform(0, 0.2) * diameter
            body.bend = 0
            let level = generator.uniform(0.4, 1.1)
            ground.fill(body, edge: 3) { old, depth in max(old, level * (0.75 + 0.25 * depth)) }
        }
        let isStrewn = generator.chance(0.6)
        let count = isStrewn ? Int(Float(frame.width * frame.height) / (diameter * diameter * 30)) : 0
        for _ in 0..<count {
            let center = SIMD2(
                generator.uniform(0, Float(frame.width)), generator.uniform(0, Float(frame.height)))
            let radius = diameter * generator.uniform(0.4, 0.55)
            var cell = NucleusShape(center: center, axis: generator.direction(), radii: SIMD2(radius * 1.05, radius))
            cell.deform(by: 0.6, from: &generator)
            let level = generator.uniform(0.1, 0.3)
            ground.fill(cell, edge: 2.5) { old, depth in max(old, level * (0.5 + 0.5 * depth)) }
        }
        let smudges = frame.hills(diameter * 0.8, octaves: 3, from: &generator)
        let regions = frame.hills(diameter * 4, from: &generator)
        let share = generator.uniform(0, 0.22)
        for index in ground.values.indices {
            let smudge = smoothStep(1.1, 2.4, smudges.values[index] + 0.4 * regions.values[index])
            nuclear.values[index] = max(nuclear.values[index], share * smudge)
            ground.values[index] = max(ground.values[index] + 0.03 * smudges.values[index], 0)
        }
        return ground
    }
}

extension PixelField {
    /// Changes the pixels inside an outline, whose border fades over some pixels.
    /// - Parameter value: Takes what is there and the depth, which is 1 on the outline.
    mutating func fill(_ shape: NucleusShape, edge: Float, value: (_ old: Float, _ depth: Float) -> Float) {
        let (columns, rows) = shape.window(width: width, height: height, margin: edge)
        for y in rows {
            for x in columns {
                let place = shape.place(of: Float(x) + 0.5, Float(y) + 0.5)
                let share = min(max(0.5 - place.distance / edge, 0), 1)
                guard share > 0 else { continue }
                let old = values[y * width + x]
                values[y * width + x] = old + share * (value(old, min(place.depth, 1)) - old)
            }
        }
    }
}
