// How a configuration stands in files. What is not there is `null`: what is missing has its default.

extension SegmentationConfiguration: Codable {
    private enum Key: String, CodingKey {
        case name, classCount, transform, backbone, head, auxiliaryHead
    }

    /// Reads one; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let usual = SegmentationConfiguration()
        name = try values.value(.name, or: usual.name)
        classCount = try values.value(.classCount, or: usual.classCount)
        transform = try values.value(.transform, or: usual.transform)
        backbone = try values.value(.backbone, or: usual.backbone)
        head = try values.value(.head, or: usual.head)
        auxiliaryHead = try values.value(.auxiliaryHead, or: usual.auxiliaryHead)
    }

    /// Writes it, parts that are not there as `null`.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(name, forKey: .name)
        try values.encode(classCount, forKey: .classCount)
        try values.encode(transform, forKey: .transform)
        try values.encode(backbone, forKey: .backbone)
        try values.encode(head, forKey: .head)
        try values.encode(auxiliaryHead, forKey: .auxiliaryHead)
    }
}

extension SegmentationConfiguration.Transform: Codable {
    private enum Key: String, CodingKey {
        case shortSide, antialiases, mean, standardDeviation
    }

    /// Reads one; what is missing is torchvision's.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        let usual = Self()
        shortSide = values.contains(.shortSide) ? try values.decode(Int?.self, forKey: .shortSide) : usual.shortSide
        antialiases = try values.decodeIfPresent(Bool.self, forKey: .antialiases) ?? usual.antialiases
        mean = try values.decodeIfPresent([Double].self, forKey: .mean) ?? usual.mean
        standardDeviation =
            try values.decodeIfPresent([Double].self, forKey: .standardDeviation) ?? usual.standardDeviation
    }

    /// Writes it, `null` for a short side that images have themselves.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(shortSide, forKey: .shortSide)
        try values.encode(antialiases, forKey: .antialiases)
        try values.encode(mean, forKey: .mean)
        try values.encode(standardDeviation, forKey: .standardDeviation)
    }
}

extension SegmentationConfiguration.Head: Codable {
    enum Kind: String, CodingKey, CaseIterable {
        case fcn, deepLabV3

        /// A head of this kind with its defaults.
        var usual: SegmentationConfiguration.Head {
            switch self {
            case .fcn: .fcn(SegmentationConfiguration.FullyConvolutional())
            case .deepLabV3: .deepLabV3(SegmentationConfiguration.DeepLabV3())
            }
        }
    }

    /// Reads one under the name of its kind; what is missing of its settings is torchvision's.
    public init(from decoder: any Decoder) throws {
        let kinds = try decoder.container(keyedBy: Kind.self)
        guard let kind = kinds.allKeys.first, kinds.allKeys.count == 1 else {
            let names = Kind.allCases.map(\.rawValue).joined(separator: " or ")
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a head is one of the kinds \(names)"))
        }
        switch kind {
        case .fcn: self = .fcn(try kinds.decode(SegmentationConfiguration.FullyConvolutional.self, forKey: .fcn))
        case .deepLabV3:
            self = .deepLabV3(try kinds.decode(SegmentationConfiguration.DeepLabV3.self, forKey: .deepLabV3))
        }
    }

    /// Writes it under the name of its kind.
    public func encode(to encoder: any Encoder) throws {
        var kinds = encoder.container(keyedBy: Kind.self)
        switch self {
        case .fcn(let head): try kinds.encode(head, forKey: .fcn)
        case .deepLabV3(let head): try kinds.encode(head, forKey: .deepLabV3)
        }
    }
}
