/// How large a pixel is in the world, and where that is from.
public struct PixelSize: Sendable, Hashable {
    /// What says it.
    public enum Origin: String, Sendable, Hashable {
        /// The XML of an OME-TIFF file.
        case omeXML = "OME-XML"
        /// ImageJ's description, with the resolution in its unit.
        case imageJ = "ImageJ"
        /// The description of a slide by Aperio's scanners.
        case aperio = "Aperio"
        /// The fields of a TIFF file that give the resolution.
        case resolution = "TIFF resolution"
    }

    /// The width of a pixel in micrometres.
    public var x: Double
    /// The height of a pixel in micrometres.
    public var y: Double
    /// What says it.
    public var origin: Origin

    /// Creates a size; nil where it is not above 0, or no number.
    public init?(x: Double, y: Double, origin: Origin) {
        guard x.isFinite, y.isFinite, x > 0, y > 0, x <= 1e6, y <= 1e6 else { return nil }
        (self.x, self.y, self.origin) = (x, y, origin)
    }

    /// The longest pixel that fields of resolution are believed, in micrometres: they hold what a program or a printer likes in most
    /// files, such as 72, 96, 300 or 600 dots an inch, and no microscope has such large pixels.
    static let longestByResolution = 20.0

    /// Micrometres of a unit of length, by the signs that OME, ImageJ and people write; nil for what is no length.
    static func micrometres(of unit: String) -> Double? {
        switch unit {
        case "µm", "μm", "um", "micron", "microns", "micrometer", "micrometre", "\\u00B5m", "Âµm": 1
        case "nm", "nanometer", "nanometre": 1e-3
        case "pm": 1e-6
        case "Å": 1e-4
        case "mm", "millimeter", "millimetre": 1e3
        case "cm", "centimeter", "centimetre": 1e4
        case "dm": 1e5
        case "m", "meter", "metre": 1e6
        case "in", "inch", "inches": 25_400
        case "ft": 304_800
        case "thou", "mil": 25.4
        case "pt": 25_400.0 / 72
        default: nil
        }
    }
}

extension PixelSize: CustomStringConvertible {
    /// Such as `0.5 µm (OME-XML)`.
    public var description: String {
        let words = x == y ? "\(x) µm" : "\(x)×\(y) µm"
        return "\(words) (\(origin.rawValue))"
    }
}

extension PixelSize {
    /// The size by the fields of a page that give pixels an inch or a centimetre; nil where there are none, or such that no
    /// microscope has them.
    init?(_ file: TIFFFile, _ page: TIFFFile.Directory) {
        guard let across = file.fractions(.xResolution, of: page)?.first,
            let down = file.fractions(.yResolution, of: page)?.first, across > 0, down > 0
        else { return nil }
        let unit: Double
        switch file.numbers(.resolutionUnit, of: page)?.first ?? 2 {
        case 2: unit = 25_400
        case 3: unit = 10_000
        default: return nil
        }
        guard unit / across <= Self.longestByResolution, unit / down <= Self.longestByResolution else { return nil }
        self.init(x: unit / across, y: unit / down, origin: .resolution)
    }
}
