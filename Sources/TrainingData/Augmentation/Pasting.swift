internal import COCO
internal import Datasets
internal import Geometry
internal import Imaging

/// Pastes objects of one image into another.
struct Pasting {
    private let settings: Augmentation.CopyPaste
    private let augmentation: Augmentation
    private let donor: TrainingImage
    private let pixels: Image
    private let mirroredKeypoints: [Int]

    init(
        _ settings: Augmentation.CopyPaste, _ augmentation: Augmentation, donor: TrainingImage, pixels: Image,
        mirroredKeypoints: [Int]
    ) {
        self.mirroredKeypoints = mirroredKeypoints
        self.settings = settings
        self.augmentation = augmentation
        self.donor = donor
        self.pixels = pixels
    }

    /// Pastes some objects; those that are there, and those pasted before, lose the pixels that are hidden.
    func paste(
        into picture: inout Image, objects: inout [PlacedObject], using generator: inout SplitMix64
    ) throws(TrainingDataError) {
        var chosen = Array(donor.objects.indices)
        generator.shuffle(&chosen)
        let count = 1 + generator.below(settings.mostObjects)
        for index in chosen.prefix(count) {
            let object = donor.objects[index]
            do throws(GeometryError) {
                guard let patch = try patch(of: object, using: &generator) else { continue }
                try paste(patch, label: object.label, into: &picture, objects: &objects, using: &generator)
            } catch {
                throw .unusableMask(
                    annotationID: object.annotationID, file: donor.path, reason: error.description)
            }
        }
    }

    /// The smallest part of a picture around an object, and which of its pixels are the object's.
    private struct Patch {
        var image: Image
        var mask: RunLengthMask
        var keypoints: [Keypoint]
    }

    /// An object mirrored, turned and scaled; nil where it has no pixels.
    private func patch(
        of object: TrainingImage.Object, using generator: inout SplitMix64
    ) throws(GeometryError) -> Patch? {
        let orientation = Orientation(drawnFor: augmentation, using: &generator)
        let factor = generator.factor(in: settings.scale)
        let whole: RunLengthMask
        switch object.segmentation {
        case .runLengths(let mask, _): whole = mask
        case .polygons(let rings): whole = try RunLengthMask(cocoPolygons: rings, size: donor.size)
        }
        guard let extent = whole.extent else { return nil }
        let window = Window(columns: extent.columns, rows: extent.rows)
        let patch = Patch(
            image: orientation.image(pixels, in: window), mask: orientation.mask(whole, in: window),
            keypoints: orientation.keypoints(object.keypoints, in: window, mirrored: mirroredKeypoints))
        let size = ImageSize(
            width: max(1, Int((Double(patch.image.size.width) * factor).rounded())),
            height: max(1, Int((Double(patch.image.size.height) * factor).rounded())))
        guard size != patch.image.size else { return patch }
        // What is too large to be scaled is pasted as it is.
        guard size.area <= 1 << 26, let image = try? patch.image.resized(to: size) else { return patch }
        let x = Double(size.width) / Double(patch.image.size.width)
        let y = Double(size.height) / Double(patch.image.size.height)
        return Patch(
            image: image, mask: try patch.mask.scaled(to: size),
            keypoints: patch.keypoints.map { Keypoint(x: $0.x * x, y: $0.y * y, visibility: $0.visibility) })
    }

    private func paste(
        _ patch: Patch, label: Int, into picture: inout Image, objects: inout [PlacedObject],
        using generator: inout SplitMix64
    ) throws(GeometryError) {
        let size = picture.size
        let x = generator.below(max(size.width, 1)) - patch.image.size.width / 2
        let y = generator.below(max(size.height, 1)) - patch.image.size.height / 2
        let mask = try patch.mask.placed(in: size, x: x, y: y)
        guard let bounds = mask.boundingBox else { return }
        for index in objects.indices { try objects[index].hide(mask, boundingBox: bounds) }
        let source = patch.image
        picture.withUnsafeMutablePixels { target in
            source.pixels.withUnsafeBufferPointer { pixels in
                mask.forEachRun { column, rows in
                    for row in rows {
                        let from = 3 * ((row - y) * source.size.width + column - x)
                        let to = 3 * (row * size.width + column)
                        target[to] = pixels[from]
                        target[to + 1] = pixels[from + 1]
                        target[to + 2] = pixels[from + 2]
                    }
                }
            }
        }
        let wholeArea = patch.mask.area
        let offset = Orientation()
        let window = Window(columns: -x..<size.width - x, rows: -y..<size.height - y)
        objects.append(
            PlacedObject(
                annotatedBox: nil, label: label, mask: mask, wholeArea: wholeArea, isReduced: mask.area < wholeArea,
                keypoints: offset.keypoints(patch.keypoints, in: window, mirrored: [])))
    }
}
