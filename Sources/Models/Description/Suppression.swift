extension Configuration {
    /// Which of several detections of one object stay.
    ///
    /// The defaults are torchvision's, whose `batched_nms` compares the boxes of each class.
    public struct Suppression: Codable, Sendable, Hashable {
        /// Which detections are compared.
        public var scope = Scope.byClass
        /// What becomes of a detection that overlaps a better one.
        public var method = Method.hard
        /// How far the Gaussian of ``Method/gaussian`` reaches: a score is multiplied by exp(−IoU² / sigma). Larger keeps more.
        public var sigma = 0.5
        /// Of detections whose masks overlap more than this the worse go, too, after the boxes were compared; nil compares no masks. It
        /// takes time for each pair of detections whose boxes meet.
        public var maskThreshold: Double?

        /// Creates torchvision's.
        public init() {}

        /// Which detections are compared.
        public enum Scope: String, CaseIterable, Codable, Sendable, Hashable {
            /// Those of one class: an object may be found as several.
            case byClass
            /// All of an image: of one object the best class alone stays, and so do fewer of objects that hide each other.
            case acrossClasses
        }

        /// What becomes of a detection that overlaps a better one.
        public enum Method: String, CaseIterable, Codable, Sendable, Hashable {
            /// It goes where the overlap is above the threshold.
            case hard
            /// Its score is multiplied by 1 − IoU where the overlap is above the threshold (Soft-NMS, Bodla et al. 2017), and it
            /// goes where it then scores too little: more of objects that stand close stay, and more that is found twice.
            case linear
            /// Its score is multiplied by exp(−IoU² / sigma), whatever the threshold.
            case gaussian
        }

        /// Reads one; what is missing is torchvision's.
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            scope = try values.decodeIfPresent(Scope.self, forKey: .scope) ?? .byClass
            method = try values.decodeIfPresent(Method.self, forKey: .method) ?? .hard
            sigma = try values.decodeIfPresent(Double.self, forKey: .sigma) ?? Self().sigma
            maskThreshold = try values.decodeIfPresent(Double.self, forKey: .maskThreshold)
        }
    }
}
