#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

extension Path {
    /// The path of what a path stands for, from the root and without links; nil where there is nothing.
    package static func real(_ path: String) -> String? {
        guard let found = System.with(path, { realpath($0, nil) }), let found else { return nil }
        defer { free(found) }
        return decoded(cString: found)
    }

    /// The folder that paths without a leading slash begin at.
    package static var current: String {
        guard let found = getcwd(nil, 0) else { return "." }
        defer { free(found) }
        return decoded(cString: found)
    }

    /// The paths that fit a pattern of the shell's, sorted; none where none does.
    package static func matching(_ pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        let isDone = System.with(pattern) { glob($0, GLOB_BRACE | GLOB_TILDE, nil, &result) } == 0
        guard isDone, let paths = result.gl_pathv else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { index in paths[index].map { decoded(cString: $0) } }
    }

    /// The text for a path that the system gives, up to its zero byte.
    package static func decoded(cString text: UnsafePointer<CChar>) -> String {
        let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
        return decoded(bytes)
    }

    /// A path inside a folder.
    package static func joined(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder.utf8.last == slash ? folder + name : folder + "/" + name
    }
}
