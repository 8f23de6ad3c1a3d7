internal import Files

/// Published files: which there are, where they are on the network, and where on this machine.
package struct WeightsSource: Sendable {
    /// What can be asked for by name.
    package var weights = PublishedWeights.all
    /// The folder of the network.
    package var baseURL = PublishedWeights.baseURL
    /// The folder of this machine.
    package var cacheFolder = PublishedWeights.cacheFolder()

    /// Torchvision's.
    package init() {}

    /// The weights of this name, as ``PublishedWeights/named(_:)`` understands it.
    package func named(_ name: String) -> PublishedWeights? { PublishedWeights.named(name, among: weights) }

    /// Where a file stands when it is cached.
    package func path(of weights: PublishedWeights) -> String { Path.joined(cacheFolder, weights.fileName) }

    /// Brings a file to this machine, and tells where it stands then.
    /// - Throws: ``FetchError``.
    package func fetch(_ weights: PublishedWeights, progress: FetchProgress?) async throws(FetchError) -> String {
        let path = path(of: weights)
        guard let file = RemoteFile(weights, base: baseURL, folder: cacheFolder) else {
            throw .unavailable(url: baseURL, reason: "it is no address of the web", file: path)
        }
        if weights.isCached(in: self) {
            try Digest.check(path, against: file)
            return path
        }
        let mirror = baseURL == PublishedWeights.baseURL ? nil : Location(baseURL)
        // Torchvision gives the size to a thousandth of a mebibyte; much more is another file.
        let limit = weights.approximateByteCount + (1 << 20)
        let fetch = Fetch(file, mirror: mirror, limit: limit, agent: "swift-mask-rcnn") { event in
            if case .progress(let count, let total) = event { progress?(count, total) }
        }
        try await fetch.runAfterOthers()
        return path
    }
}
