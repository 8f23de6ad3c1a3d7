internal import Geometry

/// A stained section: nuclei in cytoplasm and fibres.
struct TissuePainter {
    let frame: MicrographFrame

    func paint(from generator: inout SplitMix64) -> (scene: NucleusScene, pixels: [UInt8]) {
        let diameter = frame.diameter(21, spread: 0.33, 10, 44, from: &generator)
        let shorter = Float(min(frame.width, frame.height))
        let bend = max(diameter * 6, shorter * 0.5)
        var flow = (x: frame.hills(bend, from: &generator), y: frame.hills(bend, from: &generator))
        // One direction prevails, or fibres would run in whirls.
        let grain = 1.6 * generator.direction()
        for index in flow.x.values.indices {
            flow.x.values[index] = grain.x + 0.6 * flow.x.values[index]
            flow.y.values[index] = grain.y + 0.6 * flow.y.values[index]
        }
        var population = NucleusPopulation(
            meanDiameter: diameter, coverage: frame.share(frame.options.coverage, 0.06, 0.32, from: &generator),
            clustering: frame.share(frame.options.clustering, 0.1, 0.5, from: &generator),
            spindleShare: frame.share(frame.options.spindleShare, 0.05, 0.6, from: &generator),
            minimumArea: frame.options.minimumArea)
        population.diameterSpread = 0.22
        population.irregularity = generator.uniform(0.7, 1.3)
        population.spacing = 0.2
        population.crowding = frame.hills(diameter * generator.uniform(4, 9), from: &generator)
        population.flow = flow
        let scene = population.scene(width: frame.width, height: frame.height, from: &generator)

        let looks = self.looks(of: scene, from: &generator)
        let texture = frame.chromatin(diameter, from: &generator)
        let planes = NucleusPlanes(scene, looks: looks, texture: texture, edge: 1.3)
        let nuclear = planes.joined(focus: frame.blur * 0.7, defocus: frame.blur * generator.uniform(1.6, 2.6))
        let ground = self.ground(planes.cover, diameter: diameter, flow: flow, from: &generator)
        let stain: StainMixing = generator.chance(0.7) ? .lilac : .pink
        let noise = frame.noise * generator.uniform(0.8, 2)
        let pixels = stain.varied(by: 0.1, from: &generator).pixels(
            nuclear: nuclear, ground: ground, noise: noise, fringe: 0.2, from: &generator)
        return (scene, pixels)
    }

    private func looks(of scene: NucleusScene, from generator: inout SplitMix64) -> [NucleusLook] {
        let contrast = generator.uniform(0.15, 0.3)
        let softShare = generator.uniform(0.05, 0.3)
        let paleShare = generator.uniform(0.15, 0.6)
        return scene.shapes.map { shape in
            let isPale = !shape.isSpindle && generator.chance(paleShare)
            let level = isPale ? generator.uniform(0.5, 0.85) : generator.uniform(0.85, 1.5)
            var look = NucleusLook(level: level, rim: isPale ? 0.5 : 0.15, contrast: contrast * (isPale ? 1.1 : 0.8))
            look.offset = (Int(generator.unit() * 256), Int(generator.unit() * 256))
            look.isSoft = generator.chance(softShare)
            if shape.radii[1] > 4 {
                let count = Int(generator.unit() * 4)
                look.addSpots(count, to: shape, radius: 0.22, strength: 0.5, from: &generator)
            }
            return look
        }
    }

    /// Cytoplasm around nuclei, fibres between them, and gaps.
    private func ground(
        _ cover: PixelField, diameter: Float, flow: (x: PixelField, y: PixelField), from generator: inout SplitMix64
    ) -> PixelField {
        let clouds = frame.hills(diameter * 4, octaves: 4, from: &generator)
        let gaps = frame.hills(diameter * 6, octaves: 3, from: &generator)
        let gapEdge = generator.chance(0.4) ? generator.uniform(0.9, 1.6) : 9
        let strands = fibres(along: flow, from: &generator)
        let strandShare = generator.uniform(0.02, 0.1)
        let regions = frame.hills(diameter * 5, from: &generator)
        let (gapLevel, gapFade) = (generator.uniform(0.1, 0.8), generator.uniform(0.2, 0.8))
        let around = cover.blurred(by: diameter * 0.4)
        let bodyShare = generator.uniform(0.05, 0.35)
        // Some of the nuclei above and below the plane shine through.
        let ghosts = frame.hills(diameter * 0.9, from: &generator)
        let ghostShare = generator.uniform(0, 0.12)
        var ground = PixelField(width: frame.width, height: frame.height)
        for index in ground.values.indices {
            let isTissue = 1 - smoothStep(gapEdge, gapEdge + gapFade, gaps.values[index] - 3 * around.values[index])
            var level = 1 + 0.07 * clouds.values[index]
            level += strandShare * strands.values[index] * min(max(regions.values[index] + 0.8, 0.1), 1.5)
            level += bodyShare * around.values[index] + ghostShare * smoothStep(1.2, 2.2, ghosts.values[index])
            ground.values[index] =
                max(level, 0.1) * (gapLevel + (1 - gapLevel) * isTissue) * (1 - 0.5 * cover.values[index])
        }
        return ground
    }

    /// Streaks along a direction that changes from place to place: noise averaged along it.
    private func fibres(
        along flow: (x: PixelField, y: PixelField), from generator: inout SplitMix64
    ) -> PixelField {
        let grain = frame.hills(2.2, from: &generator)
        var result = PixelField(width: frame.width, height: frame.height)
        for y in 0..<frame.height {
            for x in 0..<frame.width {
                let index = y * frame.width + x
                let vector = SIMD2(flow.x.values[index], flow.y.values[index])
                let step = vector * (1.5 / max((vector * vector).sum().squareRoot(), 1e-3))
                let middle = SIMD2(Float(x) + 0.5, Float(y) + 0.5)
                var sum: Float = 0
                for count in -10...10 {
                    let place = middle + step * Float(count)
                    sum += grain.nearest(place.x, place.y)
                }
                result.values[index] = sum / 9
            }
        }
        return result
    }
}
