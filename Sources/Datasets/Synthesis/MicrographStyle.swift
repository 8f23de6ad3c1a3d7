/// How a micrograph is made, which decides what nuclei and what lies around them look like.
public enum MicrographStyle: String, Sendable, Hashable, CaseIterable {
    /// Nuclei glow on a dark ground.
    case fluorescence
    /// A stained section of tissue: purple nuclei in paler cytoplasm and fibres, lilac or pink.
    case stained
    /// A stained smear: single purple cells on white.
    case smear
    /// Grey: translucent, folded cells with small dark nuclei on a bright ground.
    case brightfield

    /// Whether nuclei are brighter than what is around them.
    public var hasBrightNuclei: Bool { self == .fluorescence }
}
