import Geometry
import Imaging

/// The picture that is segmented.
enum BenchPicture {
    /// The size of a picture that nobody chose: what the usual models of the task see.
    static func usualSize(for form: BenchModelForm) -> ImageSize {
        let side = form.givesClassMap ? 520 : 800
        return ImageSize(width: side, height: side)
    }

    /// The picture that the options ask for.
    ///
    /// - Throws: ``CommandFailure`` where the file cannot be read.
    static func make(_ options: BenchPictureOptions, for form: BenchModelForm) throws(CommandFailure) -> Image {
        do {
            guard let file = options.image else { return try drawn(options.size?.size ?? usualSize(for: form)) }
            let image = try Image(contentsOfFile: file, options: DecodingOptions(range: options.range))
            guard let size = options.size?.size else { return image }
            return try image.resized(to: size)
        } catch {
            throw CommandFailure(options.image == nil ? .internalError : .noInput, error.description)
        }
    }

    /// A picture of shapes on ground that changes smoothly, the same for the same size: neither flat, so that all layers
    /// have something to answer, nor mere noise, which no photograph is.
    static func drawn(_ size: ImageSize, seed: UInt64 = 1) throws(ImagingError) -> Image {
        var generator = SplitMix64(seed: seed)
        let (width, height) = (Float(size.width), Float(size.height))
        let whole = Box(x1: 0, y1: 0, x2: width, y2: height)
        var canvas = try Canvas(size: size, background: paint(across: whole, &generator))
        for index in 0..<60 {
            // From large to small: most of a photograph's objects are small.
            let side = min(width, height) * Float.random(in: 0.5...1, using: &generator) / Float(2 + index / 3)
            let (across, down) = (side, side * Float.random(in: 0.5...1.5, using: &generator))
            let x = Float.random(in: -across / 2...width - across / 2, using: &generator)
            let y = Float.random(in: -down / 2...height - down / 2, using: &generator)
            let box = Box(x1: x, y1: y, x2: x + across, y2: y + down)
            let paint = paint(across: box, &generator)
            if index.isMultiple(of: 2) {
                canvas.fillEllipse(in: box, with: paint, opacity: 0.9)
            } else {
                canvas.fillRectangle(box, cornerRadius: side / 8, with: paint, opacity: 0.9)
            }
        }
        canvas.addNoise(amplitude: 6, seed: seed)
        return canvas.image
    }

    /// A colour that turns into another from one corner of the box to the opposite one.
    private static func paint(across box: Box, _ generator: inout SplitMix64) -> Paint {
        .linear(
            from: Point(x: Double(box.x1), y: Double(box.y1)), color(&generator),
            to: Point(x: Double(box.x2), y: Double(box.y2)), color(&generator))
    }

    private static func color(_ generator: inout SplitMix64) -> Color {
        func level() -> UInt8 { UInt8.random(in: 20...235, using: &generator) }
        return Color(red: level(), green: level(), blue: level())
    }
}
