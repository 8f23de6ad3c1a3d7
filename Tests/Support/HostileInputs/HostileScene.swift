internal import COCO
internal import Geometry

/// Data sets and results that agree on little, which are evaluated all the same.
enum HostileScene {
    /// A data set and results in one text, a line each.
    @Sendable static func bytes(_ randomness: inout Randomness) -> [UInt8] {
        let sizes = (0..<3).map { _ in (randomness.trouble(1...30), randomness.trouble(1...30)) }
        let images = sizes.enumerated().map { index, size in
            "{\"id\":\(index),\"file_name\":\"\(index).png\",\"width\":\(side(size.0)),\"height\":\(side(size.1))}"
        }
        let annotations = (0..<randomness.number(0...8)).map { number in
            let image = randomness.number(0...3)
            return "{\"id\":\(number),\"image_id\":\(image),\"category_id\":\(randomness.number(0...3)),"
                + "\"iscrowd\":\(randomness.once(in: 4) ? 1 : 0),\"area\":\(randomness.trouble(0...99)),"
                + "\"bbox\":\(box(&randomness)),\"segmentation\":\(segmentation(sizes[image % 3], &randomness)),"
                + "\"keypoints\":\(keypoints(&randomness)),\"num_keypoints\":\(randomness.number(0...2))}"
        }
        let results = (0..<randomness.number(0...12)).map { _ in
            let image = randomness.number(0...2)
            return "{\"image_id\":\(image),\"category_id\":\(randomness.number(0...3)),\"score\":\(score(&randomness)),"
                + "\"bbox\":\(box(&randomness)),\"segmentation\":\(segmentation(sizes[image], &randomness)),"
                + "\"keypoints\":[1,\(randomness.trouble(0...30)),\(score(&randomness)),2,3,0]}"
        }
        let categories = (0..<3).map { "{\"id\":\($0),\"name\":\"\(randomness.one(of: ["a", "b", "A ", "", "é"]))\"}" }
        let dataset =
            "{\"images\":[\(images.joined(separator: ","))],\"annotations\":[\(annotations.joined(separator: ","))],"
            + "\"categories\":[\(categories.joined(separator: ","))]}"
        return Array((dataset + "\n[" + results.joined(separator: ",") + "]").utf8)
    }

    /// Evaluates, with everything that the report asks for.
    @Sendable static func evaluate(_ bytes: [UInt8]) -> Outcome {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).map { Array($0) }
        guard lines.count == 2, let dataset = try? Dataset(json: lines[0]),
            let results = try? [DetectionResult](json: lines[1])
        else { return .refused }
        var isEvaluated = false
        for type in IoUType.allCases {
            var options = EvaluationOptions()
            options.iouType = type
            options.threads = 1
            options.maxDetections = [1, 100]
            options.keypointSigmas = [0.1, 0.5]
            guard let evaluation = try? Evaluation(groundTruth: dataset, results: results, options: options) else {
                continue
            }
            isEvaluated = true
            for figure in evaluation.summary {
                if let value = figure.value, !(-1...1).contains(value) { return .wrong("\(figure.name) is \(value)") }
            }
        }
        _ = DatasetMisreading(of: dataset)
        _ = ResultDoubt.all(groundTruth: dataset, results: results, iouType: .segm)
        _ = ResultDoubt.all(groundTruth: dataset, results: results, iouType: .keypoints)
        return isEvaluated ? .accepted : .refused
    }

    private static func side(_ value: Int) -> Int { min(max(value, 0), Int(Int32.max)) }

    private static func box(_ randomness: inout Randomness) -> String {
        if randomness.once(in: 8) { return "null" }
        return
            "[\(randomness.trouble(-2...30)),\(randomness.number(-2...30)),\(randomness.trouble(0...20)),\(randomness.number(0...20)).5]"
    }

    private static func score(_ randomness: inout Randomness) -> String {
        randomness.one(of: ["0.5", "0.9", "1", "0", "-1", "1e300", "0.25", "1e-320"])
    }

    /// Two keypoints, as the sigmas have.
    private static func keypoints(_ randomness: inout Randomness) -> String {
        if randomness.once(in: 8) { return "null" }
        let keypoints = (0..<2).map { _ in
            "\(randomness.trouble(-2...30)),\(randomness.trouble(0...30)),\(randomness.number(0...2))"
        }
        return "[\(keypoints.joined(separator: ","))]"
    }

    private static func segmentation(_ size: (Int, Int), _ randomness: inout Randomness) -> String {
        switch randomness.number(0...4) {
        case 0: return "null"
        case 1:
            let (width, height) = (side(size.0), side(size.1))
            let (area, overflows) = width.multipliedReportingOverflow(by: height)
            let first = overflows ? 0 : area / 3
            return "{\"size\":[\(height),\(width)],\"counts\":[\(first),\(max(0, area - first))]}"
        case 2: return "[]"
        default:
            let ring = (0..<(2 * randomness.number(2...6))).map { _ in "\(randomness.trouble(-3...30))" }
            return "[[\(ring.joined(separator: ","))]]"
        }
    }
}
