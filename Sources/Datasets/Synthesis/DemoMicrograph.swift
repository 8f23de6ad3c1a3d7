public import Geometry

/// The picture of demonstrations: nuclei that glow, some apart and some together, drawn large enough to look at.
public enum DemoMicrograph {
    /// Its size.
    public static let size = ImageSize(width: 640, height: 480)

    /// Draws it; each seed gives another field of view of one kind.
    public static func render(seed: UInt64 = 11) throws(DatasetError) -> Micrograph {
        var options = MicrographOptions()
        options.meanDiameter = 36
        options.coverage = 0.19
        options.clustering = 0.35
        options.spindleShare = 0.04
        options.minimumArea = 60
        return try MicrographRenderer(style: .fluorescence, size: size, seed: seed, options: options).render()
    }
}
