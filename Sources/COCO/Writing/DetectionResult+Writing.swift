internal import Files

extension [DetectionResult] {
    /// Writes results in COCO's format, one a line.
    ///
    /// The file appears under its name when it is complete and safe on the disk; one that stood there before stays whole
    /// until then. Numbers are written so that they are read back the same.
    /// - Throws: `COCOError.file` where the file cannot be written, `COCOError.mismatch` where a number is not finite or
    ///   another field is no JSON.
    public func write(toFile path: String) throws(COCOError) {
        try JSONWriter.write(toFile: path) { (writer) throws(COCOError) in try writer.write(self, path: path) }
    }

    /// The results as `write(toFile:)` writes them: JSON text in UTF-8.
    /// - Throws: `COCOError.mismatch` where a number is not finite or another field is no JSON.
    public func jsonBytes() throws(COCOError) -> [UInt8] {
        var writer = JSONWriter()
        try writer.write(self, path: "")
        return writer.bytes
    }
}

extension DetectionResult {
    /// The result as a JSON object, on one line.
    /// - Throws: `COCOError.mismatch` where a number is not finite or another field is no JSON.
    package func json() throws(COCOError) -> String {
        var writer = JSONWriter()
        try writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ results: [DetectionResult], path: String) throws(COCOError) {
        try writeRecords(results, path: path) { (writer, result) throws(COCOError) in try writer.write(result) }
        write("\n")
    }

    fileprivate mutating func write(_ result: DetectionResult) throws(COCOError) {
        write("{\"image_id\":")
        write(integer: result.imageID)
        write(",\"category_id\":")
        write(integer: result.categoryID)
        if let box = result.box {
            write(",\"bbox\":")
            try write(box, of: "a result of image \(result.imageID)")
        }
        if let segmentation = result.segmentation {
            write(",\"segmentation\":")
            try write(segmentation, of: "a result of image \(result.imageID)")
        }
        if let keypoints = result.keypoints {
            write(",\"keypoints\":")
            try write(keypoints, of: "a result of image \(result.imageID)")
        }
        write(",\"score\":")
        try write(result.score, "score", of: "a result of image \(result.imageID)")
        try write(result.otherFields, of: "a result of image \(result.imageID)", isFirst: false) { name in
            switch name {
            case "image_id", "category_id", "score": true
            case "bbox": result.box != nil
            case "segmentation": result.segmentation != nil
            case "keypoints": result.keypoints != nil
            default: false
            }
        }
        write("}")
    }
}
