/// Names of files that are made from other names.
package enum FileName {
    /// The most bytes that a name has on most file systems; few take fewer.
    package static let mostBytes = 255

    /// How many bytes a name takes on the disk.
    package static func length(of name: String) -> Int {
        name.unicodeScalars.reduce(0) { $0 + Path.systemLength(of: $1) }
    }

    /// As much of a name's beginning as fits into so many bytes: whole characters, unless the first alone is longer, as one
    /// with hundreds of accents.
    package static func cut(_ name: String, toBytes most: Int) -> String {
        if name.utf8.count <= most { return name }
        var rest = max(most, 0)
        var kept = ""
        for character in name {
            let length = character.unicodeScalars.reduce(0) { $0 + Path.systemLength(of: $1) }
            if length > rest { break }
            rest -= length
            kept.append(character)
        }
        guard kept.isEmpty, let first = name.first else { return kept }
        for scalar in first.unicodeScalars {
            let length = Path.systemLength(of: scalar)
            if length > rest { break }
            rest -= length
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }

    /// A text without what names of files cannot hold or shells take for something else: letters, numbers and hyphens stay, all
    /// else becomes a hyphen.
    /// - Parameters:
    ///   - empty: What stands for a text of nothing.
    ///   - most: The most bytes of the name.
    package static func plain(_ text: String, empty: String, toBytes most: Int) -> String {
        let plain = String(text.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
        let kept = cut(plain, toBytes: most)
        return kept.isEmpty ? empty : kept
    }
}
