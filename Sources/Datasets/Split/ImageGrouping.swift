internal import COCO
internal import Files

/// Which images of a data set belong together and must not be parted: those of one patient, one slide or one video.
public enum ImageGrouping: Sendable, Hashable {
    /// Every image stands for itself.
    case separate
    /// Images in one folder, by the folder's path in their file names.
    case folder
    /// Images whose file names, without folders, begin alike up to the first occurrence of a separator: with `_`, the tiles
    /// `slide7_x0_y0.png` and `slide7_x0_y1.png`.
    case prefix(separator: String)
    /// Images in whose file names, folders included, a regular expression's first group (all that it finds, where it has no
    /// group) is the same: `patient(\d+)`.
    case pattern(String)
}

extension ImageGrouping {
    /// The name of each image's group; nil where it stands for itself.
    ///
    /// An image in which nothing is found is an error, not a group of its own, since pictures that belong together would
    /// silently be parted.
    func keys(of images: [DatasetImage]) throws(COCOError) -> [String?] {
        switch self {
        case .separate:
            return images.map { _ in nil }
        case .folder:
            return images.map { $0.fileName.map { Path.folder(of: $0) } }
        case .prefix(let separator):
            guard let first = separator.first else {
                throw .setting(key: "the separator of groups", expected: "a text", found: "empty")
            }
            return try images.map { image throws(COCOError) in
                let name = Path.name(of: image.fileName ?? "")
                guard let key = prefix(of: name, before: separator, first: first) else {
                    throw .setting(
                        key: "the separator of groups", expected: "a text in every file name",
                        found: "\"\(separator)\", which is not in \(words(for: image))")
                }
                return key
            }
        case .pattern(let pattern):
            guard let expression = try? Regex(pattern) else {
                throw .setting(key: "the pattern of groups", expected: "a regular expression", found: pattern)
            }
            return try images.map { image throws(COCOError) in
                guard let name = image.fileName, let match = try? expression.firstMatch(in: name),
                    let key = match.output.count > 1 ? match.output[1].substring : name[match.range]
                else {
                    throw .setting(
                        key: "the pattern of groups", expected: "found in every file name",
                        found: "\(pattern), which is not in \(words(for: image))")
                }
                return String(key)
            }
        }
    }

    private func prefix(of name: String, before separator: String, first: Character) -> String? {
        var rest = name[...]
        while let start = rest.firstIndex(of: first) {
            if name[start...].hasPrefix(separator) { return String(name[..<start]) }
            rest = rest[rest.index(after: start)...]
        }
        return nil
    }

    private func words(for image: DatasetImage) -> String {
        image.fileName.map { "\"\($0)\"" } ?? "the image \(image.id), which has no file name"
    }
}
