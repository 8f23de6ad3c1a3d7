import Files
import Zoo

extension CommandFailure {
    /// The failure of a fetch.
    init(_ error: FetchError) {
        func elsewhere(_ path: String) -> String {
            "Without a network here, fetch that file elsewhere and put it at \(path)"
        }
        switch error {
        case .unavailable(let url, let reason, let path):
            self.init(.unavailable, "\(url): \(reason)", hint: elsewhere(path))
        case .tooLong(let url, let count, let limit, let path):
            let most = "more than the \(Quantity.bytes(limit)) of --max-bytes"
            self.init(
                .unavailable, "\(url): the file has " + (count.map { Quantity.bytes($0) + ", " } ?? "") + most,
                hint: elsewhere(path))
        case .busy: self.init(.unavailable, error.description)
        case .wrongDigest(let path, let url, let expected, let found):
            self.init(
                .badData, "\(path): is not the published file: its SHA-256 begins \(found), not \(expected)",
                hint: url.map {
                    "What came from \($0) has been removed. A proxy or a mirror may have changed it."
                } ?? "Remove it and fetch it again.")
        case .unreadable(let error): self.init(.noInput, error.description)
        case .unwritable(let error):
            self.init(
                .cannotWrite, error.description,
                hint: "What has been fetched is kept; run the command again to go on.")
        case .cancelled: self.init(.interrupted, error.description)
        }
    }
}
