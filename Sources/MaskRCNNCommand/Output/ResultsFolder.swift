import Files

/// The folder of a run's results: the one that was named, or the first free one of `predictions`, `predictions-2`, ….
struct ResultsFolder {
    let path: String
    /// The numbered folders before it.
    let earlier: [String]

    private static let name = "predictions"
    private static let mostFolders = 10_000

    /// - Throws: ``CommandFailure`` where every number is taken.
    init(_ output: OutputOptions) throws(CommandFailure) {
        if let path = output.output {
            self.path = path
            earlier = []
            return
        }
        let names = (1...Self.mostFolders).lazy.map { $0 == 1 ? Self.name : "\(Self.name)-\($0)" }
        guard let free = output.overwrite ? Self.name : names.first(where: { !Self.isTaken($0) }) else {
            throw CommandFailure(
                .cannotWrite, "\(Self.name): there are \(Self.mostFolders) of them", hint: "--output names a folder.")
        }
        path = free
        earlier = Array(names.prefix { $0 != free })
    }

    /// Whether there is anything of this name but an empty folder.
    private static func isTaken(_ path: String) -> Bool {
        guard FileStatus.exists(path) else { return false }
        return !FileStatus.isFolder(path) || !Folder.isEmpty(path)
    }
}
