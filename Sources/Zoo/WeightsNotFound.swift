internal import Files

extension WeightsNotFound {
    /// What was probably meant: the name of weights, or a checkpoint in the folder that was named.
    private static func nearest(to name: String, among known: [String]) -> String? {
        let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
        let files = (try? Folder.names(in: folder)) ?? []
        let checkpoints = files.filter { file in [".pth", ".pt", ".th", ".safetensors"].contains { file.hasSuffix($0) }
        }
        let file = String(name.dropFirst(folder.count))
        if folder.isEmpty, let near = NearestName.of(file, among: known) { return near }
        return NearestName.of(file, among: checkpoints.sorted()).map { folder + $0 }
    }
}

/// Why a checkpoint could not be found.
public enum WeightsNotFound: Error, Sendable, Equatable, CustomStringConvertible {
    /// No file of this path, and no published weights of this name.
    case unknown(String)
    /// Published weights that are not in the cache yet.
    case notCached(PublishedWeights)
    /// Published weights that are not in the cache, and could not be fetched.
    case notFetched(PublishedWeights, FetchError)
    /// A model that comes with the package, whose file is not where the program is.
    case notBesideProgram(BuiltInWeights)

    /// What is missing, and what to do.
    public var description: String {
        switch self {
        case .unknown(let name):
            let known = PublishedWeights.all.filter(\.isRunnable).map(\.name) + BuiltInWeights.all.map(\.name)
            let nearest = Self.nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
            return "\(name): no such file, and not the name of weights (\(known.joined(separator: ", ")))\(nearest)"
        case .notBesideProgram(let model):
            return """
                \(model.name): \(model.fileName) is not beside the program; put it into a folder and name that in \
                MASKRCNN_MODELS
                """
        case .notCached(let weights):
            return """
                \(weights.name): the weights are not on this machine yet. Fetch them with \
                `maskrcnn weights fetch \(weights.name)`, or put \(weights.url) at \(weights.cachedPath)
                """
        case .notFetched(let weights, let error): return "\(weights.name): the weights could not be fetched: \(error)"
        }
    }
}
