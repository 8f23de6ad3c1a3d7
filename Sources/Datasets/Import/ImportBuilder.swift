internal import COCO
internal import Files
internal import Geometry

/// Gives what importers found its ids, areas and boxes.
struct ImportBuilder {
    let options: ImportOptions
    /// The folder that was asked for, for messages.
    let folder: String
    var images: [ImportedImage]
    var problems: [ConversionProblem]

    init(folder: String, options: ImportOptions, images: [ImportedImage], problems: [ConversionProblem] = []) {
        self.folder = folder
        self.options = options
        self.images = images
        self.problems = problems
    }

    /// The data set of all images that were not skipped.
    /// - Throws: The first problem, where no image is left.
    func finish() throws(DatasetError) -> ImportedDataset {
        let sorted = images.sorted { naturallyPrecedes($0.path, $1.path) }.map(\.withoutLostObjects)
        let kept = sorted.filter { $0.size != nil }
        guard !kept.isEmpty else {
            if let first = problems.first ?? sorted.lazy.flatMap(\.problems).first { throw first.error }
            throw .layout(file: folder, expected: "images with masks or labels", found: "none")
        }
        let names = categoryNames(of: kept)
        var idOfName: [String: Int] = [:]
        for (index, name) in names.enumerated() where idOfName[name] == nil { idOfName[name] = index + 1 }
        let paths = kept.map(\.path).inOneSystem
        let imageFolder = commonFolder(of: paths)
        var dataset = Dataset(
            categories: names.enumerated().map { ObjectCategory(id: $0.offset + 1, name: $0.element) })
        var embedded: [String: String] = [:]
        for (image, path) in zip(kept, paths) {
            let id = dataset.images.count + 1
            let name = String((imageFolder == "." ? path[...] : path.dropFirst(imageFolder.count)).drop { $0 == "/" })
            dataset.images.append(DatasetImage(id: id, fileName: name, size: image.size))
            if let file = image.embeddedIn { embedded[name] = file }
            for object in image.objects.flatMap(split) {
                guard let category = idOfName[object.category ?? names[0]],
                    let annotation = annotation(
                        object, id: dataset.annotations.count + 1, imageID: id, categoryID: category)
                else { continue }
                dataset.annotations.append(annotation)
            }
        }
        return ImportedDataset(
            dataset: dataset, imageFolder: imageFolder, embeddedPictures: embedded,
            problems: problems + sorted.flatMap(\.problems) + notes(onNamesOf: dataset)
                + MaskParts(kept).notes(folder) + orientationNotes(kept))
    }

    /// Categories that differ by capitals and spaces alone, as slips of the hand do.
    private func notes(onNamesOf dataset: Dataset) -> [ConversionProblem] {
        let counts = Dictionary(grouping: dataset.annotations, by: \.categoryID).mapValues(\.count)
        let alike = Dictionary(grouping: dataset.categories) { category in
            category.name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        return alike.values.filter { $0.count > 1 }.sorted { $0[0].id < $1[0].id }.map { categories in
            let names = categories.map { "\"\($0.name)\" of \(counts[$0.id] ?? 0) objects" }
            return ConversionProblem(
                .layout(
                    file: folder, expected: "names of categories that differ by more than capitals and spaces",
                    found: names.joined(separator: ", ")),
                effect: .note)
        }
    }

    /// What is to be said of the way round that pictures are annotated.
    private func orientationNotes(_ images: [ImportedImage]) -> [ConversionProblem] {
        let evidence = OrientationEvidence(images.map { (name: $0.path, path: $0.path, size: $0.size) })
        return evidence.notes(turning: evidence.turns).map { note in
            ConversionProblem(
                .content(
                    file: folder, line: nil, expected: "annotations of one way round", found: note),
                effect: .note)
        }
    }

    /// The names that were given, then the others in their natural order.
    private func categoryNames(of images: [ImportedImage]) -> [String] {
        var found: Set<String> = []
        var hasUnnamed = false
        for object in images.lazy.flatMap(\.objects) {
            if let name = object.category { found.insert(name) } else { hasUnnamed = true }
        }
        let others = found.subtracting(options.categoryNames).sorted(by: naturallyPrecedes)
        let names = options.categoryNames + others
        return names.isEmpty || (hasUnnamed && options.categoryNames.isEmpty) ? ["object"] + others : names
    }

    private func split(_ object: ImportedObject) -> [ImportedObject] {
        guard options.splitsRegions, case .mask(let mask) = object.shape,
            let regions = try? mask.connectedRegions(options.connectivity)
        else { return [object] }
        return regions.map { region in
            var part = object
            part.shape = .mask(region)
            return part
        }
    }

    /// Nil where the object is smaller than the options allow.
    private func annotation(_ object: ImportedObject, id: Int, imageID: Int, categoryID: Int) -> Annotation? {
        var annotation = Annotation(
            id: id, imageID: imageID, categoryID: categoryID, box: nil, area: nil, segmentation: nil,
            keypoints: object.keypoints, labelledKeypointCount: object.keypoints?.labelledCount,
            otherFields: object.otherFields)
        switch object.shape {
        case .box(let box):
            guard options.minimumArea <= 1 || box.area >= Double(options.minimumArea) else { return nil }
            annotation.box = box
            annotation.area = box.area
        case .mask(let mask), .polygons(_, let mask):
            let area = mask.area
            guard area >= max(options.minimumArea, 1), let box = mask.boundingBox else { return nil }
            annotation.box = AnnotationBox(box)
            annotation.area = Double(area)
            switch (options.segmentationForm, object.shape) {
            case (.polygons, .polygons(let rings, _)):
                annotation.segmentation = .polygons(rings)
            case (.polygons(let tolerance), _):
                annotation.segmentation = .polygons(mask.cocoPolygons(simplifiedTo: tolerance))
            case (.runLengths, _):
                annotation.segmentation = .runLengths(mask, isCompressed: true)
            }
        }
        return annotation
    }
}

extension [String] {
    /// The paths, all absolute where some are.
    fileprivate var inOneSystem: [String] {
        guard contains(where: { $0.hasPrefix("/") }), contains(where: { !$0.hasPrefix("/") }) else { return self }
        let folder = Path.current
        return map { $0.hasPrefix("/") ? $0 : Path.resolved(Path.joined(folder, $0)) }
    }
}

/// The folder that all files stand in, or under.
func commonFolder(of paths: [String]) -> String {
    guard let first = paths.first else { return "." }
    var folder = Path.folder(of: first)
    for path in paths.dropFirst() {
        while folder != "." && folder != "/" && !path.hasPrefix(folder + "/") { folder = Path.folder(of: folder) }
    }
    return folder
}
