internal import Files
internal import Geometry
internal import Imaging

/// The pictures of a data set, told apart into images and the masks or labels that belong to them.
struct ImportSources {
    /// The folder that `images` are relative to, and its files.
    let imageTree: FileTree
    /// The folder that masks or labels are relative to, and its files.
    let annotationTree: FileTree
    /// Whether images and annotations are looked for in one folder.
    let isShared: Bool
    /// Whether links and names may lead out of the folders.
    let allowsOutside: Bool

    init(folder: String, options: ImportOptions) throws(DatasetError) {
        let allowsOutside = options.allowsOutside
        self.allowsOutside = allowsOutside
        annotationTree = try FileTree(options.annotationFolder ?? folder, allowsOutside: allowsOutside)
        if let images = options.imageFolder {
            imageTree = try FileTree(images, allowsOutside: allowsOutside)
        } else if options.annotationFolder != nil {
            imageTree = try FileTree(folder, allowsOutside: allowsOutside)
        } else if annotationTree.pictures.isEmpty, let images = ImportSources.imageFolder(beside: annotationTree.root) {
            imageTree = try FileTree(images, allowsOutside: allowsOutside)
        } else {
            imageTree = annotationTree
        }
        isShared = imageTree.root == annotationTree.root
    }

    /// The folder of images beside a folder of labels, such as `set/images/val` for `set/labels/val`; nil where there is
    /// none.
    private static func imageFolder(beside folder: String) -> String? {
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let role = parts.lastIndex(where: { !$0.isEmpty && FolderRoles.isRole($0) }) else { return nil }
        return FolderRoles.imageFolders.lazy.map { name in
            (parts[..<role] + [name] + parts[(role + 1)...]).joined(separator: "/")
        }.first { path in
            path != folder && FileStatus.isFolder(path)
        }
    }

    /// What is left out of both folders.
    var refusals: [ConversionProblem] {
        let all = annotationTree.refusals + (isShared ? [] : imageTree.refusals)
        var seen: Set<FileTree.Refusal> = []
        return all.filter { seen.insert($0).inserted }.map(\.problem)
    }

    /// What is said to be found where there is nothing, with what was left out.
    var nothing: String { refusals.first.map { "none that is taken (\($0.error))" } ?? "none" }

    /// The folders, from the innermost, in which files that all labels share may stand: that of the labels, and those
    /// around it as long as they say only what they hold, or are parts of a data set.
    var sharedFolders: [String] {
        var folders = [annotationTree.root]
        while let inner = folders.last,
            FolderRoles.isRole(Path.name(of: inner)) || FolderRoles.isSplit(Path.name(of: inner))
        {
            let outer = Path.folder(of: inner)
            guard outer != inner else { break }
            folders.append(outer)
            if outer == "." { break }
        }
        return folders
    }
}

extension ImportSources {
    /// In words, the pictures that a file may belong to; where there are none, those of its name in other places.
    func described(_ pictures: [String], namesakes: [String]) -> String {
        if pictures.count == 1 { return "\(imageTree.path(pictures[0])), which other files claim" }
        // Only what is listed is made into words: there may be as many as there are files, for each file.
        if !pictures.isEmpty { return list(pictures.lazy.map { imageTree.path($0) }) }
        if namesakes.isEmpty { return "none" }
        return "none in its place (\(list(namesakes.lazy.map { imageTree.path($0) })) is in another)"
    }

    /// Problems for the pictures that several files claim, or that a file may mean as well as others: what is marked in them
    /// is lost, so that they are no images without objects.
    func lostPictures(_ assignment: PartnerAssignment) -> [ConversionProblem] {
        assignment.contested.sorted { naturallyPrecedes($0.key, $1.key) }.map { picture, files in
            ConversionProblem(
                .layout(
                    file: imageTree.path(picture), expected: "one file of labels that is for it alone",
                    found: list(files.lazy.map { annotationTree.path($0) })),
                effect: .imageSkipped)
        }
    }
}

/// The size in which an image's objects are given.
///
/// Most programs give it as the file has it, and some as the picture is seen, turned by its EXIF orientation.
func agreedSize(of path: String, with size: ImageSize?, in file: String) throws(DatasetError) -> ImageSize {
    let header: ImageHeader
    do {
        header = try ImageHeader(contentsOfFile: path)
    } catch {
        throw .imaging(error)
    }
    guard let size, size != header.size, size != header.uprightSize else { return size ?? header.uprightSize }
    throw .layout(file: file, expected: "\(header.size) pixels, as \(path) has", found: "\(size)")
}

/// The size of a picture as it is seen.
func uprightSize(of path: String) throws(DatasetError) -> ImageSize {
    try agreedSize(of: path, with: nil, in: path)
}

/// The text of a file, without the mark that some programs put before UTF-8.
/// - Throws: `DatasetError` where the file cannot be read, or is no text in UTF-8.
func text(ofFile path: String) throws(DatasetError) -> String {
    let file: MappedFile
    do {
        file = try MappedFile(path: path)
    } catch {
        throw .file(file: path, reason: error.reason)
    }
    // The text, its lines and what they become.
    try checkMemory(.product(8, file.bytes.count), for: "its text", of: path)
    do {
        // Windows' PowerShell writes UTF-16, with its mark, where text is sent to a file.
        let isMarked = file.bytes.starts(with: [0xff, 0xfe]) || file.bytes.starts(with: [0xfe, 0xff])
        return isMarked
            ? try UTF8Text.string(EncodedText.utf8(file.bytes, encoding: "UTF-16")) : try UTF8Text.string(file.bytes)
    } catch {
        throw DatasetError(error, file: path)
    }
}

extension DatasetError {
    /// A text that is no UTF-8, with the line where it is none.
    init(_ fault: TextFault, file: String) {
        self = .content(file: file, line: fault.line, expected: fault.expected, found: fault.found)
    }
}

/// The categories' names in a `classes.txt`, one a line; nil where there is no such file.
func listedNames(in tree: FileTree) throws(DatasetError) -> [String]? {
    let known = ["classes.txt", "obj.names", "_darknet.labels"]
    guard let file = tree.files.first(where: { known.contains(Path.name(of: $0).lowercased()) }) else { return nil }
    let lines = try text(ofFile: tree.path(file)).split(whereSeparator: \.isNewline)
    return lines.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
}

/// Refuses a picture that would take too much memory.
func checkedSize(of path: String, options: ImportOptions) throws(DatasetError) -> ImageSize {
    let size = try agreedSize(of: path, with: nil, in: path)
    let (area, overflow) = size.width.multipliedReportingOverflow(by: size.height)
    guard !overflow, area <= options.maximumPixels else {
        throw .imaging(.tooManyPixels(file: path, size: size, maximum: options.maximumPixels))
    }
    return size
}
