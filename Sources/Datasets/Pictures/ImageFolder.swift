public import COCO
internal import Files

/// The folder that a data set's file names are relative to.
///
/// Who made a data set is not always who reads it, and must not say which files of the reader's machine are opened or copied:
/// names that lead out of the folder, by `..`, from the root or by links, are refused unless they are allowed.
public struct ImageFolder: Sendable, Hashable {
    /// The folder.
    public let path: String
    /// Whether names may lead out of it.
    public let allowsOutside: Bool

    /// Names a folder.
    public init(_ path: String, allowsOutside: Bool = false) {
        self.path = path
        self.allowsOutside = allowsOutside
    }

    /// The path of an image's file; nil where it has no name.
    /// - Throws: `DatasetError.outside` where the file is outside of the folder and may not be.
    public func path(of image: DatasetImage) throws(DatasetError) -> String? {
        guard let name = image.fileName, !name.isEmpty else { return nil }
        if !allowsOutside, Path.leadsOut(name, of: path) { throw .outside(name: name, folder: path) }
        return Path.isAbsolute(name) ? name : Path.joined(path, name)
    }

    /// The path of an image's file; nil where it has no name, or none that may be opened.
    func readablePath(of image: DatasetImage) -> String? {
        do {
            return try path(of: image)
        } catch {
            return nil
        }
    }
}
