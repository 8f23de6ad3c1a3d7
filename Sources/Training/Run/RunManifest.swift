internal import Files
internal import Foundation
internal import TrainingRecords

/// The list of the files that a run has written, by which they are told from what else is in its folder.
///
/// A line is a file's path in the folder behind the CRC-32C of that path; a folder that the run made ends with a slash. A file is
/// listed before it is there, so that whatever moment a process is killed at, nothing of the run is unknown. Versions before
/// 0.2 kept no list: what they left has the names that they gave.
final class RunManifest {
    private let folder: RunFolder
    private let file: AppendedFile
    private var names: Set<String>

    /// Goes on with a folder's list, or begins one.
    ///
    /// - Throws: ``TrainingError/damaged(file:reason:)`` where a line is not what was written.
    init(_ folder: RunFolder) throws(TrainingError) {
        self.folder = folder
        let known = try Self.names(of: folder)
        let lines = known.names.flatMap { Self.line($0) }
        // Anew also where the last line was cut off.
        if !known.isWhole {
            try TrainingError.rethrowing { () throws(FileError) in try AtomicFile.write(lines, to: folder.manifest) }
        }
        names = Set(known.names)
        file = try TrainingError.rethrowing { () throws(FileError) in try AppendedFile(path: folder.manifest) }
    }

    /// Lists a file or a folder of the run, where it is not yet, before it is made.
    func willWrite(_ path: String) throws(TrainingError) {
        guard path.hasPrefix(folder.path + "/") else { return }
        let name = String(path.dropFirst(folder.path.count + 1))
        guard !names.contains(name) else { return }
        try TrainingError.rethrowing { () throws(FileError) in
            try file.append(Self.line(name))
        }
        names.insert(name)
    }

    /// Makes the list outlast a failure of the machine.
    func synchronize() throws(TrainingError) {
        try TrainingError.rethrowing { () throws(FileError) in try file.synchronize() }
    }

    /// Makes a folder of the run's, which is listed only where it was not there before.
    func makeFolder(_ path: String) throws(TrainingError) {
        guard !RunFolder(path).exists else { return }
        try willWrite(path + "/")
        try RunFolder(path).create()
    }

    /// The names in a folder's list, in their order; where there is none, what is there under the names of earlier versions.
    ///
    /// - Returns: The names, and whether the list stands in the file as it is.
    static func names(of folder: RunFolder) throws(TrainingError) -> (names: [String], isWhole: Bool) {
        guard FileManager.default.fileExists(atPath: folder.manifest) else {
            return (folder.holdsRun ? namesOfEarlierVersions(in: folder) : [], false)
        }
        let file = try TrainingError.rethrowing { () throws(FileError) in
            try MappedFile(path: folder.manifest)
        }
        let bytes = Array(file.bytes)
        var names: [String] = []
        var isWhole = true
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            let isCut = line.endIndex == bytes.endIndex
            if let name = name(in: line), !isCut {
                names.append(name)
            } else if isCut, name(in: line.dropLast()) == nil {
                // Killed while it was written, and so before there was such a file.
                isWhole = false
            } else {
                throw .damaged(file: folder.manifest, reason: "line \(index + 1) is not what its check sum says")
            }
        }
        // It is begun before anything else of a run.
        if names.isEmpty, isWhole, folder.holdsRun {
            throw .damaged(
                file: folder.manifest,
                reason:
                    "it is empty, and the folder holds a run; without the file, what has the names of a run's files is the run's"
            )
        }
        return (names, isWhole)
    }

    private static func line(_ name: String) -> [UInt8] {
        Array("\(CRC32C.text(name.utf8)) \(name)\n".utf8)
    }

    private static func name(in line: ArraySlice<UInt8>) -> String? {
        guard line.count > 9, let name = String(validating: line.dropFirst(9), as: UTF8.self) else { return nil }
        return line.elementsEqual(Self.line(name).dropLast()) ? name : nil
    }

    /// What is there of what versions without a list wrote.
    private static func namesOfEarlierVersions(in folder: RunFolder) -> [String] {
        let weights = [folder.state, folder.best, folder.bestForTorch, folder.last, folder.lastForTorch]
        let files = ([folder.configuration, folder.inputs, folder.metrics] + weights).map {
            String($0.dropFirst(folder.path.count + 1))
        }
        let charts = ["loss", "rate", "ap"].flatMap { ["\($0).svg", "\($0).png"] }
        func members(_ path: String, _ isOwn: (String) -> Bool) -> [String] {
            let name = String(path.dropFirst(folder.path.count + 1))
            guard let members = try? FileManager.default.contentsOfDirectory(atPath: path) else { return [] }
            return [name + "/"] + members.filter(isOwn).sorted().map { "\(name)/\($0)" }
        }
        let events = members(folder.events) { $0.hasPrefix("events.out.tfevents.") }
        let pictures = members(folder.pictures) { name in
            name.hasSuffix(".png") && name.dropLast(4).allSatisfy { ("0"..."9").contains($0) } && name.count > 4
        }
        return (files + charts).filter { FileManager.default.fileExists(atPath: "\(folder.path)/\($0)") } + events
            + pictures
    }
}
