internal import Files

/// What the names of files and folders say of masks and of the images that they belong to.
enum MaskNames {
    private static let separators: Set<Character> = ["_", "-", ".", " "]

    /// Words that are put before or after an image's name to make its mask's.
    private static let maskWords: Set<String> = [
        "mask", "masks", "anno", "annotation", "annotations", "label", "labels", "gt", "groundtruth", "seg",
        "segmentation", "instance", "instances", "instanceids", "ids", "index", "pedmask", "cp_masks", "instance_mask",
        "instance_masks", "ground_truth",
    ]

    /// Words that are put before or after an image's name, and are missing in its mask's.
    private static let imageWords: Set<String> = ["img", "image", "images", "raw", "input"]

    /// Folders whose pictures are masks.
    private static let maskFolders: Set<String> = [
        "mask", "masks", "pedmasks", "label", "labels", "annotation", "annotations", "anno", "gt", "groundtruth",
        "ground_truth", "instances", "instance_masks", "instancemasks", "instance-masks", "segmentation",
        "segmentations", "segmentationobject", "segmentationclass", "targets", "binary-masks", "binary_masks",
    ]

    /// Whether a folder's name says that the pictures in it are masks.
    static func isMaskFolder(_ name: String) -> Bool {
        let name = name.lowercased()
        return maskFolders.contains(name) || stripped(name, of: maskWords) != nil
    }

    /// Whether a file lies in a folder of Pascal VOC's pictures of categories.
    static func isOfClasses(_ file: String) -> Bool {
        FileTree.folders(of: file).last?.lowercased() == "segmentationclass"
    }

    /// Whether a folder's name says that the pictures in it are images.
    static func isImageFolder(_ name: String) -> Bool {
        imageWords.contains(name.lowercased()) || ["pngimages", "jpegimages"].contains(name.lowercased())
    }

    /// Whether the innermost of a file's folders that says anything says that it holds masks.
    static func isInMaskFolder(_ file: String) -> Bool {
        FileTree.folders(of: file).last { isImageFolder($0) || isMaskFolder($0) }.map { !isImageFolder($0) } ?? false
    }

    /// The name of a mask's image: a mask's stem without one word such as `_mask`; nil where it has none.
    static func imageStem(ofMask stem: String) -> String? { stripped(stem, of: maskWords) }

    /// An image's stem without a word such as `_img`; nil where it has none.
    static func bareStem(ofImage stem: String) -> String? { stripped(stem, of: imageWords) }

    /// A name cut in two at each of its separators, the longest start first.
    static func splits(of name: String) -> [(start: String, rest: String)] {
        zip(name.indices, name).reversed().compactMap { index, character in
            guard separators.contains(character), index != name.startIndex else { return nil }
            let rest = name[name.index(after: index)...]
            return rest.isEmpty ? nil : (String(name[..<index]), String(rest))
        }
    }

    /// A name in small letters and digits, by which names are compared that passed through a file's name.
    static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    private static func stripped(_ name: String, of words: Set<String>) -> String? {
        for (index, character) in zip(name.indices, name) where separators.contains(character) {
            let rest = name[name.index(after: index)...]
            let start = name[..<index]
            if !start.isEmpty, words.contains(rest.lowercased()) { return String(start) }
            if !rest.isEmpty, words.contains(start.lowercased()) { return String(rest) }
        }
        return nil
    }
}
