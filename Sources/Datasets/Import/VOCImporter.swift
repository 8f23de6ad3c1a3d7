internal import COCO
internal import Files
internal import Geometry
internal import Imaging

/// Reads data sets of Pascal VOC's: `Annotations/X.xml` for `JPEGImages/X.jpg`, and for some images
/// `SegmentationObject/X.png`, whose values number objects, with `SegmentationClass/X.png`, whose values number categories.
///
/// Without a mask an annotation has the pixels inside its `<polygon>`, or a box alone. A region of a mask belongs to the object whose box fits its own best.
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
        guard !files.isEmpty else {
            throw .layout(file: folder, expected: "Pascal VOC's XML files", found: sources.nothing)
        }
        func isMask(_ file: String, _ name: String) -> Bool {
            FileTree.folders(of: file).contains { $0.lowercased() == name }
        }
        let root = sources.annotationTree.root
        let inTree = sources.annotationTree.pictures
        let objectMasks = PartnerIndex(
            pictures: inTree.filter { isMask($0, "segmentationobject") }, in: root, files: files, in: root)
        let classMasks = PartnerIndex(
            pictures: inTree.filter { isMask($0, "segmentationclass") }, in: root, files: files, in: root)
        let pictures = sources.imageTree.pictures.filter {
            !isMask($0, "segmentationobject") && !isMask($0, "segmentationclass")
        }
        let index = PartnerIndex(pictures: pictures, in: sources.imageTree.root, files: files, in: root)
        let read = concurrently(files) { file in
            Result { () throws(DatasetError) in
                try VOCAnnotation(contentsOfFile: sources.annotationTree.path(file))
            }
        }
        let partners = PartnerAssignment(
            zip(files, read).map { file, annotation in
                (file, VOCImporter.pictures(for: file, named: try? annotation.get().fileName, in: index))
            })
        let items = zip(files, read).map { file, annotation in
            VOCImporter.item(file, annotation, partners: partners, index: index, sources: sources)
        }
        var evidence = VOCOriginEvidence()
        for item in items {
            guard case .success(let found) = item.content else { continue }
            evidence.add(found.annotation, size: found.size, file: item.path)
        }
        let (origin, options) = (evidence.origin, options)
        let numbered = options.categoryNames.isEmpty ? VOCImporter.categoryNames : options.categoryNames
        let names = try ClassNames(labelMapIn: sources.annotationTree) ?? ClassNames(numbered: numbered)
        let images = concurrently(items) { item in
            let stem = Path.stem(of: item.file)
            func path(in index: PartnerIndex) -> String? {
                let found = index.pictures(of: stem, for: item.file)
                return found.count == 1 ? sources.annotationTree.path(found[0]) : nil
            }
            return VOCImporter.image(
                item, origin: origin, mask: path(in: objectMasks), categories: path(in: classMasks), names: names,
                options: options)
        }
        let notes = evidence.note(folder: folder).map { [$0] } ?? []
        return try ImportBuilder(folder: folder, options: options, images: images, problems: sources.refusals + notes)
            .finish()
    }

    /// A file with what it says of its image.
    private struct Item: Sendable {
        struct Content: Sendable {
            var annotation: VOCAnnotation
            var image: String
            var size: ImageSize
        }

        /// The file in its tree, and its path.
        var file: String
        var path: String
        var content: Result<Content, DatasetError>
    }

    /// The pictures that may be a file's: those of its own name, else of the name that it holds. Files that were copied or
    /// renamed often keep the old name inside.
    private static func pictures(for file: String, named name: String?, in index: PartnerIndex) -> [String] {
        var candidates: [String] = []
        for stem in [Path.stem(of: file), name.map { Path.stem(of: $0) }, name] {
            guard candidates.isEmpty, let stem else { continue }
            candidates = index.pictures(of: stem, for: file)
        }
        let named = candidates.filter { Path.name(of: $0) == name }
        return named.count == 1 ? named : candidates
    }

    private static func item(
        _ file: String, _ read: Result<VOCAnnotation, DatasetError>, partners: PartnerAssignment, index: PartnerIndex,
        sources: ImportSources
    ) -> Item {
        let path = sources.annotationTree.path(file)
        let content = Result { () throws(DatasetError) -> Item.Content in
            let annotation = try read.get()
            guard let picture = partners.pictureOfFile[file] else {
                let name = annotation.fileName ?? Path.stem(of: file)
                let found = pictures(for: file, named: annotation.fileName, in: index)
                let namesakes = index.namesakes(of: [Path.stem(of: file), Path.stem(of: name)])
                throw .layout(
                    file: path, expected: "the image \(name)",
                    found: sources.described(found, namesakes: namesakes))
            }
            let image = sources.imageTree.path(picture)
            return Item.Content(
                annotation: annotation, image: image, size: try agreedSize(of: image, with: annotation.size, in: path))
        }
        return Item(file: file, path: path, content: content)
    }

    private static func image(
        _ item: Item, origin: VOCOrigin, mask: String?, categories: String?, names: ClassNames, options: ImportOptions
    ) -> ImportedImage {
        do throws(DatasetError) {
            let content = try item.content.get()
            var result = ImportedImage(path: content.image, size: content.size)
            content.annotation.errors.forEach { result.skipObject($0) }
            for object in content.annotation.objects {
                do throws(DatasetError) {
                    result.objects.append(
                        ImportedObject(
                            category: object.name,
                            shape: try shape(of: object, origin: origin, size: content.size, file: item.path),
                            otherFields: object.otherFields))
                } catch {
                    result.skipObject(error)
                }
            }
            if let mask {
                do throws(DatasetError) {
                    try addMasks(
                        mask, categories: categories, names: names, to: &result, size: content.size, options: options)
                } catch {
                    result.skipObject(error)
                }
            }
            return result
        } catch {
            return .skipped(item.path, error)
        }
    }

    private static func shape(
        of object: VOCAnnotation.Object, origin: VOCOrigin, size: ImageSize, file: String
    ) throws(DatasetError) -> ImportedObject.Shape {
        if object.polygons.isEmpty {
            return .box(
                object.plainBox ?? object.edges.map(origin.box) ?? AnnotationBox(x: 0, y: 0, width: 0, height: 0))
        }
        let rings = object.hasPointsFromZero ? object.polygons : object.polygons.map(origin.ring)
        do throws(GeometryError) {
            return .polygons(rings, try RunLengthMask(cocoPolygons: rings, size: size))
        } catch {
            throw .content(
                file: file, line: object.line, expected: "a polygon of \(object.name)", found: error.description)
        }
    }

    /// Gives objects their pixels, and adds those that have no box.
    private static func addMasks(
        _ path: String, categories: String?, names: ClassNames, to image: inout ImportedImage, size: ImageSize,
        options: ImportOptions
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
        // Those that the XML file marks, by where they are.
        let boxes = image.objects.map { object -> Box? in
            switch object.shape {
            case .box(let other): other.box
            case .polygons(_, let pixels): pixels.boundingBox
            case .mask: nil
            }
        }
        var grid = BoxGrid(
            bounds: Box(x1: 0, y1: 0, x2: Float(size.width), y2: Float(size.height)), count: boxes.count)
        for (index, box) in boxes.enumerated() { if let box { grid.add(index, box) } }
        var isTaken = boxes.map { $0 == nil }
        for region in regions {
            guard let box = region.mask.boundingBox else { continue }
            let fits = grid.near(box).compactMap { index in
                isTaken[index] ? nil : boxes[index].map { (index: index, iou: $0.iou(with: box)) }
            }
            if let best = fits.max(by: { $0.iou < $1.iou }), best.iou >= 0.5 {
                isTaken[best.index] = true
                image.objects[best.index].shape = .mask(region.mask)
            } else if let name = classes.flatMap({ names.name(of: region.mask, in: $0) }) {
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
            throw .layout(file: path, expected: "\(size) pixels, as its image has", found: "\(labels.size)")
        }
        return labels
    }
}
