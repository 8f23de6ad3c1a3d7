internal import Files

/// The files of a folder and of the folders in it.
struct FileTree {
    /// The folder, without a slash at its end.
    let root: String
    /// The files' paths relative to the folder, in natural order; hidden files and folders are left out.
    let files: [String]
    /// What could be a data set's, and is left out.
    private(set) var refusals: [Refusal] = []

    /// Something that is left out.
    struct Refusal: Sendable, Hashable {
        let path: String
        let expected: String
        let found: String
    }

    /// Lists a folder; links are followed, each folder once, as long as they do not lead out of it.
    /// - Parameter allowsOutside: Whether links may lead out of the folder.
    /// - Throws: `DatasetError.file` where the folder cannot be listed.
    init(_ root: String, allowsOutside: Bool = false) throws(DatasetError) {
        let root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        var listing = FileListing(root: root, allowsOutside: allowsOutside)
        try listing.add(root, prefix: "")
        self.root = root
        files = listing.files.sorted(by: naturallyPrecedes)
        refusals = listing.refusals
    }

    /// Lists the files that are in a folder itself; none where it cannot be listed.
    init(filesIn root: String) {
        self.root = root
        let names = (try? Folder.names(in: root)) ?? []
        files = names.filter { !$0.hasPrefix(".") && Path.isUnicode($0) }.sorted(by: naturallyPrecedes)
    }

    /// The path of a file of the tree, as the system takes it.
    func path(_ file: String) -> String { Path.joined(root, file) }

    /// The files whose extension is one of a picture's.
    var pictures: [String] { files.filter(FileTree.isPicture) }

    /// Whether a name ends as a picture's, in any case.
    static func isPicture(_ file: String) -> Bool {
        ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "gif"].contains(Path.fileExtension(of: file))
    }

    /// Whether a name ends as that of a file with labels.
    static func isAnnotation(_ file: String) -> Bool {
        ["json", "xml", "txt", "yaml", "yml"].contains(Path.fileExtension(of: file))
    }

    /// The names of the folders that a file of the tree stands in, from the outermost.
    static func folders(of file: String) -> [String] {
        Path.steps(of: file).dropLast()
    }
}

/// A folder while it is listed.
private struct FileListing {
    let root: String
    let allowsOutside: Bool
    private let realRoot: String?
    private(set) var files: [String] = []
    private(set) var refusals: [FileTree.Refusal] = []
    private var seen: Set<FileStatus.Identity> = []

    init(root: String, allowsOutside: Bool) {
        self.root = root
        self.allowsOutside = allowsOutside
        realRoot = Path.real(root)
    }

    mutating func add(_ folder: String, prefix: String) throws(DatasetError) {
        let names: [String]
        do throws(FileError) {
            guard seen.insert(try FileStatus(of: folder).identity).inserted else { return }
            names = try Folder.names(in: folder)
        } catch {
            throw .file(file: folder, reason: "the folder cannot be listed: \(error.reason)")
        }
        for name in names where !name.hasPrefix(".") && name != "__MACOSX" {
            let path = Path.joined(folder, name)
            let kind: FileStatus.Kind
            do throws(FileError) {
                kind = try FileStatus(of: path).kind
            } catch {
                refuse(path, expected: "a file", found: error.reason)
                continue
            }
            guard kind == .folder || kind == .regularFile else {
                refuse(path, expected: "a file", found: kind.words)
                continue
            }
            guard Path.isUnicode(name) else {
                refuse(
                    path, isFolder: kind == .folder, expected: "a name in UTF-8, which alone a data set can hold",
                    found: "other bytes")
                continue
            }
            guard allowsOutside || !isOutside(path) else {
                refuse(
                    path, isFolder: kind == .folder, expected: "what is in \(root), unless --allow-outside is given",
                    found: "a link that leads out of it")
                continue
            }
            if kind == .folder {
                try add(path, prefix: prefix + name + "/")
            } else {
                files.append(prefix + name)
            }
        }
    }

    private func isOutside(_ path: String) -> Bool {
        guard let status = try? FileStatus(of: path, followsLinks: false), status.kind == .link, let realRoot else {
            return false
        }
        return Path.real(path).map { !Path.isInside($0, realRoot) } ?? false
    }

    /// Takes note of what a data set would miss: other files are nobody's business.
    private mutating func refuse(_ path: String, isFolder: Bool = false, expected: String, found: String) {
        guard isFolder || FileTree.isPicture(path) || FileTree.isAnnotation(path) else { return }
        refusals.append(FileTree.Refusal(path: path, expected: expected, found: found))
    }
}

extension FileTree.Refusal {
    /// What is to be said of it.
    var problem: ConversionProblem {
        ConversionProblem(.layout(file: path, expected: expected, found: found), effect: .imageSkipped)
    }
}
