internal import Files

/// What the names of folders say: which of them only tell what kind of files they hold, and which keep parts of a data set
/// apart.
enum FolderRoles {
    private static let words: Set<String> = [
        "image", "images", "img", "imgs", "jpegimages", "pngimages", "photo", "photos", "picture", "pictures", "pic",
        "pics",
        "frames", "raw", "input", "inputs", "label", "labels", "labelme", "annotation", "annotations", "anno", "annos",
        "ann", "anns", "xml", "xmls", "json", "jsons", "txt", "txts", "mask", "masks", "pedmask", "pedmasks", "gt",
        "groundtruth", "segmentation", "segmentations", "segmentationobject", "segmentationclass", "instances",
        "targets", "truth", "ground", "binary",
    ]

    private static let splits: Set<String> = [
        "train", "training", "val", "valid", "validation", "test", "testing", "dev", "eval", "holdout", "fold", "split",
    ]

    /// The names of folders that hold pictures beside a folder of labels, the commonest first.
    static let imageFolders = [
        "images", "JPEGImages", "PNGImages", "imgs", "img", "image", "Images", "pictures", "photos",
    ]

    /// Whether a folder's name says only what kind of files it holds.
    static func isRole(_ name: String) -> Bool { place(of: name).isEmpty }

    /// Whether a folder's name is that of a part of a data set, such as `train2017` or `fold_1`.
    static func isSplit(_ name: String) -> Bool { splits.contains(name.lowercased().filter(\.isLetter)) }

    /// A folder's name in small letters without the words that say what kind of files it holds: `train` of `train_masks`
    /// and of `TrainImages`, nothing of `labels`.
    static func place(of name: String) -> String {
        if words.contains(name.lowercased()) { return "" }
        var parts: [String] = [""]
        var wasSmall = false
        for character in name {
            if "_-. ".contains(character) {
                parts.append("")
            } else {
                if wasSmall, character.isUppercase { parts.append("") }
                parts[parts.count - 1].append(character)
            }
            wasSmall = character.isLowercase
        }
        let kept = parts.map { $0.lowercased() }.filter { !$0.isEmpty && !words.contains($0) }
        return kept.joined(separator: "_")
    }
}
