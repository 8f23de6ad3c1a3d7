internal import COCO
internal import Geometry
internal import Datasets
package import Imaging

/// Makes samples from images: draws what an augmentation leaves to chance, and changes pixels, boxes and masks together.
///
/// What is drawn depends on the seed, the epoch, the image and how often it came before in the epoch, and on nothing else.
public struct SampleMaker: Sendable {
    /// The images.
    public let set: TrainingSet
    /// How they are changed.
    public let augmentation: Augmentation
    /// The run's seed.
    public let seed: UInt64
    /// For each keypoint the one that it is in a mirror.
    private let mirroredKeypoints: [Int]

    /// Prepares making samples.
    /// - Throws: `TrainingDataError.setting` where the augmentation makes no sense.
    public init(_ set: TrainingSet, augmentation: Augmentation, seed: UInt64) throws(TrainingDataError) {
        try augmentation.validate()
        self.set = set
        self.augmentation = augmentation
        self.seed = seed
        mirroredKeypoints = MirroredKeypoints.places(of: set.keypoints?.names ?? [])
    }

    /// The sample of an image, whose pixels are read from its file.
    /// - Parameters:
    ///   - index: The image's place in the set, which must have it.
    ///   - epoch: The epoch.
    ///   - occurrence: How often the image came before in the epoch.
    /// - Throws: `TrainingDataError` where an image cannot be read or is not of the recorded size, or a mask not be drawn.
    public func sample(
        ofImage index: Int, epoch: Int, occurrence: Int = 0
    ) throws(TrainingDataError) -> TrainingSample {
        try sample(
            ofImage: index, epoch: epoch, occurrence: occurrence,
            pixels: { index throws(TrainingDataError) in try set.images[index].pixels() },
            donorPixels: { index throws(TrainingDataError) in try set.images[index].pixels() })
    }

    /// The sample of an image, whose pixels closures give: of it, and of the one that objects are pasted from; nil for
    /// nothing to be pasted.
    func sample(
        ofImage index: Int, epoch: Int, occurrence: Int, pixels: (Int) throws(TrainingDataError) -> Image,
        donorPixels: (Int) throws(TrainingDataError) -> Image?
    ) throws(TrainingDataError) -> TrainingSample {
        let image = set.images[index]
        // Each purpose has numbers of its own, so that a change of one setting leaves what the others draw as it was.
        func generator(_ purpose: Int) -> SplitMix64 { SplitMix64(seed: seed, epoch, index, occurrence, purpose) }
        var turning = generator(0)
        var scaling = generator(1)
        var coloring = generator(2)
        var pasting = generator(3)
        let orientation = Orientation(drawnFor: augmentation, using: &turning)
        let focus = image.focus(augmentation.objectCrops, using: &scaling)
        let plan = ScalePlan(augmentation.scale, for: image.size, focus: focus, using: &scaling)
        if let maps = set.maps {
            return try sample(of: image, pixels(index), maps.map(of: index, image), orientation, plan, using: &coloring)
        }
        var picture = orientation.image(try pixels(index), in: plan.window)
        var objects: [PlacedObject] = []
        for object in image.objects {
            let placed = try PlacedObject(
                object, of: image, in: plan.window, orientation, mirroredKeypoints: mirroredKeypoints)
            if let placed { objects.append(placed) }
        }
        if let settings = augmentation.copyPaste, pasting.happens(settings.probability) {
            let donor = set.donor(using: &pasting)
            if let donated = try donorPixels(donor) {
                let paste = Pasting(
                    settings, augmentation, donor: set.images[donor], pixels: donated,
                    mirroredKeypoints: mirroredKeypoints)
                try paste.paste(into: &picture, objects: &objects, using: &pasting)
            }
        }
        if let settings = augmentation.photometric { settings.apply(to: &picture, using: &coloring) }
        var sample = TrainingSample(
            path: image.path, imageID: image.id, image: picture, inputSize: orientation.size(plan.inputSize),
            objects: [])
        func placed(_ regions: [Box]) -> [Box] {
            regions.map { orientation.box($0, in: plan.window) }.filter { $0.width > 0 && $0.height > 0 }
        }
        sample.crowds = placed(image.crowds)
        sample.ignoredRegions = placed(image.unusable)
        for object in objects {
            guard let box = object.box else { continue }
            if Double(object.mask.area) < augmentation.minimumVisibleShare * Double(object.wholeArea) {
                sample.ignoredRegions.append(box)
            } else {
                sample.objects.append(
                    TrainingObject(box: box, label: object.label, mask: object.mask, keypoints: object.keypoints))
            }
        }
        return sample
    }
}

extension TrainingImage {
    /// Reads the pixels, the way round that the annotations are.
    /// - Throws: `TrainingDataError` where the file cannot be read, or has another size than is recorded.
    package func pixels() throws(TrainingDataError) -> Image { try decoded().image }

    /// Reads the pixels, and what is to be known of them.
    /// - Throws: `TrainingDataError` as `pixels()` does.
    func decoded() throws(TrainingDataError) -> DecodedImage {
        let decoded: DecodedImage
        do throws(ImagingError) {
            decoded = try reading.picture(path, recordedSize: size)
        } catch {
            throw .unreadableImage(imageID: id, source: sourceName, reason: error.description)
        }
        guard decoded.image.size == size else {
            throw .sizeDiffers(file: path, imageID: id, source: sourceName, recorded: size, found: decoded.image.size)
        }
        return decoded
    }
}

extension TrainingImage {
    /// With a probability, the middle of an object, each as likely as the others.
    fileprivate func focus(_ probability: Double, using generator: inout SplitMix64) -> Point? {
        // Drawn in any case, so that what follows is the same.
        let happens = generator.happens(probability)
        let index = generator.below(max(objects.count, 1))
        guard happens, objects.indices.contains(index) else { return nil }
        return (objects[index].box ?? objects[index].segmentation.extent(in: size))?.center
    }
}

extension TrainingSet {
    /// An image with objects to be pasted into another.
    fileprivate func donor(using generator: inout SplitMix64) -> Int {
        // Mostly the first has objects; where few images have, one without gives nothing to paste, which does no harm.
        var index = generator.below(max(images.count, 1))
        for _ in 0..<16 where images[index].objects.isEmpty { index = generator.below(max(images.count, 1)) }
        return index
    }
}

extension Orientation {
    /// Draws how an image is mirrored and turned.
    init(drawnFor augmentation: Augmentation, using generator: inout SplitMix64) {
        let mirrorsColumns = generator.happens(augmentation.horizontalFlip)
        let mirrorsRows = generator.happens(augmentation.verticalFlip)
        let turns = generator.happens(augmentation.quarterTurns)
        let quarterTurns = 1 + generator.below(3)
        self.init(
            quarterTurns: turns ? quarterTurns : 0, mirrorsColumns: mirrorsColumns, mirrorsRows: mirrorsRows)
    }
}
