internal import Files
internal import Geometry

/// Reads data sets in YOLO's format: `labels/…/X.txt` for `images/…/X.jpg`, or both in one folder.
///
/// As in Ultralytics, an image without a label file shows no objects, and coordinates are fractions of the upright picture.
struct YOLOImporter {
    let folder: String
    let options: ImportOptions

    func imported() throws(DatasetError) -> ImportedDataset {
        let sources = try ImportSources(folder: folder, options: options)
        let names = try names(in: sources.annotationTree)
        let labels = sources.annotationTree.files.filter { file in
            Path.fileExtension(of: file) == "txt"
                && !["classes.txt", "obj.names", "readme.txt"].contains(Path.name(of: file).lowercased())
                && !isListOfImages(Path.name(of: file))
        }
        let index = NameIndex(sources.imageTree.pictures)
        var labelOfImage: [String: String] = [:]
        var problems: [ConversionProblem] = []
        for label in labels {
            let images = index.files(of: Path.stem(of: label), nearest: sources.isShared ? twin(of: label) : "")
            let path = sources.annotationTree.path(label)
            if images.count == 1, labelOfImage[images[0]] == nil {
                labelOfImage[images[0]] = label
            } else {
                let found = images.isEmpty ? "none" : list(images.map { sources.imageTree.path($0) })
                problems.append(
                    ConversionProblem(
                        .layout(path: path, expected: "one image for the labels", found: found), effect: .objectSkipped)
                )
            }
        }
        let items = sources.imageTree.pictures.map { image in
            (sources.imageTree.path(image), labelOfImage[image].map { sources.annotationTree.path($0) })
        }
        let images = concurrently(items) { YOLOImporter.image($0.0, labels: $0.1, names: names) }
        var options = options
        if options.categoryNames.isEmpty { options.categoryNames = names ?? [] }
        return try ImportBuilder(folder: folder, options: options, images: images, problems: problems).finish()
    }

    /// `train.txt`, `val.txt` and `test.txt` list images.
    private func isListOfImages(_ name: String) -> Bool {
        ["train.txt", "val.txt", "valid.txt", "test.txt"].contains(name.lowercased())
    }

    /// Where a label's image is looked for first: in `images` for `labels`.
    private func twin(of label: String) -> String {
        var parts = label.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if let last = parts.dropLast().lastIndex(where: { $0.lowercased() == "labels" }) { parts[last] = "images" }
        return parts.joined(separator: "/")
    }

    /// The names that were given, those of a `data.yaml` or another YAML file, or those of a `classes.txt`.
    private func names(in tree: FileTree) throws(DatasetError) -> [String]? {
        if !options.categoryNames.isEmpty { return options.categoryNames }
        let yaml = tree.files.filter { ["yaml", "yml"].contains(Path.fileExtension(of: $0)) }
        let preferred = yaml.filter { Path.stem(of: $0) == "data" } + yaml.filter { Path.stem(of: $0) != "data" }
        for file in preferred {
            let path = tree.path(file)
            if let names = try YOLONames(yaml: text(ofFile: path), file: path).names { return names }
        }
        return try listedNames(in: tree)
    }

    static func image(_ path: String, labels: String?, names: [String]?) -> ImportedImage {
        do throws(DatasetError) {
            // Ultralytics turns pictures as their EXIF data say before it counts fractions.
            let size = try uprightSize(of: path)
            var image = ImportedImage(path: path, size: size)
            guard let labels else { return image }
            let lines = YOLOLabels(try text(ofFile: labels), file: labels)
            lines.errors.forEach { image.skipObject($0) }
            for object in lines.objects {
                do throws(GeometryError) {
                    let shape = try object.shape(in: size)
                    let name =
                        names.map { object.category < $0.count ? $0[object.category] : nil }
                        ?? "class \(object.category)"
                    guard let name else {
                        image.skipObject(
                            .content(
                                file: labels, line: object.line,
                                expected: "a category from 0 to \((names?.count ?? 0) - 1)", found: "\(object.category)"
                            ))
                        continue
                    }
                    image.objects.append(ImportedObject(category: name, shape: shape))
                } catch {
                    image.skipObject(
                        .content(file: labels, line: object.line, expected: "a polygon", found: error.description))
                }
            }
            return image
        } catch {
            return .skipped(path, error)
        }
    }
}
