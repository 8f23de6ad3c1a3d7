internal import Geometry
internal import Imaging

/// To what an image is scaled.
enum ResizingTarget {
    /// The short side gets so many pixels, unless the long side would have more than the longest.
    case sides(short: Double, longest: Double)
    /// Both sides are multiplied.
    case factor(Double)
}

extension Configuration.Conventions.Framework {
    /// The size of an image at the network's input.
    ///
    /// - torchvision: the scale is computed in double, and sides are rounded down, which gives 799 for a short side of 97.
    /// - detectron2: the short side is the one wanted, then both are scaled to the longest where one is longer; rounded half up.
    /// - maskrcnn-benchmark: the short side becomes a whole number first, the other follows it, rounded down.
    /// - mmdetection: torchvision's scale, rounded half up.
    ///
    /// Source: `GeneralizedRCNNTransform`; `ResizeShortestEdge`; `transforms.Resize`; mmcv's `rescale_size`.
    ///
    /// Differs: a side that would vanish has one pixel, where they fail.
    func resized(_ size: ImageSize, to target: ResizingTarget) -> ImageSize {
        let (width, height) = (Double(size.width), Double(size.height))
        let (short, long) = (min(width, height), max(width, height))
        func rounded(_ width: Double, _ height: Double) -> ImageSize {
            let half = self == .torchvision || self == .maskrcnnBenchmark ? 0 : 0.5
            return ImageSize(width: max(1, Int(width + half)), height: max(1, Int(height + half)))
        }
        switch (target, self) {
        case (.factor(let factor), _): return rounded(width * factor, height * factor)
        case (.sides(let wanted, let longest), .torchvision), (.sides(let wanted, let longest), .mmdetection):
            let scale = min(wanted / short, longest / long)
            return rounded(width * scale, height * scale)
        case (.sides(let wanted, let longest), .detectron2):
            let scale = wanted / short
            var (newWidth, newHeight) = height < width ? (scale * width, wanted) : (wanted, scale * height)
            if max(newWidth, newHeight) > longest {
                let shrink = longest / max(newWidth, newHeight)
                newWidth *= shrink
                newHeight *= shrink
            }
            return rounded(newWidth, newHeight)
        case (.sides(let wanted, let longest), .maskrcnnBenchmark):
            let isTooLong = long / short * wanted > longest
            let side = isTooLong ? (longest * short / long).rounded(.toNearestOrEven) : wanted
            return width < height
                ? rounded(side, side * height / width) : rounded(side * width / height, side)
        }
    }
}

extension Configuration.Conventions {
    /// How images are resized before they are normalised; nil where that comes after.
    var byteInterpolation: ByteInterpolation? {
        switch interpolation {
        case .torch: nil
        case .pillow: .pillow
        case .openCV: .openCV
        }
    }

    /// Whether a network sees an image's pixels as torchvision's do.
    var seesPixelsAsTorchvision: Bool {
        let usual = Self()
        return channelOrder == usual.channelOrder && valueRange == usual.valueRange
            && interpolation == usual.interpolation
    }
}
