extension Augmentation {
    /// Checks that the settings make sense.
    /// - Throws: `TrainingDataError.setting`, which names the first that does not.
    public func validate() throws(TrainingDataError) {
        try checkShare("horizontalFlip", horizontalFlip)
        try checkShare("verticalFlip", verticalFlip)
        try checkShare("quarterTurns", quarterTurns)
        try checkShare("objectCrops", objectCrops)
        try checkShare("minimumVisibleShare", minimumVisibleShare)
        try scale.validate()
        if let photometric {
            try checkShare("photometric.probability", photometric.probability)
            try checkShare("photometric.channelShuffle", photometric.channelShuffle)
            try checkShare("photometric.gray", photometric.gray)
            try checkShare("photometric.inversion", photometric.inversion)
            try checkRange("photometric.brightness", photometric.brightness, within: 0...100)
            try checkRange("photometric.contrast", photometric.contrast, within: 0...100)
            try checkRange("photometric.saturation", photometric.saturation, within: 0...100)
            try checkRange("photometric.hue", photometric.hue, within: -0.5...0.5)
        }
        if let copyPaste {
            try checkShare("copyPaste.probability", copyPaste.probability)
            try checkRange("copyPaste.scale", copyPaste.scale, within: 0.01...100)
            guard (1...10_000).contains(copyPaste.mostObjects) else {
                throw .setting(
                    key: "copyPaste.mostObjects", expected: "from 1 to 10000", found: "\(copyPaste.mostObjects)")
            }
        }
    }
}

extension Augmentation.Scale {
    fileprivate func validate() throws(TrainingDataError) {
        switch self {
        case .fixed(let shortSide, let maximumSide):
            try checkSide("scale.shortSide", shortSide)
            try checkSide("scale.maximumSide", maximumSide)
        case .multiScale(let shortSides, let maximumSide):
            try check(shortSides)
            try checkSide("scale.maximumSide", maximumSide)
        case .largeScaleJitter(let range, let cropSide):
            try checkRange("scale.range", range, within: 0.01...100)
            try checkSide("scale.cropSide", cropSide)
        case .multiScaleCrop(let shortSides, let maximumSide, let cropSide):
            try check(shortSides)
            try checkSide("scale.maximumSide", maximumSide)
            try checkSide("scale.cropSide", cropSide)
        case .ratioCrop(let ratio, let cropSide):
            try checkRange("scale.ratio", ratio, within: 0.01...100)
            try checkSide("scale.cropSide", cropSide)
        case .shortSideCrop(let shortSide, let ratio, let cropSide):
            try checkSide("scale.shortSide", shortSide)
            try checkRange("scale.ratio", ratio, within: 0.01...100)
            try checkSide("scale.cropSide", cropSide)
        }
    }

    private func check(_ shortSides: [Int]) throws(TrainingDataError) {
        guard !shortSides.isEmpty else {
            throw .setting(key: "scale.shortSides", expected: "at least one side", found: "empty")
        }
        for side in shortSides { try checkSide("scale.shortSides", side) }
    }
}

private func checkShare(_ name: String, _ value: Double) throws(TrainingDataError) {
    guard value >= 0, value <= 1 else { throw .setting(key: name, expected: "from 0 to 1", found: "\(value)") }
}

private func checkSide(_ name: String, _ value: Int) throws(TrainingDataError) {
    guard (1...16_384).contains(value) else {
        throw .setting(key: name, expected: "from 1 to 16384 pixels", found: "\(value)")
    }
}

private func checkRange(
    _ name: String, _ range: Augmentation.Interval, within limits: ClosedRange<Double>
) throws(TrainingDataError) {
    guard limits.contains(range.lower), limits.contains(range.upper), range.lower <= range.upper else {
        throw .setting(
            key: name, expected: "a range within \(limits.lowerBound) to \(limits.upperBound)",
            found: "\(range.lower) to \(range.upper)")
    }
}
