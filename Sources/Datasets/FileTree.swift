internal import Files
internal import Foundation

/// The files of a folder and of the folders in it.
struct FileTree {
    /// The folder, without a slash at its end.
    let root: String
    /// The files' paths relative to the folder, in natural order; hidden files and folders are left out.
    let files: [String]

    /// Lists a folder; links are followed, each folder once.
    /// - Throws: `DatasetError.file` where the folder cannot be listed.
    init(_ root: String) throws(DatasetError) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        var files: [String] = []
        var seen: Set<String> = []
        try FileTree.list(self.root, prefix: "", into: &files, seen: &seen)
        self.files = files.sorted(by: naturallyPrecedes)
    }

    /// Lists the files that are in a folder itself; none where it cannot be listed.
    init(filesIn root: String) {
        self.root = root
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        files = names.filter { !$0.hasPrefix(".") }.sorted(by: naturallyPrecedes)
    }

    private static func list(
        _ folder: String, prefix: String, into files: inout [String], seen: inout Set<String>
    ) throws(DatasetError) {
        guard seen.insert(URL(fileURLWithPath: folder, isDirectory: true).resolvingSymlinksInPath().path).inserted
        else {
            return
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .file(path: folder, reason: "the folder cannot be listed: \(error.localizedDescription)")
        }
        for name in names.sorted() where !name.hasPrefix(".") && name != "__MACOSX" {
            let path = folder + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                try list(path, prefix: prefix + name + "/", into: &files, seen: &seen)
            } else {
                files.append(prefix + name)
            }
        }
    }

    /// The path of a file of the tree, as the system takes it.
    func path(_ file: String) -> String { root + "/" + file }

    /// The files whose extension is one of a picture's.
    var pictures: [String] { files.filter(FileTree.isPicture) }

    /// Whether a name ends as a picture's, in any case.
    static func isPicture(_ file: String) -> Bool {
        ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "gif"].contains(Path.fileExtension(of: file))
    }

    /// The names of the folders that a file of the tree stands in, from the outermost.
    static func folders(of file: String) -> [String] {
        file.split(separator: "/").dropLast().map(String.init)
    }
}
