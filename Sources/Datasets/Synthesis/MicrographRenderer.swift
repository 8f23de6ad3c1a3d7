public import Geometry
internal import Imaging

/// Draws plausible micrographs of cell nuclei whose masks are known exactly, for tests, demonstrations and first trials.
///
/// The same seed, style, size and options give the same bytes on every machine.
public struct MicrographRenderer: Sendable, Hashable {
    /// How the micrograph is made.
    public var style: MicrographStyle
    /// The picture's size: sides of 32 to 4096 pixels.
    public var size: ImageSize
    /// What all is drawn from.
    public var seed: UInt64
    /// What the picture shows.
    public var options: MicrographOptions

    /// Creates a renderer.
    public init(
        style: MicrographStyle, size: ImageSize, seed: UInt64, options: MicrographOptions = MicrographOptions()
    ) {
        (self.style, self.size, self.seed, self.options) = (style, size, seed, options)
    }

    /// Draws the micrograph.
    /// - Throws: `DatasetError.setting` where the size or an option is out of range.
    /// Complexity: O(*w* × *h*); 512×512 pixels take about a tenth of a second.
    public func render() throws(DatasetError) -> Micrograph {
        try options.validate()
        let sides = 32...4096
        guard sides.contains(size.width), sides.contains(size.height) else {
            throw .setting(
                key: "the size of a micrograph",
                expected: "sides of \(sides.lowerBound) to \(sides.upperBound) pixels", found: "\(size) pixels")
        }
        var generator = SplitMix64(seed: seed)
        let frame = MicrographFrame(width: size.width, height: size.height, options: options)
        let (scene, pixels) =
            switch style {
            case .fluorescence: FluorescencePainter(frame: frame).paint(from: &generator)
            case .stained: TissuePainter(frame: frame).paint(from: &generator)
            case .smear: SmearPainter(frame: frame).paint(from: &generator)
            case .brightfield: BrightfieldPainter(frame: frame).paint(from: &generator)
            }
        do {
            let image = try Image(size: size, pixels: pixels)
            let regions = try LabelImage(size: size, values: scene.labels).regions()
            let objects = regions.map { region in
                Micrograph.Object(mask: region.mask, isSpindle: scene.shapes[Int(region.value) - 1].isSpindle)
            }
            return Micrograph(image: image, objects: objects)
        } catch {
            throw .imaging(error)
        }
    }
}

/// What every style starts from.
struct MicrographFrame: Sendable {
    let width: Int
    let height: Int
    let options: MicrographOptions

    /// The mean diameter asked for, or one that is drawn; no nucleus is as large as the picture.
    func diameter(_ median: Float, spread: Float, _ low: Float, _ high: Float, from generator: inout SplitMix64)
        -> Float
    {
        let drawn = min(max(median * generator.factor(spread: spread), low), high)
        return options.meanDiameter.map(Float.init) ?? min(drawn, Float(min(width, height)) / 3)
    }

    /// A share asked for, or one that is drawn.
    func share(_ asked: Double?, _ low: Float, _ high: Float, from generator: inout SplitMix64) -> Float {
        let drawn = generator.uniform(low, high)
        return asked.map(Float.init) ?? drawn
    }

    /// Hills as wide as the picture.
    func hills(_ spacing: Float, octaves: Int = 1, from generator: inout SplitMix64) -> PixelField {
        PixelField(hills: spacing, octaves: octaves, width: width, height: height, from: &generator)
    }

    /// Chromatin's texture for nuclei of a diameter: a tile that wraps.
    func chromatin(_ diameter: Float, from generator: inout SplitMix64) -> PixelField {
        PixelField(
            hills: max(diameter / 4.5, 2), octaves: 3, persistence: 0.75, width: 256, height: 256, wraps: true,
            from: &generator)
    }

    var noise: Float { Float(options.noise) }
    var blur: Float { Float(options.blur) }
}
