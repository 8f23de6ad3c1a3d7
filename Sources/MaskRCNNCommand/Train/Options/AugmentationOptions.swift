import ArgumentParser
import MaskRCNN
import Training
import TrainingData

/// How images are changed, and which predictions are learnt from.
struct AugmentationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The settings that others here change. (default: flip; semantic for class maps)",
            valueName: "preset"))
    var augmentation: Augmentation.Preset?

    @Option(
        name: .long,
        help: ArgumentHelp("How likely images are mirrored left to right.", valueName: "share", visibility: .hidden))
    var horizontalFlip: Double?

    @Option(
        name: .long,
        help: ArgumentHelp("How likely images are mirrored top to bottom.", valueName: "share", visibility: .hidden))
    var verticalFlip: Double?

    @Option(
        name: .long,
        help: ArgumentHelp("How likely images are turned by quarter turns.", valueName: "share", visibility: .hidden))
    var quarterTurns: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Scale short sides to one of these, with commas between. (default: the network's)", valueName: "pixels",
            visibility: .hidden))
    var shortSides: CountList?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "With --short-sides, the most of a long side. (default: the network's)", valueName: "pixels",
            visibility: .hidden)
    )
    var maximumSide: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "With --short-sides, crop at random to at most this square.", valueName: "pixels", visibility: .hidden))
    var cropSide: Int?

    @Option(
        name: .long,
        help: ArgumentHelp("How likely a crop is put on an object.", valueName: "share", visibility: .hidden))
    var objectCrops: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How likely each change of brightness, contrast and colour is; 0 for none.", valueName: "share",
            visibility: .hidden))
    var photometric: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How likely objects of other images are pasted in; 0 for none.", valueName: "share", visibility: .hidden))
    var copyPaste: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many anchors of an image the proposals learn from. (default: 256, small: 128)", valueName: "count",
            visibility: .hidden))
    var anchorSamples: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many proposals of an image the heads learn from. (default: 512, small: 96)", valueName: "count",
            visibility: .hidden))
    var proposalSamples: Int?

    func validate() throws {
        if shortSides == nil, maximumSide != nil || cropSide != nil {
            throw ValidationError("--maximum-side and --crop-side go with --short-sides.")
        }
    }

    /// Puts what was given into a configuration, whose network is settled.
    func apply(to configuration: inout TrainingConfiguration) {
        if let augmentation {
            configuration.augmentation = configuration.augmentation(augmentation)
        }
        var result = configuration.augmentation
        if let horizontalFlip { result.horizontalFlip = horizontalFlip }
        if let verticalFlip { result.verticalFlip = verticalFlip }
        if let quarterTurns { result.quarterTurns = quarterTurns }
        if let sides = shortSides?.counts {
            // Networks for class maps have no limit of their own.
            let own = configuration.segmentation == nil ? configuration.network.transform.maximumSide : 16_384
            let most = maximumSide ?? max(own, sides.max() ?? 0)
            if let cropSide {
                result.scale = .multiScaleCrop(shortSides: sides, maximumSide: most, cropSide: cropSide)
            } else if sides.count == 1 {
                result.scale = .fixed(shortSide: sides[0], maximumSide: most)
            } else {
                result.scale = .multiScale(shortSides: sides, maximumSide: most)
            }
        }
        if let objectCrops { result.objectCrops = objectCrops }
        if let photometric {
            var settings = result.photometric ?? Augmentation.Photometric()
            settings.probability = photometric
            result.photometric = photometric == 0 ? nil : settings
        }
        if let copyPaste {
            var settings = result.copyPaste ?? Augmentation.CopyPaste()
            settings.probability = copyPaste
            result.copyPaste = copyPaste == 0 ? nil : settings
        }
        configuration.augmentation = result
        if let anchorSamples { configuration.sampling.anchors.count = anchorSamples }
        if let proposalSamples { configuration.sampling.proposals.count = proposalSamples }
    }
}
