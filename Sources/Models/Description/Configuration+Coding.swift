// How a configuration stands in files. A part that is not there is `null`: what is missing has its default.

extension Configuration: Codable {
    private enum Key: String, CodingKey {
        case name, classCount, transform, backbone, pyramid, proposals, boxHead, maskHead, keypointHead
        case conventions
    }

    /// Reads one; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let usual = Configuration()
        name = try values.value(.name, or: usual.name)
        classCount = try values.value(.classCount, or: usual.classCount)
        transform = try values.value(.transform, or: usual.transform)
        backbone = try values.value(.backbone, or: usual.backbone)
        pyramid = try values.value(.pyramid, or: usual.pyramid)
        proposals = try values.value(.proposals, or: usual.proposals)
        boxHead = try values.value(.boxHead, or: usual.boxHead)
        maskHead = try values.value(.maskHead, or: usual.maskHead)
        keypointHead = try values.value(.keypointHead, or: usual.keypointHead)
        conventions = try values.value(.conventions, or: usual.conventions)
    }

    /// Writes it, parts that are not there as `null`; conventions where they are not torchvision's, as programs of before know of no others.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        try values.encode(classCount, forKey: .classCount)
        try values.encode(transform, forKey: .transform)
        try values.encode(backbone, forKey: .backbone)
        try values.encode(pyramid, forKey: .pyramid)
        try values.encode(proposals, forKey: .proposals)
        try values.encode(boxHead, forKey: .boxHead)
        try values.encode(maskHead, forKey: .maskHead)
        try values.encode(keypointHead, forKey: .keypointHead)
        if conventions != Conventions() { try values.encode(conventions, forKey: .conventions) }
    }
}

extension Configuration.Proposals: Codable {
    private enum Key: String, CodingKey {
        case anchorSizes, aspectRatios, convolutionCount, countBeforeNMS, countAfterNMS, nmsThreshold, scoreThreshold
        case minimumSide
    }

    /// Reads them; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let usual = Self()
        anchorSizes =
            switch try values.decodeIfPresent(LevelValues<Int>.self, forKey: .anchorSizes) {
            case nil: usual.anchorSizes
            case .flat(let sizes)?: sizes.map { [$0] }
            case .lists(let lists)?: lists
            }
        aspectRatios =
            switch try values.decodeIfPresent(LevelValues<Double>.self, forKey: .aspectRatios) {
            case nil: usual.aspectRatios
            case .flat(let ratios)?: [ratios]
            case .lists(let lists)?: lists
            }
        convolutionCount = try values.value(.convolutionCount, or: usual.convolutionCount)
        countBeforeNMS = try values.value(.countBeforeNMS, or: usual.countBeforeNMS)
        countAfterNMS = try values.value(.countAfterNMS, or: usual.countAfterNMS)
        nmsThreshold = try values.value(.nmsThreshold, or: usual.nmsThreshold)
        scoreThreshold = try values.value(.scoreThreshold, or: usual.scoreThreshold)
        minimumSide = try values.value(.minimumSide, or: usual.minimumSide)
    }

    /// Writes them, lists for each level in their short form where they have one.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        let sizes = anchorSizes.compactMap { $0.count == 1 ? $0[0] : nil }
        try values.encode(
            sizes.count == anchorSizes.count ? LevelValues.flat(sizes) : .lists(anchorSizes), forKey: .anchorSizes)
        try values.encode(
            aspectRatios.count == 1 ? LevelValues.flat(aspectRatios[0]) : .lists(aspectRatios), forKey: .aspectRatios)
        try values.encode(convolutionCount, forKey: .convolutionCount)
        try values.encode(countBeforeNMS, forKey: .countBeforeNMS)
        try values.encode(countAfterNMS, forKey: .countAfterNMS)
        try values.encode(nmsThreshold, forKey: .nmsThreshold)
        try values.encode(scoreThreshold, forKey: .scoreThreshold)
        try values.encode(minimumSide, forKey: .minimumSide)
    }
}

/// Numbers of the levels of a pyramid as files have them: a list of each level, or one list of numbers, which is short for several.
package enum LevelValues<Value: Codable & Sendable>: Codable, Sendable {
    /// One list of numbers; what it means for the levels is the setting's to say.
    case flat([Value])
    /// A list of each level.
    case lists([[Value]])

    /// Reads either form; of an empty list nothing says which it is.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let lists = try? container.decode([[Value]].self), !lists.isEmpty {
            self = .lists(lists)
        } else {
            self = .flat(try container.decode([Value].self))
        }
    }

    /// Writes the form that it has.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .flat(let values): try container.encode(values)
        case .lists(let lists): try container.encode(lists)
        }
    }
}
