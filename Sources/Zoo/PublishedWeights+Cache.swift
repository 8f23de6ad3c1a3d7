internal import Files
internal import Foundation

extension PublishedWeights {
    /// The folder in which torchvision caches checkpoints: `hub/checkpoints` in `TORCH_HOME`, else in `torch` of
    /// `XDG_CACHE_HOME`, else in `~/.cache/torch`.
    ///
    /// Source: `torch.hub._get_torch_home`.
    public static func cacheFolder() -> String {
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        func expanded(_ path: String) -> String {
            path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
        }
        let torchHome =
            if let path = environment["TORCH_HOME"], !path.isEmpty {
                expanded(path)
            } else if let path = environment["XDG_CACHE_HOME"], !path.isEmpty {
                expanded(path) + "/torch"
            } else {
                home + "/.cache/torch"
            }
        return torchHome + "/hub/checkpoints"
    }

    /// Where the file stands when it is cached.
    public var cachedPath: String { Path.joined(Self.cacheFolder(), fileName) }

    /// Whether a file stands at ``cachedPath``.
    public var isCached: Bool { isCached(in: WeightsSource()) }

    /// Whether a file stands where a source would put it.
    package func isCached(in source: WeightsSource) -> Bool { FileStatus.kind(of: source.path(of: self)) != nil }
}
