internal import Files

/// PyTorch's layout since 1.6: a zip file with one folder, in it `data.pkl`, `data/<key>` for each storage, and `version`.
enum ZipCheckpoint {
    /// The versions that PyTorch itself reads.
    private static let versions = 1...10

    static func read(_ file: MappedFile, key: String?) throws(CheckpointError) -> Checkpoint {
        let archive = try ZipArchive(file)
        let folder = try folder(of: archive)
        try checkVersions(archive, folder)
        guard let range = try archive.verifiedRange(of: folder + "data.pkl") else {
            throw file.malformed(expected: "a checkpoint's data.pkl", found: "none")
        }
        var reader = ByteReader(file, range: range, subject: "data.pkl")
        let document = try PickleReader.read(&reader)
        var storages: [String: TensorStorage] = [:]
        return try StateDict(document, file: file, key: key).checkpoint(format: .torchZip) {
            storage, name throws(CheckpointError) in
            if let known = storages[storage.key] { return known }
            let entry = "\(folder)data/\(storage.key)"
            guard let range = try archive.range(of: entry) else {
                throw file.malformed(
                    expected: "the storage \(storage.key.quoted) of the tensor \(name.quoted)", found: "no such entry")
            }
            let made = TensorStorage(
                file: file, range: range, alignment: storage.elementByteCount, sum: archive.sum(of: entry))
            storages[storage.key] = made
            return made
        }
    }

    /// The archive's one folder, with a slash; its name is that of the file when it was saved, or `archive`.
    private static func folder(of archive: ZipArchive) throws(CheckpointError) -> String {
        let folders = archive.names.filter { name in
            name.hasSuffix("/data.pkl") && name.count { $0 == "/" } == 1
        }.map { String($0.dropLast("data.pkl".count)) }
        guard let folder = folders.first, folders.count == 1 else {
            throw archive.file.malformed(
                expected: "a PyTorch checkpoint",
                found: folders.isEmpty ? "a zip file without a data.pkl" : "a zip file of several checkpoints")
        }
        guard try archive.range(of: folder + "constants.pkl") == nil else {
            throw archive.file.malformed(
                expected: "a checkpoint of tensors", found: "a TorchScript program: save its state_dict()")
        }
        return folder
    }

    private static func checkVersions(_ archive: ZipArchive, _ folder: String) throws(CheckpointError) {
        guard let version = try archive.shortText(of: folder + "version"), let number = Int(version),
            versions.contains(number)
        else {
            let found = try archive.shortText(of: folder + "version") ?? "no version"
            throw archive.file.malformed(expected: "a checkpoint of version \(versions)", found: found.quoted)
        }
        let order = try archive.shortText(of: folder + "byteorder") ?? "little"
        guard order == "little" else {
            throw archive.file.malformed(expected: "little-endian numbers", found: "byte order \(order.quoted)")
        }
    }
}
