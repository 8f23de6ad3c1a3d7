/// The parts of a file's path.
///
/// Foundation's functions for these trap on Linux on names of one character (Swift 6.3). All of these look at bytes, as the
/// system does: a slash before an accent is one character with it to Swift, and the end of a folder's name to the system.
public enum Path {
    static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    /// The folder that something stands in: all before the last slash, `.` where there is none.
    public static func folder(of path: String) -> String {
        let trimmed = trimmed(path)
        guard let place = trimmed.utf8.lastIndex(of: slash) else { return "." }
        return place == trimmed.startIndex ? "/" : String(trimmed[..<place])
    }

    /// The last part of a path.
    public static func name(of path: String) -> String {
        let trimmed = trimmed(path)
        return trimmed.utf8.lastIndex(of: slash).map { String(trimmed[trimmed.utf8.index(after: $0)...]) }
            ?? String(trimmed)
    }

    /// The last part without its extension; a leading dot starts no extension.
    public static func stem(of path: String) -> String {
        let name = name(of: path)
        guard let place = name.utf8.lastIndex(of: dot), place != name.startIndex else { return name }
        return String(name[..<place])
    }

    /// The last part's extension in small letters, without its dot; empty where there is none.
    public static func fileExtension(of path: String) -> String {
        let name = name(of: path)
        guard let place = name.utf8.lastIndex(of: dot), place != name.startIndex else { return "" }
        return name[name.utf8.index(after: place)...].lowercased()
    }

    /// A path without steps such as `.` and `folder/..`, and without slashes that are too many.
    public static func resolved(_ path: String) -> String {
        var parts: [String] = []
        for part in steps(of: path) where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute(path) {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute(path) ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// The names between the slashes of a path.
    package static func steps(of path: String) -> [String] {
        path.utf8.split(separator: slash).map { String(Substring($0)) }
    }

    /// Whether a path begins at the root.
    package static func isAbsolute(_ path: String) -> Bool { path.utf8.first == slash }

    private static func trimmed(_ path: String) -> Substring {
        var rest = path.utf8[...]
        // One slash alone is a path.
        while rest.last == slash, rest.dropLast().first != nil { rest.removeLast() }
        return Substring(rest)
    }
}
