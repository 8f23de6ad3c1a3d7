import MaskRCNN

extension CommandFailure {
    /// The failure of a model to load, named by the checkpoint.
    init(loading error: any Error, from path: String) {
        let text = String(describing: error)
        self.init(.badData, text.contains(path) ? text : "\(path): \(text)")
    }
}
