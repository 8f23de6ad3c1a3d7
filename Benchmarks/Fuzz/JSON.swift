import COCO

/// Reads a damaged data set or results file; true where it is read.
///
/// What is read must be written, and read again the same.
func fuzzJSON(_ randomness: inout Randomness) -> Bool {
    let texts = JSONMutation.texts
    var bytes = Array(texts[randomness.number(0...(texts.count - 1))].utf8)
    for _ in 0..<(randomness.once(in: 3) ? 3 : 1) { JSONMutation.mutate(&bytes, using: &randomness) }
    if let dataset = try? Dataset(json: bytes) {
        if (try? Dataset(json: dataset.jsonBytes())) != dataset { report(bytes) }
        return true
    }
    if let results = try? [DetectionResult](json: bytes) {
        if (try? [DetectionResult](json: results.jsonBytes())) != results { report(bytes) }
        return true
    }
    return false
}

private func report(_ bytes: [UInt8]) {
    print("not the same when written and read: \(String(decoding: bytes, as: UTF8.self))")
}
