internal import Files
internal import Foundation

/// The names of TensorBoard's event files.
enum EventFileName {
    /// What every such name begins with; TensorBoard knows the files by it.
    static let prefix = "events.out.tfevents."

    /// A name for a new file of a folder: the second, the machine and the process.
    ///
    /// TensorBoard reads the files of a folder in the order of their names. So the second is later than that of every
    /// file there, also where a clock was set back or a run goes on within a second.
    static func next(in folder: String, at time: Double) -> String {
        let names = (try? Folder.names(in: folder)) ?? []
        let latest = names.compactMap(second).max() ?? -1
        let now = time > 0 && time < 1e10 ? Int(time) : 0
        let second = String(max(now, latest + 1))
        let padding = String(repeating: "0", count: max(0, 10 - second.count))
        return "\(prefix)\(padding)\(second).\(host).\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// The second in a file's name; nil for other files, and for a second of more digits than ten.
    private static func second(in name: String) -> Int? {
        guard name.hasPrefix(prefix) else { return nil }
        let digits = name.dropFirst(prefix.count).prefix { $0 != "." }
        return digits.utf8.count <= 10 ? Int(digits) : nil
    }

    /// The machine's name, in characters that every file system takes.
    private static var host: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let kept = name.prefix(64).map { character in
            character.isASCII && (character.isLetter || character.isNumber || character == "-") ? character : "-"
        }
        return kept.isEmpty ? "localhost" : String(kept)
    }
}
