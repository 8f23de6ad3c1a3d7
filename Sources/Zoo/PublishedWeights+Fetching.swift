internal import Foundation

extension PublishedWeights {
    /// Whether `MASKRCNN_OFFLINE` says that nothing is to be fetched without having been asked for: it is set, and neither empty nor `0`.
    ///
    /// What fetches a name by itself, such as a detector that is made from one, obeys it; ``fetch(progress:)`` is asked for.
    public static var isOffline: Bool { isOffline(in: ProcessInfo.processInfo.environment) }

    /// Whether an environment says so.
    package static func isOffline(in environment: [String: String]) -> Bool {
        !["", "0"].contains(environment["MASKRCNN_OFFLINE"] ?? "")
    }

    /// Brings the file to ``cachedPath``, unless it is there already.
    ///
    /// A fetch that broke off goes on where it stopped, in this process or the next one. The file has its name only when it is whole and
    /// its SHA-256 begins as the name says; one that was there before is checked, too. Where another process or task is fetching it, this
    /// waits for that one. Up to five tries are made; `https_proxy`, `all_proxy` and `no_proxy` are obeyed, and redirects are followed
    /// neither into private networks nor from https to http.
    ///
    /// - Parameter progress: Is told how far it is.
    /// - Returns: ``cachedPath``.
    /// - Throws: ``FetchError`` where the file cannot be had, is another one, or cannot be written, or the task is cancelled.
    @discardableResult
    public func fetch(progress: FetchProgress? = nil) async throws(FetchError) -> String {
        try await WeightsSource().fetch(self, progress: progress)
    }
}
