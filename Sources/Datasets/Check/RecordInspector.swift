internal import Files
internal import COCO
internal import Geometry

/// Finds what is wrong with the records of one data set as they stand in the file: ids, names, references and what is marked.
struct RecordInspector {
    var source: DatasetCheck.Source
    let options: DatasetCheck.Options
    /// The ids of images whose size is doubtful, in which nothing is mended.
    var doubtfulImageIDs: Set<Int> = []

    private var dataset: Dataset { source.dataset }

    /// All faults but those of files, images first, then categories and annotations.
    func faults() -> [DatasetFault] {
        let misreading = DatasetMisreading(of: dataset)
        var read = self
        if let misreading {
            // What is told of annotations is told of them as they are probably meant.
            read.source.dataset = misreading.corrected(dataset)
            if !misreading.isCertain { read.doubtfulImageIDs.formUnion(dataset.images.map(\.id)) }
        }
        return imageFaults() + categoryFaults() + coordinateFaults(misreading) + read.annotationFaults()
    }

    private func coordinateFaults(_ misreading: DatasetMisreading?) -> [DatasetFault] {
        misreading.map { misreading in
            [
                DatasetFault(
                    kind: .coordinatesMisread, dataset: source.name, field: "annotations",
                    message: misreading.description, isMendable: misreading.isCertain)
            ]
        } ?? []
    }

    /// A fault of an image of the data set.
    func fault(
        _ kind: FaultKind, image index: Int, field: String = "", _ message: String, isMendable: Bool = false
    ) -> DatasetFault {
        let image = dataset.images[index]
        return DatasetFault(
            kind: kind, dataset: source.name, field: "images[\(index)]\(field)", imageID: image.id,
            imageFile: image.fileName, message: message, isMendable: isMendable)
    }

    private func imageFaults() -> [DatasetFault] {
        var faults: [DatasetFault] = []
        let byID = firstPlaces(dataset.images, id: \.id)
        let annotated = Set(dataset.annotations.lazy.map(\.imageID))
        let contested = dataset.contestedImageIDs
        var byName: [String: Int] = [:]
        let renamed = source.mendedImageNames
        for (index, image) in dataset.images.enumerated() {
            if image.fileName?.isEmpty ?? true {
                faults.append(fault(.imageWithoutFileName, image: index, field: ".file_name", "there is no file name"))
            }
            if let fault = nameFault(ofImage: index, renamed: renamed) { faults.append(fault) }
            let first = byID[image.id] ?? index
            if first != index {
                let other = dataset.images[first]
                let isRepeated = other.isSame(as: image)
                let name = isRepeated ? "the same file" : other.fileName ?? "no file name"
                faults.append(
                    fault(
                        .duplicateImageID, image: index, field: ".id",
                        "the id \(image.id) is also that of images[\(first)] (\(name))",
                        isMendable: !contested.contains(image.id)))
            } else if let name = image.fileName, !name.isEmpty {
                if let first = byName[name] {
                    let other = dataset.images[first]
                    faults.append(
                        fault(
                            .imageListedTwice, image: index, field: ".file_name",
                            "the file is also that of image \(other.id), images[\(first)]",
                            isMendable: other.size == image.size
                                && contested.isDisjoint(with: [other.id, image.id])))
                } else {
                    byName[name] = index
                }
            }
            if first == index, !annotated.contains(image.id) {
                faults.append(fault(.imageWithoutAnnotations, image: index, "nothing is marked in the image"))
            }
        }
        return faults
    }

    private func nameFault(ofImage index: Int, renamed: [Int: String]) -> DatasetFault? {
        guard let name = dataset.images[index].fileName, ImageNames.isForeign(name) else { return nil }
        let what =
            name.contains("\\")
            ? "has backslashes, which only Windows takes for the ends of folders"
            : "is a path of one machine, not one in the folder of images"
        let other = renamed[index].map { "; it is taken for \($0)" } ?? ""
        return fault(
            .imageNameNotPortable, image: index, field: ".file_name", "the name \(name) \(what)\(other)",
            isMendable: renamed[index] != nil)
    }

    private func categoryFaults() -> [DatasetFault] {
        var faults: [DatasetFault] = []
        let byID = firstPlaces(dataset.categories, id: \.id)
        let used = Set(dataset.annotations.lazy.map(\.categoryID))
        let contested = dataset.contestedCategoryIDs
        var alike: [Int: String] = [:]
        for group in NamedCategories(dataset).similar {
            let names = group.map { "\"\($0.name)\" (\($0.id))" }
            for (place, entry) in group.enumerated() {
                // Three are told, since a list for each of thousands would be a square of them.
                let others = names.prefix(place).prefix(4) + names.dropFirst(place + 1).prefix(4)
                alike[entry.id] = list(others.prefix(3)) + (names.count > 4 ? " and \(names.count - 4) more" : "")
            }
        }
        var byName: [String: Int] = [:]
        for (index, category) in dataset.categories.enumerated() {
            func add(_ kind: FaultKind, _ field: String, _ message: String, isMendable: Bool = false) {
                faults.append(
                    DatasetFault(
                        kind: kind, dataset: source.name, field: "categories[\(index)]\(field)",
                        categoryID: category.id,
                        message: message, isMendable: isMendable))
            }
            if category.name.isEmpty {
                add(.categoryWithoutName, ".name", "the name of category \(category.id) is empty")
            }
            let first = byID[category.id] ?? index
            if first != index {
                let name = dataset.categories[first].name
                add(
                    .duplicateCategoryID, ".id",
                    "the id \(category.id) of \"\(category.name)\" is also that of \"\(name)\"",
                    isMendable: !contested.contains(category.id))
            } else if let first = byName[category.name], !category.name.isEmpty {
                let other = dataset.categories[first]
                add(
                    .duplicateCategoryName, ".name",
                    "\"\(category.name)\" is the name of the categories \(other.id) and \(category.id)",
                    isMendable: other.supercategory == category.supercategory
                        && other.keypoints == category.keypoints
                        && contested.isDisjoint(with: [other.id, category.id]))
            } else {
                byName[category.name] = index
            }
            if first == index, let names = alike[category.id] {
                add(
                    .similarCategoryName, ".name",
                    "the name \"\(category.name)\" differs in case or spaces alone from \(names)")
            }
            if first == index, !used.contains(category.id) {
                add(.categoryWithoutObjects, "", "nothing is marked of \"\(category.name)\"")
            }
        }
        return faults
    }

    private func annotationFaults() -> [DatasetFault] {
        let images = firstPlaces(dataset.images, id: \.id)
        let categories = firstPlaces(dataset.categories, id: \.id)
        let inspector = AnnotationInspector(
            options: options, expectsSegmentations: dataset.marksPixels,
            keypointCounts: dataset.keypointCounts)
        let annotations = dataset.annotations
        let repeats = repeats()
        let counts = Dictionary(grouping: annotations, by: \.imageID).mapValues(\.count)
        var whole: [DatasetFault] = []
        if dataset.marksCrowdsAlone {
            whole.append(
                DatasetFault(
                    kind: .onlyCrowds, dataset: source.name, field: "annotations",
                    message: annotations.count == 1
                        ? "the only annotation is a crowd" : "all \(annotations.count) annotations are crowds",
                    isMendable: false))
        }
        let chunks = inParallel(annotations.count, chunk: 1024, threads: options.threads) { range in
            var faults: [DatasetFault] = []
            for index in range {
                let annotation = annotations[index]
                let image = images[annotation.imageID]
                func add(_ kind: FaultKind, _ field: String, _ message: String, isMendable: Bool = true) {
                    faults.append(
                        DatasetFault(
                            kind: kind, dataset: source.name, field: "annotations[\(index)]\(field)",
                            imageID: annotation.imageID, imageFile: image.flatMap { dataset.images[$0].fileName },
                            annotationID: annotation.id, categoryID: annotation.categoryID, message: message,
                            isMendable: isMendable))
                }
                if let first = repeats.ids[index] {
                    add(.duplicateAnnotationID, ".id", "the id \(annotation.id) is also that of annotations[\(first)]")
                }
                if dataset.numberedAnnotationIDs.contains(annotation.id) {
                    add(.annotationWithoutID, ".id", "there is no id; it is read as \(annotation.id)")
                }
                if annotation.id == 0 { add(.annotationIDZero, ".id", "the id is 0") }
                if image == nil { add(.unknownImage, ".image_id", "there is no image \(annotation.imageID)") }
                if categories[annotation.categoryID] == nil {
                    add(.unknownCategory, ".category_id", "there is no category \(annotation.categoryID)")
                }
                let size = image.flatMap { dataset.images[$0].size }.flatMap { $0.isUsable ? $0 : nil }
                let isDoubtful = doubtfulImageIDs.contains(annotation.imageID)
                for finding in inspector.findings(in: annotation, size: size) {
                    add(
                        finding.kind, ".\(finding.field)", finding.message,
                        isMendable: finding.isMendable && !isDoubtful)
                }
                if !annotation.isCrowd, counts[annotation.imageID] == 1,
                    case .runLengths(let mask, _) = annotation.segmentation,
                    case let parts = mask.largeRegionCount(.eight), parts > 1
                {
                    add(
                        .objectInParts, ".segmentation",
                        "the mask of the image's only object is in \(parts) regions that do not touch",
                        isMendable: false)
                }
                if let first = repeats.objects[index] {
                    add(
                        .duplicateAnnotation, "",
                        "annotation \(annotations[first].id), annotations[\(first)], marks the same object")
                }
            }
            return faults
        }
        return whole + chunks.flatMap(\.self)
    }

    /// For annotations whose id or object came before, where it did.
    private func repeats() -> (ids: [Int: Int], objects: [Int: Int]) {
        var ids: [Int: Int] = [:]
        let byID = firstPlaces(dataset.annotations, id: \.id)
        var objects: [Int: Int] = [:]
        var byObject: [MarkedObject: Int] = [:]
        byObject.reserveCapacity(dataset.annotations.count)
        for (index, annotation) in dataset.annotations.enumerated() {
            if let first = byID[annotation.id], first != index { ids[index] = first }
            guard annotation.marksSomething else { continue }
            let object = MarkedObject(annotation)
            if let first = byObject[object] { objects[index] = first } else { byObject[object] = index }
        }
        return (ids, objects)
    }
}

extension Dataset {
    /// The ids of images with records that differ, so that nobody knows which of them annotations are of.
    var contestedImageIDs: Set<Int> {
        let first = firstPlaces(images, id: \.id)
        return Set(
            images.lazy.filter { image in first[image.id].map { !images[$0].isSame(as: image) } ?? false }.map(\.id))
    }

    /// The ids of categories with records of different names.
    var contestedCategoryIDs: Set<Int> {
        let first = firstPlaces(categories, id: \.id)
        return Set(
            categories.lazy.filter { category in
                first[category.id].map { categories[$0].name != category.name } ?? false
            }.map(\.id))
    }

    /// Whether any object is marked by its pixels.
    var marksPixels: Bool {
        annotations.contains { annotation in
            switch annotation.segmentation {
            case .polygons(let rings): rings.contains { !$0.isEmpty }
            case .runLengths: true
            case nil: false
            }
        }
    }
}

extension DatasetImage {
    /// Whether two records are of one file, and of one size.
    func isSame(as other: DatasetImage) -> Bool { fileName == other.fileName && size == other.size }
}

extension Annotation {
    /// Whether there is a box or a segmentation that can be told from others'.
    var marksSomething: Bool {
        switch segmentation {
        case .polygons(let rings) where rings.contains { !$0.isEmpty }: true
        case .runLengths: true
        case .polygons, nil: box != nil
        }
    }
}

extension ImageSize {
    /// Whether an image, and a mask, can be of this size.
    var isUsable: Bool {
        let (area, overflow) = width.multipliedReportingOverflow(by: height)
        return width > 0 && height > 0 && !overflow && area <= Int(UInt32.max)
    }
}
