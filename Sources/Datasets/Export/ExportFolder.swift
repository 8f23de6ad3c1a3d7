package import Files

/// The folder that a data set is written to.
struct ExportFolder: Sendable {
    let path: String

    /// Makes the folder.
    /// - Throws: `DatasetError.exists` where there is something in it that may not be replaced, `DatasetError.file` where it
    ///   cannot be made.
    init(_ path: String, replacesFiles: Bool) throws(DatasetError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if let kind = FileStatus.kind(of: path) {
            guard kind == .folder, Folder.isEmpty(path) || replacesFiles else { throw .exists(file: path) }
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
            throw .file(file: source, reason: "cannot be read: \(error.reason)")
        }
        defer { withExtendedLifetime(mapped) {} }
        try write(mapped.bytes, to: file)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to file: String) throws(DatasetError) {
        try make(FileTree.folders(of: file).joined(separator: "/"))
        do {
            let output = try AtomicFile(path: Path.joined(path, file))
            try output.write(bytes)
            try output.commit()
        } catch {
            throw DatasetError(writing: Path.joined(path, file), error)
        }
    }

    private func make(_ folder: String) throws(DatasetError) {
        let folder = folder.isEmpty ? path : Path.joined(path, folder)
        do throws(FileError) {
            try Folder.make(folder)
        } catch {
            throw DatasetError(writing: folder, error)
        }
    }
}

extension DatasetError {
    /// A file or folder that cannot be written.
    package init(writing path: String, _ error: FileError) {
        switch error {
        case .unusableName: self = .unusableName(file: path, reason: error.reason)
        case .unreadable, .unwritable: self = .unwritable(file: path, reason: "cannot be written: \(error.reason)")
        }
    }
}
