public import COCO
internal import Files

/// File names in data sets that are paths of another system or machine: with backslashes, absolute, or leading out of the
/// folder of images.
public enum ImageNames {
    /// Whether a name is a path that other systems or machines may not have: it has backslashes, begins at the root or a
    /// drive, or leads out of the folder.
    public static func isForeign(_ name: String) -> Bool {
        name.utf8.contains(UInt8(ascii: "\\")) || leadsOut(name)
    }

    /// A name with slashes for backslashes.
    public static func withSlashes(_ name: String) -> String {
        // By bytes: a backslash before an accent is one character with it.
        name.utf8.contains(UInt8(ascii: "\\"))
            ? String(decoding: name.utf8.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }, as: UTF8.self)
            : name
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
        let folders = Path.steps(of: Path.resolved(folder))
        let leadsOut = leadsOut(name)
        return parts.indices.suffix(64).lazy
            .filter { leadsOut || folders.suffix($0).elementsEqual(parts[..<$0]) }
            .map { parts[$0...].joined(separator: "/") }.first { exists($0, in: folder) }
    }

    private static func parts(of name: String) -> [String] {
        Path.steps(of: withSlashes(name)).filter { part in
            part != "." && part != ".." && !(part.utf8.count == 2 && part.utf8.last == UInt8(ascii: ":"))
        }
    }

    private static func isAbsolute(_ name: String) -> Bool {
        Path.isAbsolute(name) || (name.dropFirst().hasPrefix(":") && name.first?.isLetter == true)
    }

    private static func leadsOut(_ name: String) -> Bool {
        let plain = withSlashes(name)
        return isAbsolute(plain) || Path.steps(of: plain).contains("..")
    }

    private static func exists(_ name: String, in folder: String) -> Bool {
        let kind = FileStatus.kind(of: Path.isAbsolute(name) ? name : Path.joined(folder, name))
        return kind != nil && kind != .folder
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
