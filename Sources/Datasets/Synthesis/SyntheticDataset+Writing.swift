public import COCO
internal import Files
internal import Geometry
internal import Imaging

extension SyntheticDataset {
    /// A part of a data set that was written.
    public struct WrittenPart: Sendable, Hashable {
        /// `train` or `val`.
        public var name: String
        /// The part's COCO file, or its folder of images and masks.
        public var path: String
        /// The folder that the images' file names are relative to.
        public var imageFolder: String
        /// What is marked in the images.
        public var dataset: Dataset
    }

    /// Draws all images and writes them, with what is in them, to a folder.
    ///
    /// In COCO's format the folder has `images`, `train.json`, and `val.json` where there are images for validation. As
    /// instance masks it has `images` and `masks`; where there are images for validation, `train` and `val` have both.
    /// - Parameters:
    ///   - folder: The folder, which is made; it must be new or empty unless files may be replaced.
    ///   - format: COCO's or instance masks.
    ///   - replacesFiles: Whether files that are there are replaced; others stay.
    ///   - progress: Called on any thread as images are written, with their number so far.
    /// - Returns: The parts: for training, and for validation where it has images.
    /// - Throws: `DatasetError.setting` for what makes no sense, `DatasetError.exists` where the folder is not empty, and
    ///   `DatasetError.file` where something cannot be written.
    public func write(
        to folder: String, format: DatasetFormat = .coco, replacesFiles: Bool = false,
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws(DatasetError) -> [WrittenPart] {
        guard format == .coco || format == .instanceMasks else {
            throw .setting(
                key: "the format of synthetic data", expected: "coco or instance-masks", found: format.rawValue)
        }
        guard format == .coco || categories == .nucleus else {
            throw .setting(
                key: "the number of categories", expected: "1 in instance masks, which cannot tell them",
                found: "\(categories.rawValue)")
        }
        let training = try renderers()
        let validation = try renderers(isForValidation: true)
        let root = try ExportFolder(folder, replacesFiles: replacesFiles)
        var parts: [WrittenPart] = []
        var count = 0
        for (name, renderers) in [("train", training), ("val", validation)] where !renderers.isEmpty {
            let isNested = format == .instanceMasks && !validation.isEmpty
            let prefix = isNested ? name + "/images" : "images"
            let drawn = try write(renderers, part: name, to: prefix, in: root, from: count, progress: progress)
            count += renderers.count
            var part = WrittenPart(
                name: name, path: isNested ? Path.joined(root.path, name) : root.path,
                imageFolder: Path.joined(root.path, prefix), dataset: dataset(of: drawn, part: name))
            if format == .coco {
                part.path = Path.joined(root.path, name + ".json")
                do {
                    try root.write(try part.dataset.jsonBytes(), to: name + ".json")
                } catch let error as DatasetError {
                    throw error
                } catch {
                    throw .file(file: part.path, reason: "\(error)")
                }
            } else {
                var options = ExportOptions()
                options.replacesFiles = true
                _ = try part.dataset.export(to: part.path, format: .instanceMasks, options: options)
            }
            parts.append(part)
        }
        return parts
    }

    /// A drawn image, whose pixels are in a file and no longer here.
    private struct Drawn: Sendable {
        var fileName: String
        var renderer: MicrographRenderer
        var objects: [Micrograph.Object]
    }

    /// What a picture's pixel takes while it is drawn: fields of light and of stains, labels, the picture, and the encoder's copy.
    private static let bytesPerPixel = 64

    private func write(
        _ renderers: [MicrographRenderer], part: String, to images: String, in folder: ExportFolder, from done: Int,
        progress: @Sendable (Int) -> Void
    ) throws(DatasetError) -> [Drawn] {
        let digits = max(4, String(renderers.count).count)
        var drawn: [Drawn] = []
        let largest = renderers.reduce(0) { max($0, Int.product(Self.bytesPerPixel, $1.size.width, $1.size.height)) }
        try checkMemory(largest, for: "drawing the largest", of: "the data set")
        // A few at a time: so progress goes up in order, a failure ends the work soon, and memory suffices.
        let count = min(max(MemoryBudget.process.room / max(largest, 1), 1), 16)
        for start in stride(from: 0, to: renderers.count, by: count) {
            let indices = Array(start..<min(start + count, renderers.count))
            let results = concurrently(indices) { index in
                Result { () throws(DatasetError) -> Drawn in
                    let renderer = renderers[index]
                    let number = String(index + 1)
                    let padded = String(repeating: "0", count: digits - number.count) + number
                    let name = "\(part)-\(padded)-\(renderer.style.rawValue).png"
                    let micrograph = try renderer.render()
                    do {
                        try folder.write(try micrograph.image.encoded(as: .png), to: Path.joined(images, name))
                    } catch let error as DatasetError {
                        throw error
                    } catch let error as ImagingError {
                        throw .imaging(error)
                    } catch {
                        throw .file(file: name, reason: "\(error)")
                    }
                    return Drawn(fileName: name, renderer: renderer, objects: micrograph.objects)
                }
            }
            for result in results { drawn.append(try result.get()) }
            progress(done + drawn.count)
        }
        return drawn
    }

    private func dataset(of drawn: [Drawn], part: String) -> Dataset {
        let description = "Synthetic micrographs drawn by swift-mask-rcnn, \(part), seed \(seed)"
        var dataset = Dataset(
            categories: categories.names.enumerated().map { index, name in
                ObjectCategory(id: index + 1, name: name, supercategory: "cell")
            },
            otherFields: [
                OtherField(
                    name: "info", json: "{\"description\": \"\(description)\", \"synthetic\": true, \"seed\": \(seed)}")
            ])
        for (index, image) in drawn.enumerated() {
            dataset.images.append(
                DatasetImage(
                    id: index + 1, fileName: image.fileName, size: image.renderer.size,
                    otherFields: [
                        OtherField(name: "kind", json: "\"\(image.renderer.style.rawValue)\""),
                        OtherField(name: "seed", json: "\(image.renderer.seed)"),
                    ]))
            for object in image.objects {
                let isSecond = categories == .cellAndSpindle && object.isSpindle
                dataset.annotations.append(
                    Annotation(
                        id: dataset.annotations.count + 1, imageID: index + 1, categoryID: isSecond ? 2 : 1,
                        box: object.mask.boundingBox.map(AnnotationBox.init), area: Double(object.mask.area),
                        segmentation: .runLengths(object.mask, isCompressed: true)))
            }
        }
        return dataset
    }
}
