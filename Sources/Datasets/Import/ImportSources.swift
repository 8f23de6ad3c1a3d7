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

    init(folder: String, options: ImportOptions) throws(DatasetError) {
        annotationTree = try FileTree(options.annotationFolder ?? folder)
        if let images = options.imageFolder {
            imageTree = try FileTree(images)
        } else if options.annotationFolder != nil {
            imageTree = try FileTree(folder)
        } else {
            imageTree = annotationTree
        }
        isShared = imageTree.root == annotationTree.root
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
    throw .layout(path: file, expected: "\(header.size) pixels, as \(path) has", found: "\(size)")
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
        throw .file(path: path, reason: error.reason)
    }
    let bytes = file.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? file.bytes[3...] : file.bytes[...]
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .content(file: path, line: nil, expected: "text in UTF-8", found: "other bytes")
    }
    return text
}

/// The categories' names in a `classes.txt`, one a line; nil where there is no such file.
func listedNames(in tree: FileTree) throws(DatasetError) -> [String]? {
    guard let file = tree.files.first(where: { ["classes.txt", "obj.names"].contains(Path.name(of: $0).lowercased()) })
    else { return nil }
    let lines = try text(ofFile: tree.path(file)).split(whereSeparator: \.isNewline)
    return lines.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
}

extension FileError {
    /// What the system says.
    var reason: String {
        switch self {
        case .unreadable(_, let reason), .unwritable(_, let reason): reason
        }
    }
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
