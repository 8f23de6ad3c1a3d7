import Files

/// The words that the process was started with.
enum ProcessArguments {
    /// All but the program's name. Swift's own list replaces bytes that are no UTF-8, after which nobody can open a file whose
    /// name has such.
    static var words: [String] {
        let count = Int(CommandLine.argc)
        return (1..<max(count, 1)).compactMap { index in
            CommandLine.unsafeArgv[index].map { Path.decoded(cString: $0) }
        }
    }
}
