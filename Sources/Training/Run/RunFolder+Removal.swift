internal import Foundation

extension RunFolder {
    /// Removes what the run in the folder wrote, by its own list (``manifest``), and nothing else.
    ///
    /// Where a process is killed meanwhile, what is left can be removed by another call, and cannot be resumed. What versions
    /// without a list left is known by its names.
    ///
    /// - Returns: What else is in the folder and stays, by paths in it.
    /// - Throws: ``TrainingError/damaged(file:reason:)`` where the list is damaged, before anything is removed;
    ///   ``TrainingError/file(file:reason:)`` where something cannot be removed.
    @discardableResult
    public func removeRun() throws(TrainingError) -> [String] {
        let names = try RunManifest.names(of: self).names
        for name in names where !Self.staysInside(name) {
            throw .damaged(file: manifest, reason: "it lists \"\(name)\", which is no file of this folder")
        }
        // The state first: half a run is not gone on with. What says that a run is here goes last.
        let ends = [state, configuration].map { String($0.dropFirst(path.count + 1)) }
        let order =
            names.filter { $0 == ends[0] } + names.filter { !ends.contains($0) } + names.filter { $0 == ends[1] }
        for name in order where !name.hasSuffix("/") { try remove(name) }
        // A folder goes with its last file only. The deepest first.
        for name in names.filter({ $0.hasSuffix("/") }).sorted(by: >) { rmdir("\(path)/\(name)") }
        try remove(String(manifest.dropFirst(path.count + 1)))
        return others
    }

    /// Whether a name is that of something in a folder, without steps out of it.
    private static func staysInside(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let steps = parts.last == "" ? parts.dropLast() : parts
        return !steps.isEmpty && steps.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// Removes a file, or a link as such. Through a folder that is a link nothing is removed: it leads elsewhere.
    private func remove(_ name: String) throws(TrainingError) {
        var parent = path
        for step in name.split(separator: "/").dropLast() {
            parent += "/\(step)"
            var status = stat()
            guard lstat(parent, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
        }
        guard unlink("\(path)/\(name)") != 0, errno != ENOENT else { return }
        throw .file(file: "\(path)/\(name)", reason: "cannot be removed: \(String(cString: strerror(errno)))")
    }

    /// All that is in the folder but the lock, files in folders by their paths.
    private var others: [String] {
        let lockName = String(lock.dropFirst(path.count + 1))
        let found = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return found.filter { name in
            name != lockName && !found.contains { $0.hasPrefix(name + "/") }
        }.sorted()
    }
}
