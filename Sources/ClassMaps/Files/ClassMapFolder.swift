internal import Files

/// The PNG files of a folder and the folders in it, by the names of the pictures that they are maps of: the path in the folder
/// without its extension.
public struct ClassMapFolder: Sendable, Hashable {
    /// The folder.
    public let path: String
    /// The files' paths by the names of their pictures.
    public let files: [String: String]

    /// Lists a folder; hidden files and files that are no PNG are left out.
    /// - Throws: `ClassMapError.unreadable` where the folder cannot be listed, or has no PNG file, and `.twoFiles` where two files
    ///   have one name, such as `a.png` and `a.PNG`.
    public init(_ path: String) throws(ClassMapError) {
        let names: [String]
        do {
            names = try Folder.paths(under: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        var files: [String: String] = [:]
        var others = 0
        for name in names where !Path.steps(of: name).contains(where: { $0.hasPrefix(".") }) {
            let file = Path.joined(path, name)
            guard FileStatus.kind(of: file) != .folder else { continue }
            guard Path.fileExtension(of: name) == "png" else {
                others += 1
                continue
            }
            let picture = Self.pictureName(of: name)
            if let other = files[picture] { throw .twoFiles(name: picture, first: other, second: file) }
            files[picture] = file
        }
        guard !files.isEmpty else {
            throw .unreadable(
                file: path,
                reason:
                    "expected PNG files with class maps, found \(others == 0 ? "none" : others == 1 ? "1 other file" : "\(others) other files")"
            )
        }
        self.path = path
        self.files = files
    }

    /// The name of the picture of a file: its path without its extension.
    public static func pictureName(of file: String) -> String {
        Path.steps(of: file).dropLast().map { $0 + "/" }.joined() + Path.stem(of: file)
    }
}
