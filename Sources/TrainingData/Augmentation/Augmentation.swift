/// How an image and its objects are changed at random before they are learnt from.
///
/// Settings that a decoder's input lacks have their usual values.
public struct Augmentation: Codable, Sendable, Hashable {
    /// How likely an image is mirrored left to right.
    public var horizontalFlip = 0.0
    /// How likely an image is mirrored top to bottom, which suits pictures without an up, as from a microscope.
    public var verticalFlip = 0.0
    /// How likely an image is turned by one, two or three quarter turns, each as likely as the others.
    public var quarterTurns = 0.0
    /// To what size an image is scaled, and what is cropped from it.
    public var scale = Scale.fixed(shortSide: 800, maximumSide: 1333)
    /// How likely a crop is put where it holds the middle of an object, each object as likely as the others; other crops lie
    /// anywhere.
    ///
    /// Of a picture that is mostly background most crops would show nothing to be found.
    public var objectCrops = 0.0
    /// How colours are changed; nil for not at all.
    public var photometric: Photometric?
    /// How objects of other images are pasted in; nil for not at all.
    public var copyPaste: CopyPaste?
    /// The least share of an object's pixels that must be left, after crops and pasted objects, for it to be learnt.
    ///
    /// Of an object of which less is left, what is seen becomes an ignored region: it is neither to be found nor background,
    /// since a tenth of an object seldom shows what it is part of, and is still no background. An object of which nothing
    /// is left is dropped.
    public var minimumVisibleShare = 0.1

    /// Creates the settings of torchvision's networks, without any chance: images are scaled to a short side of 800 pixels.
    public init() {}

    /// Creates settings that scale in a way, without any other change.
    public init(scale: Scale) {
        self.scale = scale
    }

    /// Creates settings from a decoder's input, in which each may be lacking.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        horizontalFlip = try values.decodeIfPresent(Double.self, forKey: .horizontalFlip) ?? horizontalFlip
        verticalFlip = try values.decodeIfPresent(Double.self, forKey: .verticalFlip) ?? verticalFlip
        quarterTurns = try values.decodeIfPresent(Double.self, forKey: .quarterTurns) ?? quarterTurns
        scale = try values.decodeIfPresent(Scale.self, forKey: .scale) ?? scale
        objectCrops = try values.decodeIfPresent(Double.self, forKey: .objectCrops) ?? objectCrops
        photometric = try values.decodeIfPresent(Photometric.self, forKey: .photometric)
        copyPaste = try values.decodeIfPresent(CopyPaste.self, forKey: .copyPaste)
        minimumVisibleShare =
            try values.decodeIfPresent(Double.self, forKey: .minimumVisibleShare) ?? minimumVisibleShare
    }
}
