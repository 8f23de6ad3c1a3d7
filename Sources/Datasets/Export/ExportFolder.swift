internal import Files
internal import Foundation

/// The folder that a data set is written to.
struct ExportFolder: Sendable {
    let path: String

    /// Makes the folder.
    /// - Throws: `DatasetError.exists` where there is something in it that may not be replaced, `DatasetError.file` where it
    ///   cannot be made.
    init(_ path: String, replacesFiles: Bool) throws(DatasetError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw .exists(path: path) }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            guard names.isEmpty || replacesFiles else { throw .exists(path: path) }
        }
        try make("")
    }

    /// Writes a file, all of it or nothing, after the folders that it is in.
    func write(_ bytes: [UInt8], to file: String) throws(DatasetError) {
        try bytes.withUnsafeBytes { bytes in
            Result { () throws(DatasetError) in try write(bytes, to: file) }
        }.get()
    }

    /// Copies an image, all of it or nothing: its file, or the picture inside a file of labels.
    func copy(_ image: ExportedImage, to file: String) throws(DatasetError) {
        if let labels = image.embeddedIn {
            try write(try LabelMePicture(embeddedIn: labels).bytes, to: file)
        } else if let path = image.path {
            try copy(path, to: file)
        }
    }

    /// Copies a file, all of it or nothing.
    private func copy(_ source: String, to file: String) throws(DatasetError) {
        let mapped: MappedFile
        do {
            mapped = try MappedFile(path: source)
        } catch {
            throw .file(path: source, reason: "cannot be read: \(error.reason)")
        }
        defer { withExtendedLifetime(mapped) {} }
        try write(mapped.bytes, to: file)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to file: String) throws(DatasetError) {
        try make(FileTree.folders(of: file).joined(separator: "/"))
        do {
            let output = try AtomicFile(path: path + "/" + file)
            try output.write(bytes)
            try output.commit()
        } catch {
            throw .unwritable(path: path + "/" + file, reason: "cannot be written: \(error.reason)")
        }
    }

    private func make(_ folder: String) throws(DatasetError) {
        let folder = folder.isEmpty ? path : path + "/" + folder
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: folder, reason: "the folder cannot be made: \(error.localizedDescription)")
        }
    }
}
