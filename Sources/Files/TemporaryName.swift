/// The names of files and folders that are not to stay: nobody can guess one beforehand, and nobody else makes such.
enum TemporaryName {
    /// What is written beside its goal before it gets the goal's name; hidden from `ls`.
    static let file = TemporaryName.Form(start: ".maskrcnn-", end: ".partial")
    /// A folder among the system's temporary ones.
    static let folder = TemporaryName.Form(start: "maskrcnn-", end: ".scratch")

    /// How names of a kind begin and end; 32 hexadecimal digits, which are 128 bits from the system's source, lie between.
    struct Form {
        let start: String
        let end: String

        /// A new name.
        func random() -> String {
            var generator = SystemRandomNumberGenerator()
            let digits = (0..<2).map { _ in
                let part = String(UInt64.random(in: 0 ... .max, using: &generator), radix: 16)
                return String(repeating: "0", count: 16 - part.count) + part
            }
            return start + digits.joined() + end
        }

        /// Whether a name is of this kind.
        func fits(_ name: String) -> Bool {
            guard name.hasPrefix(start), name.hasSuffix(end) else { return false }
            let digits = name.dropFirst(start.count).dropLast(end.count)
            return digits.utf8.count == 32 && digits.allSatisfy { "0123456789abcdef".contains($0) }
        }
    }
}
