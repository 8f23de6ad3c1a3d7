import Files
import Geometry
import Imaging
import MaskRCNN

/// Writes masks as pictures: black and white ones or ones of probabilities, one an instance, or one of the instances' numbers.
struct MaskWriter {
    let plan: OutputPlan

    /// Writes an image's masks, where any are asked for; gives the paths.
    ///
    /// Detections without a mask were refused before anything was computed.
    func write(_ detections: [Detection], size: ImageSize, index: Int) throws -> [String] {
        var paths: [String] = []
        if let folder = plan.maskFolder(index) {
            paths += try write(detections, to: folder) { detection, mask in
                let values = mask.bitmap(foreground: 255).map(UInt16.init)
                return try GrayImage(size: size, depth: .bits8, values: values)
            }
        }
        if let path = plan.indexMask(index) {
            try writeIndex(detections, size: size, to: path)
            paths.append(path)
        }
        if let folder = plan.softMaskFolder(index) {
            paths += try write(detections, to: folder) { detection, mask in
                let probabilities = try detection.softMask() ?? mask.bitmap().map(Float.init)
                // What is no number, as broken weights give, is 0.
                let values = probabilities.map { $0 > 0 ? UInt16((min($0, 1) * Float(UInt16.max)).rounded()) : 0 }
                return try GrayImage(size: size, depth: .bits16, values: values)
            }
        }
        return paths
    }

    /// Writes a picture an instance.
    private func write(
        _ detections: [Detection], to folder: String, _ picture: (Detection, RunLengthMask) throws -> GrayImage
    ) throws -> [String] {
        try Folder.make(folder)
        var paths: [String] = []
        for (number, detection) in detections.enumerated() {
            guard let mask = detection.mask else { continue }
            let gray = try picture(detection, mask)
            let digits = String(number + 1)
            let padding = String(repeating: "0", count: max(0, 3 - digits.count))
            let fixed = padding.utf8.count + digits.utf8.count + "_.png".utf8.count
            let category = FileName.plain(
                detection.category, empty: "instance", toBytes: min(180, FileName.mostBytes - fixed))
            let path = "\(folder)/\(padding)\(digits)_\(category).png"
            try gray.write(toFile: path)
            paths.append(path)
        }
        try removeOthers(in: folder, than: Set(paths))
        return paths
    }

    /// Masks of an earlier run, which had more instances, would look like this one's.
    private func removeOthers(in folder: String, than paths: Set<String>) throws {
        for name in try Folder.names(in: folder) {
            let isMask = name.prefixMatch(of: /\d{3,}_/) != nil && name.hasSuffix(".png")
            let path = Path.joined(folder, name)
            if isMask && !paths.contains(path) { try Folder.removeFile(path) }
        }
    }

    private func writeIndex(_ detections: [Detection], size: ImageSize, to path: String) throws {
        var values = [UInt16](repeating: 0, count: size.area)
        // The surest instance is drawn last, so that it is whole.
        for (number, detection) in detections.enumerated().reversed() {
            let value = UInt16(clamping: number + 1)
            detection.mask?.forEachRun { column, rows in
                for row in rows { values[row * size.width + column] = value }
            }
        }
        let depth: GrayImage.Depth = detections.count > 255 ? .bits16 : .bits8
        try GrayImage(size: size, depth: depth, values: values).write(toFile: path)
    }
}
