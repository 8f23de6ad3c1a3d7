/// The parts of a file's path.
///
/// Foundation's functions for these trap on Linux on names of one character (Swift 6.3).
public enum Path {
    /// The folder that something stands in: all before the last slash, `.` where there is none.
    public static func folder(of path: String) -> String {
        let trimmed = trimmed(path)
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }

    /// The last part of a path.
    public static func name(of path: String) -> String {
        let trimmed = trimmed(path)
        return trimmed.lastIndex(of: "/").map { String(trimmed[trimmed.index(after: $0)...]) } ?? String(trimmed)
    }

    /// The last part without its extension; a leading dot starts no extension.
    public static func stem(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// The last part's extension in small letters, without its dot; empty where there is none.
    public static func fileExtension(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// A path without steps such as `.` and `folder/..`, and without slashes that are too many.
    public static func resolved(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !path.hasPrefix("/") {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return path.hasPrefix("/") ? "/" + joined : joined.isEmpty ? "." : joined
    }

    private static func trimmed(_ path: String) -> Substring {
        // By bytes: to count letters again for each slash would take a square of them.
        var end = path.utf8.endIndex
        while end > path.utf8.startIndex, let last = path.utf8[..<end].last, last == UInt8(ascii: "/"),
            end > path.utf8.index(after: path.utf8.startIndex)
        {
            end = path.utf8.index(before: end)
        }
        return path[..<end]
    }
}
