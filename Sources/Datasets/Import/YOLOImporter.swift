internal import COCO
internal import Files
internal import Geometry

/// Reads data sets in YOLO's format: `labels/…/X.txt` for `images/…/X.jpg`, or both in one folder.
///
/// As in Ultralytics, an image without a label file shows no objects, and coordinates are fractions of the upright picture.
/// Rows are boxes, polygons (four corners of turned boxes among them), or boxes with key points, each with a confidence
/// after it where a model wrote them.
struct YOLOImporter {
    let folder: String
    let options: ImportOptions

    func imported() throws(DatasetError) -> ImportedDataset {
        let sources = try ImportSources(folder: folder, options: options)
        var data = try YOLODataFile(sources)
        if !options.categoryNames.isEmpty { data.names = options.categoryNames }
        let pictures = sources.imageTree.pictures
        let labels = YOLOLabelFiles.find(in: sources.annotationTree, pictures: pictures)
        try YOLOConventions(labels.map { sources.annotationTree.path($0) }).check(names: data.names)
        let index = PartnerIndex(
            pictures: pictures, in: sources.imageTree.root, files: labels, in: sources.annotationTree.root)
        let assignment = PartnerAssignment(labels.map { ($0, index.pictures(of: Path.stem(of: $0), for: $0)) })
        var problems = problems(labels, assignment, index, sources)
        let (form, notes) = form(of: labels, data: data, sources)
        problems += notes
        let labelOfPicture = Dictionary(
            assignment.pictureOfFile.map { ($0.value, sources.annotationTree.path($0.key)) }
        ) { first, _ in first }
        let names = data.names
        let found = concurrently(pictures.filter { assignment.contested[$0] == nil }) { picture in
            YOLOImporter.image(
                sources.imageTree.path(picture), labels: labelOfPicture[picture], names: names, form: form)
        }
        let scored = found.reduce(0) { $0 + $1.objects.count { $0.otherFields.contains { $0.name == "score" } } }
        if scored > 0 {
            problems.append(
                ConversionProblem(
                    .layout(
                        file: folder, expected: "labels that people made",
                        found: "a confidence in \(scored) rows, as a model's predictions have; kept as \"score\""),
                    effect: .note))
        }
        var options = options
        if options.categoryNames.isEmpty { options.categoryNames = names ?? [] }
        return try ImportBuilder(folder: folder, options: options, images: found, problems: sources.refusals + problems)
            .finish()
    }

    /// Label files without a picture of their own, and the pictures whose labels are lost by that.
    private func problems(
        _ labels: [String], _ assignment: PartnerAssignment, _ index: PartnerIndex, _ sources: ImportSources
    ) -> [ConversionProblem] {
        var problems: [ConversionProblem] = []
        for label in labels where assignment.pictureOfFile[label] == nil {
            let stem = Path.stem(of: label)
            let images = index.pictures(of: stem, for: label)
            problems.append(
                ConversionProblem(
                    .layout(
                        file: sources.annotationTree.path(label), expected: "one image for the labels",
                        found: sources.described(images, namesakes: index.namesakes(of: [stem]))),
                    effect: .objectSkipped))
        }
        return problems + sources.lostPictures(assignment)
    }

    /// What the rows of all files mean, and what is to be said of it.
    private func form(
        of labels: [String], data: YOLODataFile, _ sources: ImportSources
    ) -> (YOLORowForm, [ConversionProblem]) {
        let tree = sources.annotationTree
        let statistics = concurrently(labels) { label -> YOLORowStatistics in
            var statistics = YOLORowStatistics()
            let path = tree.path(label)
            if let text = try? text(ofFile: path) { statistics.add(YOLORows(text, file: path).rows) }
            return statistics
        }.reduce(into: YOLORowStatistics()) { $0.add($1) }
        var form = YOLORowForm(keypoints: data.keypoints, hasAngles: statistics.hasAngles)
        guard data.keypoints == nil, let seeming = statistics.seemingKeypoints else { return (form, []) }
        form.keypoints = seeming
        let note = DatasetError.layout(
            file: tree.root, expected: "a kpt_shape in data.yaml",
            found: "rows that all look like a box and \(seeming.count) key points, and are read as such")
        return (form, [ConversionProblem(note, effect: .note)])
    }

    private static func image(
        _ path: String, labels: String?, names: [String]?, form: YOLORowForm
    ) -> ImportedImage {
        do throws(DatasetError) {
            // Ultralytics turns pictures as their EXIF data say before it counts fractions.
            let size = try uprightSize(of: path)
            var image = ImportedImage(path: path, size: size)
            guard let labels else { return image }
            let rows = YOLORows(try text(ofFile: labels), file: labels)
            rows.errors.forEach { image.skipObject($0) }
            for row in rows.rows {
                do throws(DatasetError) {
                    image.objects.append(try object(row, form: form, names: names, size: size, file: labels))
                } catch {
                    image.skipObject(error)
                }
            }
            return image
        } catch {
            return .skipped(path, error)
        }
    }

    private static func object(
        _ row: YOLORows.Row, form: YOLORowForm, names: [String]?, size: ImageSize, file: String
    ) throws(DatasetError) -> ImportedObject {
        let object = try form.object(row, file: file)
        if let names, object.category >= names.count {
            throw .content(
                file: file, line: object.line, expected: "a category from 0 to \(names.count - 1)",
                found: "\(object.category)")
        }
        do throws(GeometryError) {
            return ImportedObject(
                category: names?[object.category] ?? "class \(object.category)", shape: try object.shape(in: size),
                keypoints: object.keypoints(in: size), otherFields: object.otherFields)
        } catch {
            throw .content(file: file, line: object.line, expected: "a polygon", found: error.description)
        }
    }
}

/// The files of labels among the texts of a folder.
enum YOLOLabelFiles {
    /// Texts that hold labels, or nothing; others, such as lists of images and what people should read, are none.
    static func find(in tree: FileTree, pictures: [String]) -> [String] {
        let stems = Set(pictures.map { Path.stem(of: $0) })
        return tree.files.filter { file in
            guard Path.fileExtension(of: file) == "txt" else { return false }
            if stems.contains(Path.stem(of: file)) { return true }
            // A text without a picture is looked into: it may be the labels of one that is missing.
            guard !listsOfNames.contains(Path.name(of: file).lowercased()) else { return false }
            guard let text = try? text(ofFile: tree.path(file)) else { return isAmongLabels(file) }
            let rows = YOLORows(text, file: file)
            return !rows.rows.isEmpty || isAmongLabels(file)
        }
    }

    /// Files of names, of which a name may be a number.
    private static let listsOfNames: Set<String> = ["classes.txt", "labels.txt"]

    private static func isAmongLabels(_ file: String) -> Bool {
        FileTree.folders(of: file).contains { ["labels", "label"].contains($0.lowercased()) }
            && !Path.name(of: file).lowercased().hasPrefix("readme")
    }
}
