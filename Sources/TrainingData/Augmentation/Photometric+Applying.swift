internal import Datasets
internal import Geometry
internal import Imaging

extension Augmentation.Photometric {
    /// Changes a picture's colours as chance wills.
    ///
    /// Values are cut to 0…255 after each step, and rounded after the last.
    func apply(to image: inout Image, using generator: inout SplitMix64) {
        // All is drawn before anything is done, so that each number stands for one thing.
        let changesBrightness = generator.happens(probability)
        let changesContrast = generator.happens(probability)
        let contrastComesFirst = generator.happens(0.5)
        let changesSaturation = generator.happens(probability)
        let changesHue = generator.happens(probability)
        let shuffles = generator.happens(channelShuffle)
        let losesColors = generator.happens(gray)
        let inverts = generator.happens(inversion)
        let factors = (
            brightness: generator.number(in: brightness), contrast: generator.number(in: contrast),
            saturation: generator.number(in: saturation), hue: generator.number(in: hue)
        )
        var order = [0, 1, 2]
        generator.shuffle(&order)

        var tone = ToneCurve()
        if changesBrightness { tone.multiply(by: Float(factors.brightness)) }
        if changesContrast, contrastComesFirst {
            tone.stretch(by: Float(factors.contrast), around: image.meanGray(tone))
        }
        if changesBrightness || changesContrast && contrastComesFirst { image.apply(tone) }
        if changesSaturation || changesHue {
            image.turnColors(
                saturation: changesSaturation ? Float(factors.saturation) : 1,
                hue: changesHue ? Float(factors.hue) : 0)
        }
        var last = ToneCurve()
        if changesContrast, !contrastComesFirst {
            last.stretch(by: Float(factors.contrast), around: image.meanGray(last))
        }
        if inverts { last.invert() }
        if changesContrast && !contrastComesFirst || inverts { image.apply(last) }
        if shuffles, order != [0, 1, 2] { image.reorderChannels(order) }
        if losesColors { image.loseColors() }
    }
}

/// What each value of a channel becomes.
struct ToneCurve {
    private var values = (0..<256).map(Float.init)

    mutating func multiply(by factor: Float) { change { $0 * factor } }

    /// Multiplies distances from a middle.
    mutating func stretch(by factor: Float, around middle: Float) { change { middle + ($0 - middle) * factor } }

    mutating func invert() { change { 255 - $0 } }

    /// The curve's whole numbers.
    var table: [UInt8] { values.map { UInt8($0.rounded()) } }

    private mutating func change(_ body: (Float) -> Float) {
        for index in values.indices { values[index] = min(max(body(values[index]), 0), 255) }
    }
}
