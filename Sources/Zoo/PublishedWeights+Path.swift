internal import Files

extension PublishedWeights {
    /// The path of a checkpoint: a file of this path, that of a model that comes with the package, or the cached file of a
    /// published name. Nothing is fetched.
    ///
    /// - Throws: ``WeightsNotFound`` when there is none of them; its text says which file to put where.
    public static func path(of pathOrName: String) throws(WeightsNotFound) -> String {
        try path(of: pathOrName, in: WeightsSource())
    }

    /// The same, of the names and the cache of a source.
    private static func path(of pathOrName: String, in source: WeightsSource) throws(WeightsNotFound) -> String {
        if FileStatus.exists(pathOrName) { return pathOrName }
        if let model = BuiltInWeights.named(pathOrName) {
            guard let path = model.path else { throw WeightsNotFound.notBesideProgram(model) }
            return path
        }
        guard let published = source.named(pathOrName) else { throw WeightsNotFound.unknown(pathOrName) }
        guard published.isCached(in: source) else { throw WeightsNotFound.notCached(published) }
        return source.path(of: published)
    }

    /// The path of a checkpoint, fetched where it has a published name and is not on this machine.
    ///
    /// - Parameters:
    ///   - isOffline: Whether nothing is fetched; the environment may say so, too.
    ///   - source: What is published, and where; nil for torchvision.
    ///   - progress: Is told how far a fetch is.
    /// - Throws: ``WeightsNotFound``.
    package static func path(
        of pathOrName: String, isOffline: Bool, source: WeightsSource?, progress: FetchProgress?
    ) async throws(WeightsNotFound) -> String {
        let source = source ?? WeightsSource()
        let missing: PublishedWeights
        do {
            return try path(of: pathOrName, in: source)
        } catch {
            guard case .notCached(let weights) = error, !isOffline, !Self.isOffline else {
                throw error
            }
            missing = weights
        }
        do {
            return try await source.fetch(missing, progress: progress)
        } catch {
            throw .notFetched(missing, error)
        }
    }
}
