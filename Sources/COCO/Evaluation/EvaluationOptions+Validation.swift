extension EvaluationOptions {
    /// LVIS's options: its rules, and up to 300 results an image.
    public static var lvis: EvaluationOptions {
        var options = EvaluationOptions()
        options.rules = .lvis
        options.maxDetections = [300]
        return options
    }

    /// The greatest number of IoU thresholds that one evaluation can have.
    public static let maximumThresholdCount = 64

    /// Checks that the settings make sense.
    /// - Throws: `COCOError.setting` for the first that does not.
    public func validate() throws(COCOError) {
        try check("iouThresholds", iouThresholds, in: 0...1, strictly: true)
        guard iouThresholds.count <= Self.maximumThresholdCount else {
            throw .setting(
                key: "iouThresholds", expected: "at most \(Self.maximumThresholdCount) numbers",
                found: "\(iouThresholds.count)")
        }
        try check("recallThresholds", recallThresholds, in: 0...1, strictly: false)
        guard let least = maxDetections.first, least > 0,
            zip(maxDetections, maxDetections.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw .setting(
                key: "maxDetections", expected: "one or more numbers above 0, each above the one before",
                found: "\(maxDetections)")
        }
        guard !areaRanges.isEmpty else {
            throw .setting(key: "areaRanges", expected: "one or more ranges", found: "none")
        }
        for range in areaRanges where !(range.lower <= range.upper) {
            throw .setting(
                key: "areaRanges", expected: "ranges that end no lower than they begin",
                found: "\(range.name) from \(range.lower) to \(range.upper)")
        }
        guard boundaryShare > 0, boundaryShare <= 1 else {
            throw .setting(key: "boundaryShare", expected: "above 0 and at most 1", found: "\(boundaryShare)")
        }
        if iouType == .keypoints { try validateKeypoints() }
        if let threads, threads < 1 {
            throw .setting(key: "threads", expected: "1 or more", found: "\(threads)")
        }
    }

    private func check(
        _ name: String, _ values: [Double], in range: ClosedRange<Double>, strictly: Bool
    ) throws(COCOError) {
        let rises = zip(values, values.dropFirst()).allSatisfy { strictly ? $0 < $1 : $0 <= $1 }
        guard !values.isEmpty, rises, values.allSatisfy(range.contains) else {
            throw .setting(
                key: name, expected: "one or more numbers from 0 to 1 in rising order", found: "\(values)")
        }
    }
}
