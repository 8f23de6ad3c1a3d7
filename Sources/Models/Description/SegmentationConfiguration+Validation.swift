extension SegmentationConfiguration {
    /// The most classes that a map of bytes has beside the label for what is not judged.
    static let mostClasses = 255
    /// The label of pixels that no loss and no figure looks at. Source: `ignore_index` of torchvision's reference for segmentation.
    public static let ignoredLabel: UInt8 = 255

    /// Finds the first value that makes no sense.
    ///
    /// - Throws: ``MaskRCNNError/configuration(key:expected:)``, which names the field.
    public func validate() throws(MaskRCNNError) {
        try require(
            (2...Self.mostClasses).contains(classCount), "classCount",
            "from 2 to \(Self.mostClasses): a class map has a byte a pixel, and 255 stands for what is not judged")
        if let side = transform.shortSide {
            try require(
                (1...1 << 16).contains(side), "transform.shortSide", "from 1 to 65536, or null for an image's own")
        }
        try require(
            transform.mean.count == 3 && transform.mean.allSatisfy(\.isFinite), "transform.mean", "three numbers")
        try require(
            transform.standardDeviation.count == 3
                && transform.standardDeviation.allSatisfy { $0 > 0 && $0.isFinite },
            "transform.standardDeviation", "three numbers above 0")
        guard case .resNet(let network) = backbone else {
            throw .configuration(key: "backbone", expected: "a resNet: no other is there for segmentation")
        }
        try network.validate()
        switch head {
        case .fcn(let head): try head.validate("head.fcn")
        case .deepLabV3(let head): try head.validate("head.deepLabV3")
        }
        if let auxiliaryHead {
            try require(
                network.stageCount > 1, "auxiliaryHead",
                "null for a backbone of one stage: it looks at the last but one")
            try auxiliaryHead.validate("auxiliaryHead")
        }
    }
}

extension SegmentationConfiguration.FullyConvolutional {
    fileprivate func validate(_ place: String) throws(MaskRCNNError) {
        try require((1...1 << 16).contains(channels), "\(place).channels", "from 1 to 65536")
        try require((0..<1).contains(dropout), "\(place).dropout", "from 0 to below 1")
    }
}

extension SegmentationConfiguration.DeepLabV3 {
    fileprivate func validate(_ place: String) throws(MaskRCNNError) {
        try require((1...1 << 16).contains(channels), "\(place).channels", "from 1 to 65536")
        try require(
            atrousRates.count <= 16 && atrousRates.allSatisfy { (1...4096).contains($0) }, "\(place).atrousRates",
            "at most 16 numbers from 1 to 4096")
        try require((0..<1).contains(dropout), "\(place).dropout", "from 0 to below 1")
    }
}
