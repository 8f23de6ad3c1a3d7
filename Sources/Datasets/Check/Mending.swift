internal import Files
internal import COCO
internal import Geometry

/// Mends a data set in steps, each of which leaves less for the next.
struct Mending {
    private(set) var source: DatasetCheck.Source
    private(set) var log = RepairLog()
    private let options: DatasetCheck.Options

    init(source: DatasetCheck.Source, options: DatasetCheck.Options) {
        self.source = source
        self.options = options
    }

    mutating func run() {
        setFileNames()
        removeUnknown()
        setImageSizes()
        rewriteCoordinates()
        joinImages()
        joinCategories()
        mendAnnotations()
        removeRepeated()
        renumber()
    }

    private mutating func setFileNames() {
        for (index, name) in source.mendedImageNames.sorted(by: { $0.key < $1.key }) {
            log.add(.imageNameNotPortable, .setFileName, id: source.dataset.images[index].id)
            source.dataset.images[index].fileName = name
        }
    }

    private mutating func joinImages() {
        let contested = source.dataset.contestedImageIDs
        var kept: [DatasetImage] = []
        var byID: [Int: DatasetImage] = [:]
        var byName: [String: DatasetImage] = [:]
        var newIDs: [Int: Int] = [:]
        for image in source.dataset.images {
            if byID[image.id] != nil {
                if !contested.contains(image.id) {
                    log.add(.duplicateImageID, .joinedImages, id: image.id)
                } else {
                    kept.append(image)
                }
                continue
            }
            byID[image.id] = image
            if let name = image.fileName, !name.isEmpty {
                if let first = byName[name], first.size == image.size,
                    contested.isDisjoint(with: [first.id, image.id])
                {
                    log.add(.imageListedTwice, .joinedImages, id: image.id)
                    newIDs[image.id] = first.id
                    continue
                }
                if byName[name] == nil { byName[name] = image }
            }
            kept.append(image)
        }
        source.dataset.images = kept
        guard !newIDs.isEmpty else { return }
        for index in source.dataset.annotations.indices {
            let id = source.dataset.annotations[index].imageID
            source.dataset.annotations[index].imageID = newIDs[id] ?? id
        }
    }

    private mutating func joinCategories() {
        let contested = source.dataset.contestedCategoryIDs
        var kept: [ObjectCategory] = []
        var byID: [Int: ObjectCategory] = [:]
        var byName: [String: ObjectCategory] = [:]
        var newIDs: [Int: Int] = [:]
        for category in source.dataset.categories {
            if byID[category.id] != nil {
                if !contested.contains(category.id) {
                    log.add(.duplicateCategoryID, .joinedCategories, id: category.id)
                } else {
                    kept.append(category)
                }
                continue
            }
            byID[category.id] = category
            if let first = byName[category.name], !category.name.isEmpty, first.supercategory == category.supercategory,
                first.keypoints == category.keypoints,
                contested.isDisjoint(with: [first.id, category.id])
            {
                log.add(.duplicateCategoryName, .joinedCategories, id: category.id)
                newIDs[category.id] = first.id
                continue
            }
            if byName[category.name] == nil { byName[category.name] = category }
            kept.append(category)
        }
        source.dataset.categories = kept
        guard !newIDs.isEmpty else { return }
        let renamed = { (id: Int) in newIDs[id] ?? id }
        for index in source.dataset.annotations.indices {
            source.dataset.annotations[index].categoryID = renamed(source.dataset.annotations[index].categoryID)
        }
        for index in source.dataset.images.indices {
            let image = source.dataset.images[index]
            source.dataset.images[index].negativeCategoryIDs = image.negativeCategoryIDs.map { $0.map(renamed) }
            source.dataset.images[index].notExhaustiveCategoryIDs = image.notExhaustiveCategoryIDs.map {
                $0.map(renamed)
            }
        }
    }

    private mutating func removeUnknown() {
        let images = Set(source.dataset.images.map(\.id))
        let categories = Set(source.dataset.categories.map(\.id))
        var kept: [Annotation] = []
        kept.reserveCapacity(source.dataset.annotations.count)
        for annotation in source.dataset.annotations {
            if !images.contains(annotation.imageID) {
                log.add(.unknownImage, .removedAnnotation, id: annotation.id)
            } else if !categories.contains(annotation.categoryID) {
                log.add(.unknownCategory, .removedAnnotation, id: annotation.id)
            } else {
                kept.append(annotation)
            }
        }
        source.dataset.annotations = kept
    }

    private mutating func setImageSizes() {
        let files = ImageFiles(source, threads: options.threads)
        let inspector = ImageFileInspector(source, files: files, options: options)
        for index in source.dataset.images.indices {
            guard let size = inspector.mendedSize(ofImage: index) else { continue }
            let image = source.dataset.images[index]
            let kind: FaultKind =
                image.size.map { $0.isUsable ? .imageSizeDiffers : .imageSizeInvalid } ?? .imageWithoutSize
            log.add(kind, .setImageSize, id: image.id)
            source.dataset.images[index].size = size
        }
    }

    private mutating func rewriteCoordinates() {
        guard let misreading = DatasetMisreading(of: source.dataset), misreading.isCertain else { return }
        let corrected = misreading.corrected(source.dataset)
        for (before, after) in zip(source.dataset.annotations, corrected.annotations) where before != after {
            log.add(.coordinatesMisread, .rewroteCoordinates, id: before.id)
        }
        source.dataset = corrected
    }

    private mutating func mendAnnotations() {
        let dataset = source.dataset
        // What the numbers mean is not known: to clip boxes, or to take them from segmentations, would spoil them.
        guard DatasetMisreading(of: dataset) == nil else { return }
        let files = ImageFiles(source, threads: options.threads)
        let doubtful = ImageFileInspector(source, files: files, options: options).doubtfulImageIDs
        let images = firstPlaces(dataset.images, id: \.id)
        let mender = AnnotationMender(
            inspector: AnnotationInspector(
                options: options, expectsSegmentations: dataset.marksPixels,
                keypointCounts: dataset.keypointCounts))
        let chunks = inParallel(dataset.annotations.count, chunk: 1024, threads: options.threads) { range in
            range.map { index -> (annotation: Annotation?, steps: [AnnotationMender.Step]) in
                let annotation = dataset.annotations[index]
                if doubtful.contains(annotation.imageID) { return (annotation, []) }
                let size = images[annotation.imageID].flatMap { dataset.images[$0].size }
                return mender.mended(annotation, size: size.flatMap { $0.isUsable ? $0 : nil })
            }
        }
        var kept: [Annotation] = []
        kept.reserveCapacity(dataset.annotations.count)
        for (index, result) in chunks.joined().enumerated() {
            for step in result.steps { log.add(step.kind, step.action, id: dataset.annotations[index].id) }
            if let annotation = result.annotation { kept.append(annotation) }
        }
        source.dataset.annotations = kept
    }

    private mutating func removeRepeated() {
        var seen: Set<MarkedObject> = []
        var kept: [Annotation] = []
        kept.reserveCapacity(source.dataset.annotations.count)
        for annotation in source.dataset.annotations {
            if annotation.marksSomething, !seen.insert(MarkedObject(annotation)).inserted {
                log.add(.duplicateAnnotation, .removedAnnotation, id: annotation.id)
            } else {
                kept.append(annotation)
            }
        }
        source.dataset.annotations = kept
    }

    /// Gives the later annotations of an id, and those of id 0, the next ids from 1 on that nobody has.
    private mutating func renumber() {
        var used = Set(source.dataset.annotations.map(\.id))
        let numbered = source.dataset.numberedAnnotationIDs
        for id in source.dataset.annotations.lazy.map(\.id) where numbered.contains(id) {
            log.add(.annotationWithoutID, .renumberedAnnotation, id: id)
        }
        source.dataset.numberedAnnotationIDs = []
        var seen: Set<Int> = []
        var free = 1
        for index in source.dataset.annotations.indices {
            let id = source.dataset.annotations[index].id
            let isRepeated = !seen.insert(id).inserted
            guard isRepeated || id == 0 else { continue }
            while used.contains(free) { free += 1 }
            used.insert(free)
            log.add(isRepeated ? .duplicateAnnotationID : .annotationIDZero, .renumberedAnnotation, id: id)
            source.dataset.annotations[index].id = free
        }
    }
}
