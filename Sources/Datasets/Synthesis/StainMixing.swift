internal import Geometry

/// The colours of a stained slide: what light the lamp gives, and what two stains take from it.
///
/// Source: the law of Lambert and Beer, by channel (Ruifrok and Johnston, "Quantification of histochemical staining by
/// color deconvolution", 2001).
struct StainMixing: Sendable {
    /// Red, green and blue of the empty slide.
    var lamp: SIMD3<Float>
    /// The optical densities of nuclear stain at level 1.
    var nuclear: SIMD3<Float>
    /// The optical densities of what else is stained, at level 1.
    var ground: SIMD3<Float>

    /// Blue-violet nuclei on lilac, as from haematoxylin alone.
    static let lilac = StainMixing(lamp: [244, 243, 247], nuclear: [0.54, 0.95, 0.16], ground: [0.32, 0.43, 0.185])
    /// Purple nuclei on pink, as from haematoxylin and eosin.
    static let pink = StainMixing(lamp: [244, 241, 244], nuclear: [0.66, 0.82, 0.36], ground: [0.07, 0.31, 0.13])
    /// Red-violet nuclei on white, as from Giemsa's stain.
    static let violet = StainMixing(lamp: [229, 229, 223], nuclear: [0.72, 1.35, 0.5], ground: [0.13, 0.28, 0.07])
    /// Shades of grey.
    static let grey = StainMixing(lamp: [231, 231, 231], nuclear: [0.62, 0.62, 0.62], ground: [0.2, 0.2, 0.2])

    /// The stain of another batch: somewhat stronger, weaker or other in hue.
    func varied(by amount: Float, from generator: inout SplitMix64) -> StainMixing {
        var result = self
        result.nuclear *= generator.factor(spread: amount)
        result.ground *= generator.factor(spread: amount)
        for channel in 0..<3 {
            result.nuclear[channel] *= generator.factor(spread: amount * 0.4)
            result.ground[channel] *= generator.factor(spread: amount * 0.4)
        }
        return result
    }

    /// The picture's bytes.
    /// - Parameters:
    ///   - nuclear: How much nuclear stain each pixel has.
    ///   - ground: How much of the other.
    ///   - noise: The deviation of noise in grey values, of which a part is the same in all channels.
    ///   - fringe: How far, in pixels, red and blue lie aside of green.
    func pixels(
        nuclear amount: PixelField, ground: PixelField, noise: Float, fringe: Float = 0,
        from generator: inout SplitMix64
    ) -> [UInt8] {
        let (width, height) = (amount.width, amount.height)
        let tilt = generator.direction() * generator.uniform(0, 0.03)
        let isGrey = nuclear[0] == nuclear[1] && nuclear[1] == nuclear[2] && lamp[0] == lamp[2]
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for y in 0..<height {
            let v = (Float(y) + 0.5) / Float(height) * 2 - 1
            for x in 0..<width {
                let u = (Float(x) + 0.5) / Float(width) * 2 - 1
                let index = y * width + x
                let here = amount.values[index]
                let left = amount.values[index - (x > 0 ? 1 : 0)]
                let right = amount.values[index + (x < width - 1 ? 1 : 0)]
                let levels = SIMD3(here + fringe * (left - here), here, here + fringe * (right - here))
                let density = nuclear * levels + self.ground * ground.values[index]
                let light = lamp * (1 + tilt.x * u + tilt.y * v)
                let common = noise * generator.normal()
                if isGrey {
                    let value = byte(light[1] * exponential(-density[1]) + common)
                    (pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2]) = (value, value, value)
                } else {
                    for channel in 0..<3 {
                        let own = 0.5 * noise * generator.normal()
                        pixels[3 * index + channel] = byte(
                            light[channel] * exponential(-density[channel]) + 0.85 * common + own)
                    }
                }
            }
        }
        return pixels
    }
}
