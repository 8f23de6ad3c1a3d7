public import Geometry
public import Imaging

/// A drawn micrograph with what is in it, known exactly.
public struct Micrograph: Sendable, Hashable {
    /// A nucleus of the picture.
    public struct Object: Sendable, Hashable {
        /// The nucleus's pixels: those whose middle is inside its outline and not hidden by another.
        public var mask: RunLengthMask
        /// Whether it is elongated, by more than twice its width.
        public var isSpindle: Bool
    }

    /// The picture.
    public var image: Image
    /// The nuclei; their masks share no pixel, and each hangs together.
    public var objects: [Object]

    /// The nuclei's masks.
    public var masks: [RunLengthMask] { objects.map(\.mask) }

    /// The smallest boxes around the masks.
    public var boxes: [Box] { objects.compactMap(\.mask.boundingBox) }
}
