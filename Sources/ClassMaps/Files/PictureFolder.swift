internal import Files

/// The pictures of a folder and the folders in it, by the names under which class maps belong to them: the path in the folder without
/// its extension.
public struct PictureFolder: Sendable, Hashable {
    /// The folder.
    public let path: String
    /// The paths of the files in the folder by the names of their pictures.
    public let files: [String: String]

    /// The extensions of files that are taken for pictures.
    public static let extensions: Set<String> = ["jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "gif", "bmp"]

    /// Lists a folder; hidden files, and files that are no pictures by their names, are left out.
    /// - Throws: `ClassMapError.unreadable` where the folder cannot be listed, and `.twoPictures` where two files have one name, such
    ///   as `a.png` and `a.jpg`.
    public init(_ path: String) throws(ClassMapError) {
        let names: [String]
        do {
            names = try Folder.paths(under: path)
        } catch {
            throw .unreadable(file: path, reason: error.reason)
        }
        var files: [String: String] = [:]
        for name in names.sorted() where Self.extensions.contains(Path.fileExtension(of: name)) {
            guard !Path.steps(of: name).contains(where: { $0.hasPrefix(".") }) else { continue }
            let picture = ClassMapFolder.pictureName(of: name)
            if let other = files[picture] {
                throw .twoPictures(folder: path, name: picture, first: other, second: name)
            }
            files[picture] = name
        }
        self.path = path
        self.files = files
    }
}
