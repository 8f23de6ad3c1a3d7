/// How files become pixels.
public struct DecodingOptions: Sendable, Hashable {
    /// What becomes of transparency.
    public enum Alpha: Sendable, Hashable {
        /// The colours as they are stored, as though opaque (PIL's `convert("RGB")`); what is stored under fully
        /// transparent pixels is up to the program that wrote the file.
        case discard
        /// The picture on a ground of this colour.
        case over(Color)
    }

    /// What becomes of transparency.
    public var alpha = Alpha.discard

    /// Whether the picture is turned and mirrored as its EXIF orientation says (PIL's `ImageOps.exif_transpose`).
    public var appliesOrientation = true

    /// Which pages and channels of a file with several make the picture.
    public var planes = PlaneChoice()

    /// Which values become black and which white.
    public var range = ValueRange.full

    /// The most pixels an image may have where nobody says otherwise.
    ///
    /// Source: where PIL stops reading (`DecompressionBombError`, twice `MAX_IMAGE_PIXELS`).
    public static let defaultMaximumPixels = 178_956_970

    /// The most pixels an image may have; larger ones are refused before they are decoded.
    public var maximumPixels = Self.defaultMaximumPixels

    /// Creates options that read as PIL does, upright.
    public init(
        alpha: Alpha = .discard, appliesOrientation: Bool = true, range: ValueRange = .full,
        planes: PlaneChoice = PlaneChoice(), maximumPixels: Int = Self.defaultMaximumPixels
    ) {
        self.alpha = alpha
        self.appliesOrientation = appliesOrientation
        self.range = range
        self.planes = planes
        self.maximumPixels = maximumPixels
    }
}
