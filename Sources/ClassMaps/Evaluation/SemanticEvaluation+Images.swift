internal import Files
internal import Synchronization

extension SemanticEvaluation {
    /// What was predicted for an image, and what is right.
    public struct Pair: Sendable {
        /// What was predicted.
        public var prediction: ClassMap
        /// What is right.
        public var groundTruth: ClassMap

        /// Creates a pair.
        public init(prediction: ClassMap, groundTruth: ClassMap) {
            self.prediction = prediction
            self.groundTruth = groundTruth
        }
    }

    /// An image that could not be compared.
    public struct Failure: Sendable, Hashable {
        /// Its place.
        public var index: Int
        /// What is wrong with it.
        public var error: ClassMapError
    }

    /// Compares images on several threads.
    /// - Parameters:
    ///   - count: How many images there are.
    ///   - classCount: The number of classes.
    ///   - threads: How many threads work at most; nil for as many as there are cores.
    ///   - pair: Gives the maps of the image of a place; it is called from several threads.
    /// - Returns: The evaluation of all images that could be compared, and those that could not, in their order.
    /// - Throws: `ClassMapError.setting` for a number of classes that a map cannot tell apart.
    public static func comparing(
        count: Int, classCount: Int, threads: Int? = nil, _ pair: @Sendable (Int) throws(ClassMapError) -> Pair
    ) throws(ClassMapError) -> (evaluation: SemanticEvaluation, failures: [Failure]) {
        let empty = try SemanticEvaluation(classCount: classCount)
        let result = Mutex((evaluation: empty, failures: [Failure]()))
        inParallel(count: count, chunk: 1, threads: threads, scratch: { (evaluation: empty, failures: [Failure]()) }) {
            range, part in
            do throws(ClassMapError) {
                let maps = try pair(range.lowerBound)
                try part.evaluation.add(maps.prediction, groundTruth: maps.groundTruth)
            } catch {
                part.failures.append(Failure(index: range.lowerBound, error: error))
            }
        } finish: { part in
            result.withLock {
                $0.evaluation.merge(part.evaluation)
                $0.failures += part.failures
            }
        }
        let (evaluation, failures) = result.withLock { $0 }
        return (evaluation, failures.sorted { $0.index < $1.index })
    }
}
