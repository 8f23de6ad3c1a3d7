internal import COCO
internal import Datasets
internal import Files
internal import Geometry
internal import Imaging

/// Goes through one data set, and keeps what can be learnt from.
struct SourceInspector {
    /// What cannot, in the order of the data set: images first.
    private(set) var faults: [TrainingFault] = []

    private let source: TrainingSet.Source
    private let index: Int
    private let labels: [Int: Int]
    private let names: [Int: String]
    /// Whether an object without a segmentation is all of its box.
    private let boxesSuffice: Bool
    /// How many keypoints an object has; nil where they are not learnt.
    private let keypointCount: Int?

    init(
        _ source: TrainingSet.Source, index: Int, labels: [Int: Int], names: [Int: String], boxesSuffice: Bool,
        keypointCount: Int?
    ) {
        self.boxesSuffice = boxesSuffice
        self.keypointCount = keypointCount
        self.source = source
        self.index = index
        self.labels = labels
        self.names = names
    }

    /// The images that can be used, each with the objects that can.
    mutating func images() -> [TrainingImage] {
        var images: [TrainingImage] = []
        var places: [Int: Int] = [:]
        var known: Set<Int> = []
        for record in source.dataset.images {
            guard known.insert(record.id).inserted else {
                add(.repeatedImage, image: record, "the id is that of an earlier image")
                continue
            }
            guard let image = image(record) else { continue }
            places[record.id] = images.count
            images.append(image)
        }
        var notLearnt: [Int: Int] = [:]
        for annotation in source.dataset.annotations {
            guard let place = places[annotation.imageID] else {
                // What belongs to an image that was left out needs no warning of its own.
                if !known.contains(annotation.imageID) {
                    add(.unknownImage, annotation, nil, "there is no image \(annotation.imageID)")
                }
                continue
            }
            guard names[annotation.categoryID] != nil else {
                ignore(annotation, in: &images[place])
                add(
                    .unknownCategory, annotation, images[place],
                    "there is no category \(annotation.categoryID) among the data set's \(names.count)")
                continue
            }
            guard let label = labels[annotation.categoryID] else {
                if !annotation.isCrowd { notLearnt[annotation.categoryID, default: 0] += 1 }
                continue
            }
            inspect(annotation, label: label, in: &images[place])
        }
        for (category, count) in notLearnt.sorted(by: { $0.key < $1.key }) {
            faults.append(
                TrainingFault(
                    kind: .categoryNotLearnt, source: source.name, annotationID: nil, imageID: nil, path: nil,
                    message: "category \(category), \"\(names[category] ?? "")\", is not among those that are learnt; "
                        + "\(count == 1 ? "its 1 annotation is" : "its \(count) annotations are") left out"))
        }
        return images
    }

    private mutating func image(_ record: DatasetImage) -> TrainingImage? {
        guard let path = path(of: record) else { return nil }
        guard
            let size = record.size
                ?? (try? ImageHeader(contentsOfFile: path, planes: source.reading.planes))?.uprightSize
        else {
            add(.noSize, image: record, path: path, "the size is not recorded, and the file does not tell it")
            return nil
        }
        let (area, overflow) = size.width.multipliedReportingOverflow(by: size.height)
        guard size.width > 0, size.height > 0, !overflow, area <= Int(UInt32.max) else {
            add(.noSize, image: record, path: path, "the size is recorded as \(size)")
            return nil
        }
        return TrainingImage(
            id: record.id, source: index, sourceName: source.name, path: path, size: size, objects: [], crowds: [])
    }

    /// The path of a file that can be read.
    private mutating func path(of record: DatasetImage) -> String? {
        let path: String
        do throws(DatasetError) {
            guard let named = try source.path(of: record) else {
                add(.noFileName, image: record, "there is no file name")
                return nil
            }
            path = named
        } catch {
            add(.outsideFolder, image: record, error.description)
            return nil
        }
        switch FileStatus.kind(of: path) {
        case .regularFile?: return path
        case nil: add(.missingFile, image: record, path: path, "the file does not exist")
        case let kind?: add(.noRegularFile, image: record, path: path, "expected a file, found \(kind.words)")
        }
        return nil
    }

    /// Keeps an object that can be learnt from; where another is, nothing counts as background.
    private mutating func inspect(_ annotation: Annotation, label: Int, in image: inout TrainingImage) {
        if !use(annotation, label: label, in: &image) { ignore(annotation, in: &image) }
    }

    /// Takes note of where an object is, as far as its box or its pixels tell.
    private func ignore(_ annotation: Annotation, in image: inout TrainingImage) {
        guard let region = annotation.region(in: image.size) else { return }
        if annotation.isCrowd { image.crowds.append(region) } else { image.unusable.append(region) }
    }

    /// Whether an annotation can be used.
    private mutating func use(_ annotation: Annotation, label: Int, in image: inout TrainingImage) -> Bool {
        // Boxes without pixels are those of data sets that mark boxes alone.
        let isBoxAlone =
            boxesSuffice && !annotation.isCrowd && annotation.box != nil
            && (annotation.segmentation.map { $0.formlessContent != nil } ?? true)
        guard annotation.isCrowd || annotation.segmentation != nil || isBoxAlone else {
            add(
                .noSegmentation, annotation, image,
                "there is no segmentation, and masks are what is learnt; a box alone does not tell the object's pixels")
            return false
        }
        guard annotation.isCrowd || hasUsableKeypoints(annotation, in: image) else { return false }
        var box: Box?
        if let marked = annotation.box {
            guard let inside = inspect(marked, of: annotation, in: image) else { return false }
            box = inside
        }
        if isBoxAlone, let box {
            image.objects.append(
                TrainingImage.Object(
                    annotationID: annotation.id, label: label, box: box, segmentation: .rectangle(box),
                    keypoints: keypoints(of: annotation)))
            return true
        }
        guard let segmentation = annotation.segmentation else {
            if box == nil { add(.degenerateBox, annotation, image, "the crowd has neither box nor segmentation") }
            return false
        }
        guard let kept = inspect(segmentation, of: annotation, in: image), !annotation.isCrowd else { return false }
        image.objects.append(
            TrainingImage.Object(
                annotationID: annotation.id, label: label, box: box, segmentation: kept,
                keypoints: keypoints(of: annotation)))
        return true
    }

    /// Whether an object has as many keypoints as all have, or none at all.
    private mutating func hasUsableKeypoints(_ annotation: Annotation, in image: TrainingImage) -> Bool {
        guard let keypointCount, let keypoints = annotation.keypoints, keypoints.count != keypointCount else {
            return true
        }
        add(
            .keypointCountDiffers, annotation, image,
            "there are \(keypoints.count) keypoints, and objects have \(keypointCount)")
        return false
    }

    /// An object's keypoints, as many as all have; none of them is labelled where the object has none.
    private func keypoints(of annotation: Annotation) -> [Keypoint] {
        guard let keypointCount else { return [] }
        return annotation.keypoints ?? Array(repeating: .unlabelled, count: keypointCount)
    }

    /// The part of a box inside the image.
    private mutating func inspect(
        _ box: AnnotationBox, of annotation: Annotation, in image: TrainingImage
    ) -> Box? {
        let numbers = "[\(box.x), \(box.y), \(box.width), \(box.height)]"
        let most = RunLengthMask.largestCoordinate
        guard [box.x, box.y, box.width, box.height].allSatisfy({ abs($0) <= most }), box.width > 0, box.height > 0
        else {
            add(.degenerateBox, annotation, image, "the box \(numbers) should have finite numbers and sides above 0")
            return nil
        }
        let inside = box.box.clipped(to: image.size)
        guard inside.width > 0, inside.height > 0 else {
            add(.outsideImage, annotation, image, "the box \(numbers) lies outside the image of \(image.size)")
            return nil
        }
        return inside
    }

    /// What of a segmentation can be drawn.
    private mutating func inspect(
        _ segmentation: Segmentation, of annotation: Annotation, in image: TrainingImage
    ) -> Segmentation? {
        switch segmentation {
        case .runLengths(let mask, _):
            guard mask.size == image.size else {
                add(
                    .maskSizeDiffers, annotation, image,
                    "the run lengths are for \(mask.size) pixels, and the image has \(image.size)")
                return nil
            }
            guard !mask.isEmpty else {
                add(.emptyMask, annotation, image, "the run lengths hold no pixel")
                return nil
            }
            return segmentation
        case .polygons(let rings):
            if let content = segmentation.formlessContent {
                let isEmpty = rings.allSatisfy(\.isEmpty)
                add(isEmpty ? .noSegmentation : .malformedPolygon, annotation, image, "the segmentation is \(content)")
                return nil
            }
            let drawable = Segmentation.drawable(rings)
            if drawable.count < rings.count {
                add(
                    .malformedPolygon, annotation, image,
                    "\(rings.count - drawable.count) of \(rings.count) polygons should have pairs of finite coordinates "
                        + "for at least three points, but do not; "
                        + (drawable.isEmpty ? "the object is left out" : "the others are kept"))
            }
            guard !drawable.isEmpty else { return nil }
            guard Segmentation.polygons(drawable).extent(in: image.size) != nil else {
                add(.outsideImage, annotation, image, "the polygons have no extent inside the image of \(image.size)")
                return nil
            }
            return .polygons(drawable)
        }
    }

    private mutating func add(
        _ kind: TrainingFault.Kind, image: DatasetImage, path: String? = nil, _ message: String
    ) {
        faults.append(
            TrainingFault(
                kind: kind, source: source.name, annotationID: nil, imageID: image.id, path: path ?? image.fileName,
                message: message))
    }

    private mutating func add(
        _ kind: TrainingFault.Kind, _ annotation: Annotation, _ image: TrainingImage?, _ message: String
    ) {
        faults.append(
            TrainingFault(
                kind: kind, source: source.name, annotationID: annotation.id, imageID: annotation.imageID,
                path: image?.path, message: message))
    }
}
