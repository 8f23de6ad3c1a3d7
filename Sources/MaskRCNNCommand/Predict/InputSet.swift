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
    static let extensions: Set<String> = ["jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "gif", "bmp"]

    /// Finds the images of files, folders, patterns and `-`.
    init(_ arguments: [String], recursive: Bool) {
        for argument in arguments {
            if argument == "-" {
                add("-")
                continue
            }
            switch Self.kind(of: argument) {
            case .folder: addFolder(argument, recursive: recursive)
            case .file: add(argument)
            case .nothing where argument.contains(where: { "*?[{".contains($0) }):
                addMatches(of: argument, recursive: recursive)
            case .nothing: failures.append(InputFailure(name: argument, reason: Self.reasonOfAbsence(argument)))
            }
        }
    }

    private enum Kind {
        case file
        case folder
        case nothing
    }

    private static func kind(of path: String) -> Kind {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .nothing }
        return isFolder.boolValue ? .folder : .file
    }

    private static func isImage(_ path: String) -> Bool {
        extensions.contains(Path.fileExtension(of: path))
    }

    private static func reasonOfAbsence(_ path: String) -> String {
        // A link that leads nowhere looks like no file at all.
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
        return isLink ? "the link leads to no file" : "no such file"
    }

    /// Takes those out that are files of these paths, and gives them.
    mutating func removeFiles(at paths: [String]) -> [InputItem] {
        let taken = Set(paths.map(Self.identity))
        let removed = items.filter { taken.contains(Self.identity($0.path)) }
        items.removeAll { removed.contains($0) }
        return removed
    }

    private static func identity(_ path: String) -> String {
        path == "-" ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    private mutating func add(_ path: String) {
        if seen.insert(Self.identity(path)).inserted { items.append(InputItem(path: path)) }
    }

    private mutating func addFolder(_ folder: String, recursive: Bool) {
        let manager = FileManager.default
        let names: [String]
        do {
            names =
                recursive
                ? try manager.subpathsOfDirectory(atPath: folder) : try manager.contentsOfDirectory(atPath: folder)
        } catch {
            failures.append(InputFailure(name: folder, reason: "the folder cannot be read"))
            return
        }
        let visible = names.filter { name in
            Self.isImage(name) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }
        let parent = folder.hasSuffix("/") ? folder : folder + "/"
        let images = visible.sorted().map { parent + $0 }.filter { Self.kind(of: $0) == .file }
        if images.isEmpty {
            let hint = recursive ? "" : " (--recursive looks into its subfolders)"
            failures.append(InputFailure(name: folder, reason: "no images in this folder" + hint))
        }
        for image in images { add(image) }
    }

    private mutating func addMatches(of pattern: String, recursive: Bool) {
        let matches = Self.matches(of: pattern)
        let images = matches.filter { Self.kind(of: $0) == .file && Self.isImage($0) }
        let folders = recursive ? matches.filter { Self.kind(of: $0) == .folder } : []
        if images.isEmpty && folders.isEmpty {
            let reason = matches.isEmpty ? "nothing has a name of this pattern" : "no image has a name of this pattern"
            failures.append(InputFailure(name: pattern, reason: reason))
        }
        for image in images { add(image) }
        for folder in folders { addFolder(folder, recursive: true) }
    }

    /// The paths that fit a pattern, sorted.
    private static func matches(of pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard glob(pattern, GLOB_BRACE | GLOB_TILDE, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { index in paths[index].map { String(cString: $0) } }
    }
}
