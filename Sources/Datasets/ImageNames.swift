public import COCO
internal import Files
internal import Foundation

/// File names in data sets that are paths of another system or machine: with backslashes, absolute, or leading out of the
/// folder of images.
public enum ImageNames {
    /// Whether a name is a path that other systems or machines may not have: it has backslashes, begins at the root or a
    /// drive, or leads out of the folder.
    public static func isForeign(_ name: String) -> Bool {
        name.contains("\\") || leadsOut(name)
    }

    /// A name with slashes for backslashes.
    public static func withSlashes(_ name: String) -> String {
        name.contains("\\")
            ? name.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/") : name
    }

    /// A name that stays inside a folder: with slashes, without a drive, a leading slash and steps to outer folders.
    public static func inside(_ name: String) -> String {
        parts(of: name).joined(separator: "/")
    }

    /// The name under which a file is found in a folder: its own; with slashes for backslashes, also without folders that are
    /// the ones that it is looked for in; and for paths of another machine the longest end of it that is there. Nil where
    /// there is none.
    public static func found(_ name: String, in folder: String) -> String? {
        // The longest path that a system has; what is longer is no file's name.
        guard name.utf8.count <= 4096 else { return nil }
        if exists(name, in: folder) { return name }
        guard isForeign(name) else { return nil }
        let plain = withSlashes(name)
        if !isAbsolute(plain), exists(plain, in: folder) { return plain }
        let parts = parts(of: name)
        let folders = Path.resolved(folder).split(separator: "/")
        let leadsOut = leadsOut(name)
        return parts.indices.suffix(64).lazy
            .filter { leadsOut || folders.suffix($0).elementsEqual(parts[..<$0]) }
            .map { parts[$0...].joined(separator: "/") }.first { exists($0, in: folder) }
    }

    private static func parts(of name: String) -> [Substring] {
        withSlashes(name).split(separator: "/").filter { part in
            part != "." && part != ".." && !(part.count == 2 && part.last == ":")
        }
    }

    private static func isAbsolute(_ name: String) -> Bool {
        name.hasPrefix("/") || (name.dropFirst().hasPrefix(":") && name.first?.isLetter == true)
    }

    private static func leadsOut(_ name: String) -> Bool {
        let plain = withSlashes(name)
        return isAbsolute(plain) || plain == ".." || plain.hasPrefix("../") || plain.contains("/../")
    }

    private static func exists(_ name: String, in folder: String) -> Bool {
        var isFolder: ObjCBool = false
        let path = name.hasPrefix("/") ? name : folder + "/" + name
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
    }
}

extension DatasetImage {
    /// The path of the image's file, for a folder that file names are relative to; nil where it has no name.
    public func path(in folder: String) -> String? {
        guard let fileName, !fileName.isEmpty else { return nil }
        if fileName.hasPrefix("/") || folder.isEmpty { return fileName }
        return folder.hasSuffix("/") ? folder + fileName : folder + "/" + fileName
    }
}

extension Dataset {
    /// The names under which images with foreign names (`ImageNames.isForeign`) are found in a folder, by their places; those
    /// that are found as they stand are left out, and so are those that would be one file with another image.
    public func foundImageNames(in folder: String) -> [Int: String] {
        var found: [Int: String] = [:]
        for (index, image) in images.enumerated() {
            guard let name = image.fileName, ImageNames.isForeign(name),
                let other = ImageNames.found(name, in: folder), other != name
            else { continue }
            found[index] = other
        }
        if found.isEmpty { return found }
        // Records of one name are one image listed twice, and stay that.
        var owners: [String: Set<String>] = [:]
        for (index, image) in images.enumerated() {
            if let own = image.fileName { owners[found[index] ?? own, default: []].insert(own) }
        }
        return found.filter { owners[$0.value]?.count == 1 }
    }

    /// The data set with names as they are found in a folder, and slashes for backslashes where nothing is found.
    func withPortableImageNames(in folder: String?) -> Dataset {
        var dataset = folder.map(findingImages) ?? self
        for (index, image) in dataset.images.enumerated() {
            guard let name = image.fileName, name.contains("\\"),
                folder.map({ ImageNames.found(name, in: $0) }) != name
            else { continue }
            dataset.images[index].fileName = ImageNames.withSlashes(name)
        }
        return dataset
    }

    /// The data set with names of images as they are found in a folder, where they are paths of another system or machine.
    public func findingImages(in folder: String) -> Dataset {
        let found = foundImageNames(in: folder)
        if found.isEmpty { return self }
        var dataset = self
        for (index, name) in found { dataset.images[index].fileName = name }
        return dataset
    }
}

extension DatasetCheck.Source {
    /// The names that images with foreign ones should have, by their places: as their files are found; without a folder to
    /// look in, with slashes for backslashes.
    var mendedImageNames: [Int: String] {
        if let imageFolder { return dataset.foundImageNames(in: imageFolder) }
        var names: [Int: String] = [:]
        for (index, image) in dataset.images.enumerated() {
            if let name = image.fileName, name.contains("\\") { names[index] = ImageNames.withSlashes(name) }
        }
        return names
    }
}
