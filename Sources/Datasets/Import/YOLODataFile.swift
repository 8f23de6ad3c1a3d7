internal import Files

/// What the files that all labels of a YOLO data set share say: a `data.yaml`, or a list of names.
struct YOLODataFile {
    /// The categories' names in the order of their numbers; nil where no file has them.
    var names: [String]?
    /// The key points of a row; nil where no file says.
    var keypoints: YOLORowForm.KeypointShape?
    /// The YAML file that has the names; nil where none has.
    private(set) var file: String?

    /// Looks in the folder of the labels, then in those around it.
    /// - Throws: `DatasetError` where a file cannot be read.
    init(_ sources: ImportSources) throws(DatasetError) {
        for folder in sources.sharedFolders {
            let isOwn = folder == sources.annotationTree.root
            let files = isOwn ? sources.annotationTree : FileTree(filesIn: folder)
            let yaml = files.files.filter { ["yaml", "yml"].contains(Path.fileExtension(of: $0)) }
            let preferred = yaml.filter { Path.stem(of: $0) == "data" } + yaml.filter { Path.stem(of: $0) != "data" }
            for file in preferred {
                let path = files.path(file)
                let content = try text(ofFile: path)
                let found = try YOLONames(yaml: content, file: path).names
                if names == nil, let found {
                    names = found
                    self.file = path
                }
                if keypoints == nil { keypoints = try YOLODataFile.keypoints(yaml: content, file: path) }
            }
            // Label Studio's notes have the numbers; the lines of its list are in another order.
            for file in files.files
            where names == nil && Path.name(of: file).lowercased() == LabelStudioNotes.fileName {
                names = try LabelStudioNotes(contentsOfFile: files.path(file)).names
            }
            if names == nil { names = try listedNames(in: files) }
            if names != nil { return }
        }
    }

    /// The value of `kpt_shape`: a list of the number of points and of the numbers of each, in brackets or one a line.
    static func keypoints(yaml text: String, file: String) throws(DatasetError) -> YOLORowForm.KeypointShape? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(where: { $0.hasPrefix("kpt_shape:") }) else { return nil }
        var value = lines[start].dropFirst("kpt_shape:".count).prefix { $0 != "#" }
        for line in lines[(start + 1)...] {
            let entry = line.prefix { $0 != "#" }
            guard value.contains("[") ? !value.contains("]") : entry.contains("- ") else { break }
            value += " " + entry.filter { $0 != "-" }
        }
        let numbers = value.split { !$0.isNumber && $0 != "." && $0 != "-" }.map { Int($0) }
        guard numbers.count == 2, let count = numbers[0], let dimensions = numbers[1], (1...10_000).contains(count),
            dimensions == 2 || dimensions == 3
        else {
            throw .content(
                file: file, line: start + 1, expected: "a number of key points, and 2 or 3 numbers for each",
                found: "\"\(value.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(40))\"")
        }
        return YOLORowForm.KeypointShape(count: count, dimensions: dimensions)
    }
}
