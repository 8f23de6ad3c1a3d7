import ClassMaps
import Files
import Foundation

/// An image to read.
struct InputItem: Sendable, Hashable {
    /// The path as the user would write it, or `-`.
    let path: String

    /// Whether the image's bytes come on standard input.
    var isStandardInput: Bool { path == "-" }

    /// What messages and results call it.
    var name: String { isStandardInput ? "stdin" : path }
}

/// Why an input gave nothing.
struct InputFailure: Error, Sendable, CustomStringConvertible {
    /// The input's name.
    let name: String
    /// What is wrong with it.
    let reason: String
    /// Whether it could not even be read, rather than not be segmented.
    var isUnreadable = true

    var description: String { reason.hasPrefix(name) ? reason : "\(name): \(reason)" }
}

/// The images that the command's arguments stand for, each once, in their order.
struct InputSet: Sendable {
    private(set) var items: [InputItem] = []
    /// The arguments that stand for nothing.
    private(set) var failures: [InputFailure] = []
    private var seen: Set<String> = []

    /// The extensions of files that are taken from a folder; a file named itself may have any.
    static let extensions = PictureFolder.extensions

    /// Finds the images of files, folders, patterns and `-`.
    init(_ arguments: [String], recursive: Bool) {
        for argument in arguments {
            if argument == "-" || RegularFile.isStandardInput(argument) {
                add("-")
                continue
            }
            switch Self.kind(of: argument) {
            case .success(.folder): addFolder(argument, recursive: recursive)
            case .success(let kind): addFile(argument, kind)
            case .failure where argument.contains(where: { "*?[{".contains($0) }) && !FileStatus.exists(argument):
                addMatches(of: argument, recursive: recursive)
            case .failure(let failure): failures.append(failure)
            }
        }
    }

    private static func kind(of path: String) -> Result<FileStatus.Kind, InputFailure> {
        do throws(FileError) {
            return .success(try FileStatus(of: path).kind)
        } catch {
            // A link that leads nowhere has its own words.
            let isMissing = error.reason == String(cString: strerror(ENOENT))
            return .failure(InputFailure(name: path, reason: isMissing ? "no such file" : error.reason))
        }
    }

    private static func isImage(_ path: String) -> Bool {
        extensions.contains(Path.fileExtension(of: path))
    }

    /// Takes those out that are files of these paths, and gives them.
    mutating func removeFiles(at paths: [String]) -> [InputItem] {
        let taken = Set(paths.map(Self.identity))
        let removed = items.filter { taken.contains(Self.identity($0.path)) }
        items.removeAll { removed.contains($0) }
        return removed
    }

    /// The path without links; of what is not there, with a folder without links.
    private static func identity(_ path: String) -> String {
        if path == "-" { return path }
        if let real = Path.real(path) { return real }
        let folder = Path.folder(of: path)
        return Path.joined(Path.real(folder) ?? folder, Path.name(of: path))
    }

    private mutating func add(_ path: String) {
        if seen.insert(Self.identity(path)).inserted { items.append(InputItem(path: path)) }
    }

    private mutating func addFile(_ path: String, _ kind: FileStatus.Kind) {
        if kind == .regularFile {
            add(path)
        } else {
            failures.append(InputFailure(name: path, reason: "expected a file, found \(kind.words)"))
        }
    }

    private mutating func addFolder(_ folder: String, recursive: Bool) {
        let names: [String]
        do throws(FileError) {
            names = recursive ? try Folder.paths(under: folder) : try Folder.names(in: folder)
        } catch {
            failures.append(InputFailure(name: folder, reason: "the folder cannot be read: \(error.reason)"))
            return
        }
        let images = names.filter { name in
            Self.isImage(name) && !Path.steps(of: name).contains { $0.hasPrefix(".") }
        }
        if !addAll(images.map { Path.joined(folder, $0) }) {
            let hint = recursive ? "" : " (--recursive looks into its subfolders)"
            failures.append(InputFailure(name: folder, reason: "no images in this folder" + hint))
        }
    }

    /// Adds all that have an image's name, what is no file as a failure; false where there are none but folders.
    private mutating func addAll(_ paths: [String]) -> Bool {
        var isAny = false
        for path in paths {
            switch Self.kind(of: path) {
            case .success(.folder): continue
            case .success(let kind): addFile(path, kind)
            case .failure(let failure): failures.append(failure)
            }
            isAny = true
        }
        return isAny
    }

    private mutating func addMatches(of pattern: String, recursive: Bool) {
        let matches = Path.matching(pattern)
        let folders = recursive ? matches.filter(FileStatus.isFolder) : []
        let isAny = addAll(matches.filter(Self.isImage))
        if !isAny && folders.isEmpty {
            let reason = matches.isEmpty ? "nothing has a name of this pattern" : "no image has a name of this pattern"
            failures.append(InputFailure(name: pattern, reason: reason))
        }
        for folder in folders { addFolder(folder, recursive: true) }
    }
}
