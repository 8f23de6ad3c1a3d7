internal import COCO
internal import Files
internal import Geometry
internal import Imaging

/// Reads data sets of Pascal VOC's: `Annotations/X.xml` for `JPEGImages/X.jpg`, and for some images
/// `SegmentationObject/X.png`, whose values number objects, with `SegmentationClass/X.png`, whose values number categories.
///
/// Without a mask an annotation has a box alone. A region of a mask belongs to the object whose box fits its own best.
struct VOCImporter {
    let folder: String
    let options: ImportOptions

    /// The categories that `SegmentationClass` numbers from 1.
    /// Source: the VOC 2012 development kit, 2.
    private static let categoryNames = [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
        "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ]

    func imported() throws(DatasetError) -> ImportedDataset {
        let sources = try ImportSources(folder: folder, options: options)
        let files = sources.annotationTree.files.filter { Path.fileExtension(of: $0) == "xml" }
        guard !files.isEmpty else { throw .layout(path: folder, expected: "Pascal VOC's XML files", found: "none") }
        func isMask(_ file: String, _ name: String) -> Bool {
            FileTree.folders(of: file).contains { $0.lowercased() == name }
        }
        let masks = sources.annotationTree.pictures.filter { isMask($0, "segmentationobject") }
        let classes = sources.annotationTree.pictures.filter { isMask($0, "segmentationclass") }
        let pictures = sources.imageTree.pictures.filter {
            !isMask($0, "segmentationobject") && !isMask($0, "segmentationclass")
        }
        let (images, objectMasks, classMasks) = (NameIndex(pictures), NameIndex(masks), NameIndex(classes))
        let options = options
        let found = concurrently(files) { file in
            let stem = Path.stem(of: file)
            let mask = objectMasks.files(of: stem, nearest: file).first.map { sources.annotationTree.path($0) }
            let categories = classMasks.files(of: stem, nearest: file).first.map { sources.annotationTree.path($0) }
            return VOCImporter.image(
                file, sources: sources, images: images, mask: mask, categories: categories, options: options)
        }
        return try ImportBuilder(folder: folder, options: options, images: found).finish()
    }

    private static func image(
        _ file: String, sources: ImportSources, images: NameIndex, mask: String?, categories: String?,
        options: ImportOptions
    ) -> ImportedImage {
        let path = sources.annotationTree.path(file)
        do throws(DatasetError) {
            let annotation = try VOCAnnotation(contentsOfFile: path)
            // Files that were renamed often keep the old name inside: the XML file's own is tried next.
            var candidates: [String] = []
            for stem in [annotation.fileName.map { Path.stem(of: $0) }, annotation.fileName, Path.stem(of: file)] {
                guard candidates.isEmpty, let stem else { continue }
                candidates = images.files(of: stem, nearest: sources.isShared ? file : "")
            }
            guard candidates.count == 1 else {
                throw .layout(
                    path: path, expected: "the image \(annotation.fileName ?? Path.stem(of: file))",
                    found: candidates.isEmpty ? "none" : list(candidates))
            }
            let image = sources.imageTree.path(candidates[0])
            let size = try agreedSize(of: image, with: annotation.size, in: path)
            var result = ImportedImage(path: image, size: size)
            annotation.errors.forEach { result.skipObject($0) }
            result.objects = annotation.objects.map {
                ImportedObject(category: $0.name, shape: .box($0.box), otherFields: $0.otherFields)
            }
            if let mask {
                do throws(DatasetError) {
                    try addMasks(mask, categories: categories, to: &result, size: size, options: options)
                } catch {
                    result.skipObject(error)
                }
            }
            return result
        } catch {
            return .skipped(path, error)
        }
    }

    /// Gives objects their pixels, and adds those that have no box.
    private static func addMasks(
        _ path: String, categories: String?, to image: inout ImportedImage, size: ImageSize, options: ImportOptions
    ) throws(DatasetError) {
        let labels = try labels(path, size: size, options: options)
        let classes: LabelImage? =
            if let categories { try self.labels(categories, size: size, options: options) } else { nil }
        let regions: [LabelImage.Region]
        do {
            // VOC leaves a border of 255 around objects.
            regions = try labels.regions(ignoring: options.ignoredValues.union([255]))
        } catch {
            throw .imaging(error)
        }
        var free = Set(image.objects.indices)
        for region in regions {
            guard let box = region.mask.boundingBox else { continue }
            let fits = free.sorted().compactMap { index -> (index: Int, iou: Float)? in
                guard case .box(let other) = image.objects[index].shape else { return nil }
                return (index, other.box.iou(with: box))
            }
            if let best = fits.max(by: { $0.iou < $1.iou }), best.iou >= 0.5 {
                free.remove(best.index)
                image.objects[best.index].shape = .mask(region.mask)
            } else if let name = classes.flatMap({ category(of: region.mask, in: $0, options: options) }) {
                image.objects.append(ImportedObject(category: name, shape: .mask(region.mask)))
            } else {
                image.skipObject(
                    .content(
                        file: path, line: nil,
                        expected: "a box of the XML file around the pixels of value \(region.value)",
                        found: "none"))
            }
        }
    }

    private static func labels(
        _ path: String, size: ImageSize, options: ImportOptions
    ) throws(DatasetError) -> LabelImage {
        let labels: LabelImage
        do {
            labels = try LabelImage(contentsOfFile: path, maximumPixels: options.maximumPixels)
        } catch {
            throw .imaging(error)
        }
        guard labels.size == size else {
            throw .layout(path: path, expected: "\(size) pixels, as its image has", found: "\(labels.size)")
        }
        return labels
    }

    /// The name of the category that most of a region's pixels have.
    private static func category(of mask: RunLengthMask, in classes: LabelImage, options: ImportOptions) -> String? {
        var counts: [UInt32: Int] = [:]
        mask.forEachRun { column, rows in
            for row in rows { counts[classes[column, row], default: 0] += 1 }
        }
        let names = options.categoryNames.isEmpty ? categoryNames : options.categoryNames
        let most = counts.filter { $0.key > 0 && $0.key <= names.count }.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return most.map { names[Int($0.key) - 1] }
    }
}
