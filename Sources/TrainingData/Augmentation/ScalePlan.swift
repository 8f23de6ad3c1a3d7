internal import Datasets
internal import Geometry
internal import Imaging

/// What part of an image is taken, and the size at which the network takes it.
struct ScalePlan: Hashable {
    /// In pixels of the image.
    var window: Window
    /// The size of the window at the network's input.
    var inputSize: ImageSize

    /// Draws what a way of scaling leaves to chance.
    /// - Parameter focus: A point of the image that a crop must hold; nil where it may lie anywhere.
    init(
        _ scale: Augmentation.Scale, for size: ImageSize, focus: Point? = nil, using generator: inout SplitMix64
    ) {
        switch scale {
        case .fixed(let shortSide, let maximumSide):
            self.init(size, by: ScalePlan.ratio(size, shortSide, maximumSide))
        case .multiScale(let shortSides, let maximumSide):
            self.init(size, by: ScalePlan.ratio(size, generator.choice(from: shortSides), maximumSide))
        case .largeScaleJitter(let range, let cropSide):
            let fitting = Double(cropSide) / Double(max(size.width, size.height))
            self.init(size, by: fitting * generator.number(in: range), croppedTo: cropSide, focus, using: &generator)
        case .multiScaleCrop(let shortSides, let maximumSide, let cropSide):
            let ratio = ScalePlan.ratio(size, generator.choice(from: shortSides), maximumSide)
            self.init(size, by: ratio, croppedTo: cropSide, focus, using: &generator)
        case .ratioCrop(let range, let cropSide):
            self.init(size, by: generator.factor(in: range), croppedTo: cropSide, focus, using: &generator)
        case .shortSideCrop(let shortSide, let range, let cropSide):
            let ratio = Double(shortSide) / Double(min(size.width, size.height))
            self.init(size, by: ratio * generator.number(in: range), croppedTo: cropSide, focus, using: &generator)
        }
    }

    /// The whole image, scaled.
    private init(_ size: ImageSize, by ratio: Double) {
        window = Window(size)
        inputSize = ImageSize(
            width: ScalePlan.scaled(size.width, by: ratio), height: ScalePlan.scaled(size.height, by: ratio))
    }

    /// A part of the image that is at most a square, once it is scaled.
    private init(
        _ size: ImageSize, by ratio: Double, croppedTo side: Int, _ focus: Point?, using generator: inout SplitMix64
    ) {
        let (columns, width) = ScalePlan.part(
            of: size.width, by: ratio, croppedTo: side, holding: focus?.x, using: &generator)
        let (rows, height) = ScalePlan.part(
            of: size.height, by: ratio, croppedTo: side, holding: focus?.y, using: &generator)
        window = Window(columns: columns, rows: rows)
        inputSize = ImageSize(width: width, height: height)
    }

    /// A part of a side, and its length once it is scaled.
    ///
    /// A part that is cut off is scaled to the whole of the crop, so that crops are all of one size; its own length is
    /// rounded, by which the ratio changes by less than half of one pixel in the part's length.
    private static func part(
        of length: Int, by ratio: Double, croppedTo side: Int, holding focus: Double?,
        using generator: inout SplitMix64
    ) -> (Range<Int>, Int) {
        // Drawn in any case, so that what follows is the same for images of any size.
        let place = generator.share()
        guard Double(length) * ratio > Double(side) else { return (0..<length, scaled(length, by: ratio)) }
        let part = min(length, max(1, Int((Double(side) / ratio).rounded())))
        var starts = 0...(length - part)
        if let focus {
            let pixel = Int(min(max(focus, 0), Double(length - 1)))
            starts = max(0, pixel - part + 1)...min(length - part, pixel)
        }
        let start = min(starts.lowerBound + Int(place * Double(starts.count)), starts.upperBound)
        return (start..<(start + part), side)
    }

    /// By how much an image is scaled for its short side to be of a length, or its long side of the most.
    private static func ratio(_ size: ImageSize, _ shortSide: Int, _ maximumSide: Int) -> Double {
        min(
            Double(shortSide) / Double(min(size.width, size.height)),
            Double(maximumSide) / Double(max(size.width, size.height)))
    }

    /// A side rounded down, as torchvision does, and at least 1.
    private static func scaled(_ side: Int, by ratio: Double) -> Int {
        max(1, Int(min(Double(side) * ratio, 1e9).rounded(.down)))
    }
}

extension SplitMix64 {
    /// An element, each as likely as the others.
    fileprivate mutating func choice(from sides: [Int]) -> Int {
        let index = below(max(sides.count, 1))
        return sides.indices.contains(index) ? sides[index] : 1
    }
}
