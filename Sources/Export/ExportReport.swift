/// What was written.
public struct ExportReport: Sendable, Equatable {
    /// The files, the graph's first, and the bytes of each.
    public let files: [File]
    /// How many nodes the graph has, those of graphs inside it among them.
    public let nodeCount: Int
    /// How many numbers its weights are.
    public let weightCount: Int
    /// What the graph takes: the name, type and sizes of each.
    public let inputs: [String]
    /// What the graph gives, likewise.
    public let outputs: [String]
    /// What a person should know: what was concluded of the checkpoint, what is left out.
    public let notes: [String]

    /// A file that was written.
    public struct File: Sendable, Equatable {
        /// Its path.
        public let path: String
        /// Its bytes.
        public let byteCount: Int
    }
}
