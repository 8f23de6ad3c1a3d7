public import Geometry

extension Augmentation.Scale {
    /// The largest size that an image of some sizes can have at the network's input, whatever is drawn.
    ///
    /// - Parameters:
    ///   - sizes: The images' sizes.
    ///   - joined: Whether images of any shapes come into one batch, whose sides are then the largest of all.
    public func largestInput(of sizes: [ImageSize], joined: Bool = false) -> ImageSize {
        var largest = ImageSize(width: 1, height: 1)
        for size in sizes {
            let input = largestInput(of: size)
            if joined {
                largest = ImageSize(width: max(largest.width, input.width), height: max(largest.height, input.height))
            } else if input.area > largest.area {
                largest = input
            }
        }
        return largest
    }

    private func largestInput(of size: ImageSize) -> ImageSize {
        let short = Double(max(min(size.width, size.height), 1))
        let long = Double(max(size.width, size.height, 1))
        func scaled(by ratio: Double, croppedTo side: Int = 1 << 30) -> ImageSize {
            func length(_ side: Int, _ most: Int) -> Int {
                max(1, Int(min(Double(side) * ratio, Double(most)).rounded(.up)))
            }
            return ImageSize(width: length(size.width, side), height: length(size.height, side))
        }
        switch self {
        case .fixed(let shortSide, let maximumSide):
            return scaled(by: min(Double(shortSide) / short, Double(maximumSide) / long))
        case .multiScale(let shortSides, let maximumSide):
            return scaled(by: min(Double(shortSides.max() ?? 1) / short, Double(maximumSide) / long))
        case .largeScaleJitter(let range, let cropSide):
            return scaled(by: Double(cropSide) / long * range.upper, croppedTo: cropSide)
        case .multiScaleCrop(let shortSides, let maximumSide, let cropSide):
            return scaled(
                by: min(Double(shortSides.max() ?? 1) / short, Double(maximumSide) / long), croppedTo: cropSide)
        case .ratioCrop(let range, let cropSide):
            return scaled(by: range.upper, croppedTo: cropSide)
        case .shortSideCrop(_, _, let cropSide): return ImageSize(width: cropSide, height: cropSide)
        }
    }
}
