internal import Files

/// Which predicted map belongs to which picture of the ground truth.
///
/// Names are paths in their folders without extensions. Where not one of them is the same on both sides, those without folders are
/// compared, as long as no two pictures of one side share one: predictions often lie flat beside a ground truth in folders.
public struct ClassMapPairing: Sendable, Hashable {
    /// A picture that has both.
    public struct Pair: Sendable, Hashable {
        /// The picture's name in the ground truth.
        public var name: String
        /// Its name among the predictions.
        public var prediction: String

        /// Creates a pair.
        public init(name: String, prediction: String) {
            self.name = name
            self.prediction = prediction
        }
    }

    /// The pictures that have both, by name.
    public let pairs: [Pair]
    /// The pictures of the ground truth without a prediction, by name.
    public let missing: [String]
    /// The predictions without ground truth, by name.
    public let extra: [String]

    /// Finds the pairs.
    public init(groundTruth: some Sequence<String>, predictions: some Sequence<String>) {
        let (truth, predicted) = (Set(groundTruth), Set(predictions))
        var partner = Dictionary(uniqueKeysWithValues: truth.intersection(predicted).map { ($0, $0) })
        if partner.isEmpty, let plainTruth = Self.withoutFolders(truth), let plain = Self.withoutFolders(predicted) {
            for (name, full) in plainTruth {
                if let prediction = plain[name] { partner[full] = prediction }
            }
        }
        pairs = partner.map { Pair(name: $0.key, prediction: $0.value) }.sorted { $0.name < $1.name }
        missing = truth.filter { partner[$0] == nil }.sorted()
        extra = predicted.subtracting(partner.values).sorted()
    }

    /// The names by their last parts; nil where two have the same.
    private static func withoutFolders(_ names: Set<String>) -> [String: String]? {
        let plain = Dictionary(names.map { (Path.name(of: $0), $0) }) { first, _ in first }
        return plain.count == names.count ? plain : nil
    }
}
