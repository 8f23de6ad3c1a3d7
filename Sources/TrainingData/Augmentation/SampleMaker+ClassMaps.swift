internal import ClassMaps
internal import Datasets
internal import Geometry
internal import Imaging

extension SampleMaker {
    /// The sample of an image and the classes of its pixels, both at the size at which the network takes them.
    ///
    /// - Parameters:
    ///   - pixels: The image's pixels.
    ///   - map: Their classes.
    ///   - coloring: What changes of colours are drawn from.
    func sample(
        of image: TrainingImage, _ pixels: Image, _ map: ClassMap, _ orientation: Orientation, _ plan: ScalePlan,
        using coloring: inout SplitMix64
    ) throws(TrainingDataError) -> TrainingSample {
        let size = orientation.size(plan.inputSize)
        let whole = augmentation.scale.filledSize(size)
        var picture: Image
        do throws(ImagingError) {
            picture = try orientation.image(pixels, in: plan.window).resized(to: size)
        } catch {
            throw .picture(file: image.path, reason: error.description)
        }
        if let settings = augmentation.photometric { settings.apply(to: &picture, using: &coloring) }
        do throws(ImagingError) {
            picture = try picture.filled(to: whole)
        } catch {
            throw .picture(file: image.path, reason: error.description)
        }
        var sample = TrainingSample(
            path: image.path, imageID: image.id, image: picture, inputSize: picture.size, objects: [])
        sample.classMap = map.placed(
            columns: plan.window.columns, rows: plan.window.rows, transposes: orientation.transposes,
            mirrorsColumns: orientation.mirrorsColumns, mirrorsRows: orientation.mirrorsRows, scaledTo: size,
            filledTo: whole)
        return sample
    }
}

extension Augmentation.Scale {
    /// The size that a sample of another is filled up to.
    func filledSize(_ size: ImageSize) -> ImageSize {
        guard case .shortSideCrop(_, _, let side) = self else { return size }
        return ImageSize(width: max(size.width, side), height: max(size.height, side))
    }
}

extension Image {
    /// The picture with black to the right and below, at another size, which is at least its own.
    fileprivate func filled(to whole: ImageSize) throws(ImagingError) -> Image {
        if whole == size { return self }
        var bytes = [UInt8](repeating: 0, count: 3 * whole.area)
        for row in 0..<size.height {
            let start = 3 * row * whole.width
            bytes.replaceSubrange(
                start..<start + 3 * size.width, with: pixels[3 * row * size.width..<3 * (row + 1) * size.width])
        }
        return try Image(size: whole, pixels: bytes)
    }
}
