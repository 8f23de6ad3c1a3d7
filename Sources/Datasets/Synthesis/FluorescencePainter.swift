internal import Geometry

/// Nuclei that glow on a dark ground.
struct FluorescencePainter {
    let frame: MicrographFrame

    func paint(from generator: inout SplitMix64) -> (scene: NucleusScene, pixels: [UInt8]) {
        let diameter = frame.diameter(23, spread: 0.4, 9, 50, from: &generator)
        // Small nuclei are not the more for it: 80 in 256×256 pixels are many.
        let most = min(0.36, 0.001 * diameter * diameter)
        let usual = min(max(0.11 * generator.factor(spread: 0.75), 0.015), most)
        var population = NucleusPopulation(
            meanDiameter: diameter, coverage: frame.options.coverage.map(Float.init) ?? usual,
            clustering: frame.share(frame.options.clustering, 0.1, 0.6, from: &generator),
            spindleShare: Float(frame.options.spindleShare ?? 0.05), minimumArea: frame.options.minimumArea)
        population.irregularity = generator.uniform(0.6, 1.3)
        population.beanShare = generator.uniform(0.05, 0.2)
        population.crowding = frame.hills(diameter * generator.uniform(5, 12), from: &generator)
        let scene = population.scene(width: frame.width, height: frame.height, from: &generator)

        let looks = self.looks(of: scene, from: &generator)
        let texture = frame.chromatin(diameter, from: &generator)
        let planes = NucleusPlanes(scene, looks: looks, texture: texture, edge: generator.uniform(1, 2))
        var light = planes.joined(
            focus: frame.blur * generator.uniform(0.5, 1.1), defocus: frame.blur * (1.2 + diameter * 0.05))
        addHaze(to: &light, diameter: diameter, from: &generator)
        return (scene, exposed(light, from: &generator))
    }

    private func looks(of scene: NucleusScene, from generator: inout SplitMix64) -> [NucleusLook] {
        let spread = generator.uniform(0.12, 0.42)
        let contrast = generator.uniform(0.08, 0.26)
        let dome = generator.uniform(0.05, 0.45)
        let softShare = generator.uniform(0, 0.25)
        let brightShare = generator.chance(0.5) ? generator.uniform(0, 0.06) : 0
        // In mice, chromocentres shine; in man, nucleoli are dark.
        let spotStrength: Float = generator.chance(0.25) ? 0.55 : -0.25
        return scene.shapes.map { shape in
            var look = NucleusLook(level: generator.factor(spread: spread), dome: dome, contrast: contrast)
            look.offset = (Int(generator.unit() * 256), Int(generator.unit() * 256))
            look.isSoft = generator.chance(softShare)
            if shape.radii[1] > 4, generator.chance(0.7) {
                let count = 1 + Int(generator.unit() * (spotStrength > 0 ? 5 : 3))
                look.addSpots(count, to: shape, radius: 0.28, strength: spotStrength, from: &generator)
            }
            if generator.chance(brightShare) { look.level *= generator.uniform(1.8, 3) }
            return look
        }
    }

    /// Light from above and below the plane, and what glows faintly beside nuclei.
    private func addHaze(to light: inout PixelField, diameter: Float, from generator: inout SplitMix64) {
        let near = light.blurred(by: diameter * 0.35)
        let far = light.blurred(by: diameter * 2.5)
        let nearShare = generator.uniform(0.02, 0.08)
        let farShare = generator.uniform(0.02, 0.15)
        let bodies = frame.hills(diameter * 1.5, octaves: 3, from: &generator)
        let bodyShare = generator.uniform(0, 0.02)
        for index in light.values.indices {
            light.values[index] +=
                nearShare * near.values[index] + farShare * far.values[index]
                + bodyShare * max(bodies.values[index] + 0.5, 0) * min(far.values[index] * 6, 1)
        }
    }

    /// What a camera makes of the light.
    private func exposed(_ light: PixelField, from generator: inout SplitMix64) -> [UInt8] {
        let gain = min(max(46 * generator.factor(spread: 0.45), 18), 120)
        let dark = min(max(5.5 * generator.factor(spread: 0.5), 2), 16)
        let tilt = generator.direction() * generator.uniform(0, 0.12)
        let vignette = generator.uniform(0, 0.18)
        let shot = frame.noise * generator.uniform(0.06, 0.22)
        let readout = frame.noise * generator.uniform(0.3, 0.8)
        var pixels = [UInt8](repeating: 0, count: 3 * light.values.count)
        for y in 0..<frame.height {
            let v = (Float(y) + 0.5) / Float(frame.height) * 2 - 1
            for x in 0..<frame.width {
                let u = (Float(x) + 0.5) / Float(frame.width) * 2 - 1
                let lamp = 1 + tilt.x * u + tilt.y * v - vignette * (u * u + v * v) / 2
                let mean = (gain * light.values[y * frame.width + x] + dark) * lamp
                let noise = (readout * readout + shot * shot * max(mean, 0)).squareRoot() * generator.normal()
                let value = byte(mean + noise)
                let index = 3 * (y * frame.width + x)
                (pixels[index], pixels[index + 1], pixels[index + 2]) = (value, value, value)
            }
        }
        return pixels
    }
}

/// A number as a byte, cut off at both ends.
@inline(__always)
func byte(_ value: Float) -> UInt8 {
    UInt8(min(max(value + 0.5, 0), 255))
}
