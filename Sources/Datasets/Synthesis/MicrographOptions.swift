/// What a micrograph shows; whatever is nil is drawn anew for each picture, in the range usual for its style.
public struct MicrographOptions: Sendable, Hashable {
    /// The mean diameter of nuclei, in pixels: that of circles as large as they are; from 4 to 400.
    public var meanDiameter: Double?

    /// The share of the picture that nuclei cover, from 0 to 0.6; they cover less where they find no room.
    public var coverage: Double?

    /// The share of nuclei that lie against another one, from 0 to 1.
    public var clustering: Double?

    /// The share of elongated nuclei, from 0 to 1.
    public var spindleShare: Double?

    /// The pixels that a nucleus has at least; smaller ones, such as the border leaves, are not drawn at all.
    public var minimumArea = 20

    /// How strong noise is: 0 is none, 1 is usual, 10 the most.
    public var noise = 1.0

    /// How blurred the picture is: 0 is not, 1 is usual, 10 the most.
    public var blur = 1.0

    /// Creates the usual options.
    public init() {}

    /// - Throws: `DatasetError.setting` that names what makes no sense.
    func validate() throws(DatasetError) {
        try check("the mean diameter", meanDiameter, in: 4...400, unit: " pixels")
        try check("the coverage", coverage, in: 0...0.6)
        try check("the clustering", clustering, in: 0...1)
        try check("the share of spindles", spindleShare, in: 0...1)
        try check("the noise", noise, in: 0...10)
        try check("the blur", blur, in: 0...10)
        guard (1...100_000).contains(minimumArea) else {
            throw .setting(key: "the minimum area", expected: "1 to 100000 pixels", found: "\(minimumArea)")
        }
    }

    private func check(
        _ name: String, _ value: Double?, in range: ClosedRange<Double>, unit: String = ""
    ) throws(DatasetError) {
        guard let value, !range.contains(value) else { return }
        throw .setting(
            key: name, expected: "\(range.lowerBound) to \(range.upperBound)\(unit)", found: "\(value)")
    }
}
