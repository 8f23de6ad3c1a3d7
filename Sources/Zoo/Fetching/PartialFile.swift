internal import Files

/// The part of a file that has been fetched so far, beside where the whole will stand: `FILE.part`, and in
/// `FILE.part.tag` the server's word for which version of the file it is a part of.
final class PartialFile: Sendable {
    let path: String
    private let file: ResumedFile

    private var tagPath: String { path + ".tag" }

    /// The most bytes of a server's word.
    private static let longestTag = 4096

    /// Opens the part, which is this process's alone until it ends.
    ///
    /// - Throws: ``FetchError`` when it cannot be written, is not the user's own, or another process is at it.
    init(of whole: String) throws(FetchError) {
        path = whole + ".part"
        let path = path
        try Self.writing { () throws(FileError) in try Folder.make(Path.folder(of: whole)) }
        let opened = try Self.writing { () throws(FileError) in try ResumedFile(path: path) }
        guard let opened else {
            throw .busy(file: path)
        }
        file = opened
    }

    /// How many bytes there are.
    var count: Int { file.count }

    /// Which version of the file this is a part of, as the server called it.
    var tag: String? {
        guard let status = try? FileStatus(of: tagPath, followsLinks: false), status.kind == .regularFile, status.isOwn,
            let bytes = try? RegularFile(path: tagPath).rest(limit: Self.longestTag)
        else { return nil }
        let text = String(validating: bytes, as: UTF8.self)
        return text.flatMap { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? nil : $0 }
    }

    /// Drops what there is, to begin a version of the file.
    func restart(tag: String?) throws(FetchError) {
        try Self.writing { () throws(FileError) in try file.clear() }
        try? Folder.removeFile(tagPath)
        // Without its tag a part is fetched anew, so that a tag that cannot be written costs no more than that.
        if let tag { try? AtomicFile.write(Array(tag.utf8), to: tagPath) }
    }

    /// Adds bytes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws(FetchError) {
        try Self.writing { () throws(FileError) in try file.append(bytes) }
    }

    /// Gives the whole file its name.
    func finish(as whole: String) throws(FetchError) {
        try Self.writing { () throws(FileError) in try file.finish(as: Path.name(of: whole)) }
        try? Folder.removeFile(tagPath)
    }

    /// Removes it.
    func remove() {
        try? Folder.removeFile(path)
        try? Folder.removeFile(tagPath)
    }

    private static func writing<Value>(_ body: () throws(FileError) -> Value) throws(FetchError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw .unwritable(error)
        }
    }
}
