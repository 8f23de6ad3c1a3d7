internal import Checkpoints
internal import Files
internal import Geometry
internal import Imaging

/// A set of regions as ImageJ's ROI Manager saves it: a zip file with a region for each object.
enum ROISet {
    /// The regions of a picture's objects, each with a name of its own, its class as group and property, and its score as property.
    static func entries(_ picture: MarkedPicture) -> [ZipFile.Entry] {
        let digits = max(4, String(picture.objects.count).count)
        return picture.objects.enumerated().filter { !$0.element.mask.isEmpty }.map { index, object in
            let number = String(index + 1)
            let padded = String(repeating: "0", count: digits - number.count) + number
            let name = padded + "-" + FileName.plain(object.category, empty: "object", toBytes: 100)
            // A line of its own each, whatever the class is called.
            let category = object.category.split(whereSeparator: \.isNewline).joined(separator: " ")
            var properties = [(name: "category", value: category)]
            if let score = object.score { properties.append(("score", "\(score)")) }
            let group = object.categoryIndex < 255 ? object.categoryIndex + 1 : 0
            let region = ImageJROI(object.mask, name: name, group: group, properties: properties)
            return ZipFile.Entry(name: name + ".roi", bytes: region.bytes)
        }
    }

    /// The bytes of a set.
    static func bytes(_ picture: MarkedPicture) -> [UInt8] {
        ZipFile.bytes(entries(picture))
    }

    /// The regions of a file: a zip file, or one region.
    static func regions(contentsOfFile path: String) throws(DatasetError) -> [(entry: String, bytes: [UInt8])] {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw .file(file: path, reason: "cannot be read: \(error.reason)")
        }
        if file.bytes.starts(with: Array("Iout".utf8)) { return [(Path.name(of: path), Array(file.bytes))] }
        do {
            return try ZipFile.entries(of: file).filter { $0.name.lowercased().hasSuffix(".roi") }
                .map { ($0.name, $0.bytes) }
        } catch {
            throw DatasetError(reading: path, error)
        }
    }
}

extension DatasetError {
    /// What is wrong with a zip file, or a file of NumPy's.
    init(reading path: String, _ error: CheckpointError) {
        switch error {
        case .file(_, let expected, let found), .mismatch(_, let expected, let found):
            self = .content(file: path, line: nil, expected: expected, found: found)
        case .unwritable(let file, let reason): self = .unwritable(file: file, reason: "cannot be written: \(reason)")
        case .memory(let shortage): self = .imaging(.memory(shortage))
        }
    }
}
