extension Path {
    /// Whether the file that a name stands for in a folder is outside of it: by steps such as `..`, from the root, or by links.
    ///
    /// Links in the folder's own path are no way out of it. What is not there is nowhere, and so not outside. The answer is as
    /// of now: who may write to the folder can exchange what is in it before it is opened.
    package static func leadsOut(_ name: String, of folder: String) -> Bool {
        let steps = steps(of: name).filter { $0 != "." }
        if !isAbsolute(name), !steps.contains("..") {
            // Most names have no link on their way, and are told by a look at each step.
            var path = folder
            var hasLink = false
            for step in steps where !hasLink {
                path = joined(path, step)
                guard let status = System.status(of: path, followsLinks: false).map(FileStatus.init) else {
                    return false
                }
                hasLink = status.kind == .link
            }
            if !hasLink { return false }
        }
        guard let goal = real(isAbsolute(name) ? name : joined(folder, name)) else { return false }
        return !isInside(goal, real(folder) ?? folder)
    }

    /// Whether a path without links and steps is a folder's, or of something in it.
    package static func isInside(_ path: String, _ folder: String) -> Bool {
        let outer = folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
        return path == folder || path.utf8.starts(with: outer.utf8)
    }
}
