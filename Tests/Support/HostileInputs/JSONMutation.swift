/// Damage to JSON texts, of the kinds that files and programs do to them, and such that reach far into a reader.
enum JSONMutation {
    /// Small data sets and results in which every form of every field comes.
    static let texts: [String] = [
        #"""
        {"info": {"year": 2017, "nested": [1, [2, {"a": null}]]}, "licenses": [],
         "images": [{"license": 4, "file_name": "a\u00e9\n😀.jpg", "height": 4, "width": 6.0, "id": 1},
          {"id": 2, "width": null, "height": 3, "neg_category_ids": [1, 2], "not_exhaustive_category_ids": []}],
         "annotations": [
          {"segmentation": [[1.5, 2, 3.25, 4e0, -5, 0.06], [1, 1, 2, 2, 3, 3]], "area": 702.1057499999998,
           "iscrowd": 0, "image_id": 1, "bbox": [217.62, 240.54, 38.99, 57.75], "category_id": 18, "id": 1768},
          {"segmentation": {"counts": [1, 2, 0, 3, 18], "size": [4, 6]}, "iscrowd": true, "image_id": 1,
           "category_id": 90, "id": 2, "keypoints": [1, 2.5, 2, 0, 0, 0], "num_keypoints": 1, "area": null, "bbox": []},
          {"segmentation": {"size": [4, 6], "counts": "1\\0;"}, "id": -3, "image_id": 2, "category_id": 1e1}],
         "categories": [{"supercategory": "animal", "id": 18, "name": "dog", "frequency": "r"},
          {"id": 90, "name": "cat", "frequency": "x", "keypoints": ["nose", "tail"], "skeleton": [[1, 2]], "synonyms": ["kitty", "NaN"]}]}
        """#,
        #"""
        [{"image_id": 42, "category_id": 18, "bbox": [258.15, 41.29, 348.26, 243.78], "score": 0.23600000143051147},
         {"image_id": 73, "category_id": 11, "segmentation": {"size": [2, 3], "counts": "132"}, "score": 1e-05},
         {"image_id": 73, "category_id": 4, "segmentation": [[1, 2, 3, 4, 5, 6]], "score": 1, "keypoints": [1, 2, 0.5], "other": {"a": [true]}}]
        """#,
        #"{"images": null, "annotations": [], "categories": [{"id": 1, "name": ""}], "a": "\ud83d\ude00\\\"\/\b\f\r\t"}"#,
    ]

    /// What stands for something in JSON, as words and as bytes.
    static var words: [String] { tokens }
    static let pieces: [[UInt8]] = tokens.map { Array($0.utf8) }

    private static let tokens: [String] = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "false", "NaN", "-Infinity", "Infinity", "-", "0",
        "1",
        "1e999", "-1e-999", "9223372036854775808", "-9223372036854775808", "4294967296", "1.5", ".", "e", "\\ud800",
        "\\u0000",
        "\"size\"", "\"counts\"", "\"id\"", "\"bbox\"", "\"segmentation\"", "\"annotations\"", "\"keypoints\"",
        "\"skeleton\"", "[[", "{\"a\":",
        "\u{feff}",
        "00000000000000000000000000000000", "99999999999999999999", "\n", " ", "[2147483647,2]", "é", "65536",
    ]

    /// Damages a text in one to four places.
    static func mutate(_ bytes: inout [UInt8], using generator: inout some RandomNumberGenerator) {
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &generator))
            switch Int.random(in: 0..<9, using: &generator) {
            case 0:
                if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
            case 1:
                if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: if Bool.random(using: &generator) { bytes.removeSubrange(place...) }
            case 5:
                let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                bytes.replaceSubrange(place..<min(place + 1, bytes.count), with: token.utf8)
            case 6:
                let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                let repeats = Int.random(in: 1...700, using: &generator)
                if bytes.count < 10_000 {
                    bytes.insert(contentsOf: String(repeating: token, count: repeats).utf8, at: place)
                }
            default:
                // The token that begins there for another: numbers, names and structure stay apart.
                let rest = bytes[place...].prefix { !",:[]{} \n".utf8.contains($0) }
                let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                bytes.replaceSubrange(place..<rest.endIndex, with: token.utf8)
            }
        }
    }
}
