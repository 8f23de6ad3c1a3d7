internal import Files

extension DatasetFormat {
    /// A format that files seem to have.
    public struct Guess: Sendable, Hashable, CustomStringConvertible {
        /// The format.
        public var format: DatasetFormat
        /// What speaks for it, with the name of a file.
        public var reason: String

        /// The format's name, and what speaks for it.
        public var description: String { "\(format.name): \(reason)" }
    }

    /// Guesses the format of a data set from the names of its files and the beginnings of a few.
    /// - Parameters:
    ///   - path: The data set's folder, or a JSON file.
    ///   - options: Where images and masks are.
    /// - Throws: `DatasetError` where the folder cannot be listed, or looks like no format.
    public static func detect(
        in path: String, options: ImportOptions = ImportOptions()
    ) throws(DatasetError) -> Guess {
        guard let kind = FileStatus.kind(of: path) else {
            throw .file(file: path, reason: "there is no such file or folder")
        }
        guard kind == .folder || kind == .regularFile else {
            throw .file(file: path, reason: "cannot be read: it is \(kind.words)")
        }
        if kind != .folder {
            if let guess = try guess(fromJSON: path) { return guess }
            let foreign = foreign(path)?.description
            throw .content(
                file: path, line: nil, expected: "COCO's JSON, or a folder", found: foreign ?? "another file")
        }
        let sources = try ImportSources(folder: path, options: options)
        let tree = sources.annotationTree
        let stems = Set(sources.imageTree.pictures.map { Path.stem(of: $0) })
        // Files with a picture's name come first: they are the likeliest labels.
        func first(_ fileExtension: String) -> [String] {
            let files = tree.files.filter { Path.fileExtension(of: $0) == fileExtension }
            let named = files.filter { stems.contains(Path.stem(of: $0)) }
            return (named.prefix(200) + files.prefix(20)).map { tree.path($0) }
        }
        if let guess = microscopy(tree, stems) { return guess }
        for file in first("xml") where isVOC(beginning(of: file)) {
            return Guess(format: .voc, reason: "\(file) holds an <annotation>")
        }
        for file in first("json") {
            if let guess = try guess(fromJSON: file) { return guess }
        }
        for file in first("txt") where looksLikeYOLO(file) {
            return Guess(format: .yolo, reason: "\(file) has lines of a category and fractions")
        }
        if !stems.isEmpty, tree.files.contains(where: { Path.fileExtension(of: $0) == "txt" }),
            let file = try YOLODataFile(sources).file
        {
            return Guess(format: .yolo, reason: "\(file) has the names of categories")
        }
        let instances = try InstanceMaskImporter(folder: path, options: options).pairs()
        let lonely = instances.problems.count { $0.effect == .imageSkipped }
        if let pair = instances.pairs.first, instances.pairs.count >= lonely {
            return Guess(format: .instanceMasks, reason: "\(pair.mask) is named as the mask of \(pair.image)")
        }
        let groups = try BinaryMaskImporter(folder: path, options: options).groups().groups
        if let group = groups.max(by: { $0.masks.count < $1.masks.count }), let mask = group.masks.first {
            let reason = "\(mask.path) is named as one of \(group.masks.count) masks of \(group.image)"
            return Guess(format: .binaryMasks, reason: reason)
        }
        for file in first("json") + first("xml") {
            guard let foreign = foreign(file) else { continue }
            throw .content(
                file: file, line: nil, expected: "a format that is read", found: foreign.description)
        }
        throw .layout(
            file: path, expected: "COCO's or LabelMe's JSON, Pascal VOC's XML, YOLO's text, or images with masks",
            found: tree.files.isEmpty
                ? sources.refusals.isEmpty ? "no files" : sources.nothing : list(Array(tree.files.prefix(4))))
    }

    /// What microscopists' programs write beside pictures, by its name.
    private static func microscopy(_ tree: FileTree, _ stems: Set<String>) -> Guess? {
        for file in tree.files {
            let name = Path.name(of: file).lowercased()
            if GeoJSONFile.endings.contains(where: name.hasSuffix) {
                return Guess(format: .geoJSON, reason: "\(tree.path(file)) is named as GeoJSON")
            }
            if name.hasSuffix(CellposeFile.ending) {
                return Guess(format: .cellpose, reason: "\(tree.path(file)) is named as Cellpose's")
            }
            guard let ending = ROISet.endings.first(where: name.hasSuffix) else { continue }
            if ending == ".roi" || stems.contains(String(Path.name(of: file).dropLast(ending.count))) {
                return Guess(format: .imageJ, reason: "\(tree.path(file)) is named as regions of ImageJ's")
            }
        }
        return nil
    }

    private static func guess(fromJSON file: String) throws(DatasetError) -> Guess? {
        let start = beginning(of: file)
        if start.contains("\"shapes\"") || start.contains("\"imagePath\"") {
            return Guess(format: .labelMe, reason: "\(file) holds \"shapes\" of one image")
        }
        if ForeignFormat(json: start) != nil { return nil }
        // Categories alone are notes, as Label Studio puts beside YOLO's labels, unless the rest of a long file has images.
        let keys = ["\"annotations\"", "\"images\""] + (start.utf8.count < beginningLength ? [] : ["\"categories\""])
        if keys.contains(where: start.contains) {
            return Guess(format: .coco, reason: "\(file) holds \"images\" and \"annotations\"")
        }
        return nil
    }

    /// Whether a text has the element of Pascal VOC, not one whose name begins like it.
    private static func isVOC(_ start: String) -> Bool {
        ["<annotation>", "<annotation ", "<annotation\n", "<annotation\r\n"].contains(where: start.contains)
    }

    private static func foreign(_ file: String) -> ForeignFormat? {
        let start = beginning(of: file)
        return Path.fileExtension(of: file) == "xml" ? ForeignFormat(xml: start) : ForeignFormat(json: start)
    }

    private static func looksLikeYOLO(_ file: String) -> Bool {
        let lines = YOLORows(beginning(of: file), file: file)
        // The last line may be cut off.
        return lines.rows.contains { $0.values.count >= 4 && $0.values.allSatisfy { (-0.01...2).contains($0) } }
            && lines.errors.count <= 1
    }

    private static let beginningLength = 65_536

    /// The first 64 KiB of a file as text.
    private static func beginning(of file: String) -> String {
        guard let mapped = try? MappedFile(path: file) else { return "" }
        defer { withExtendedLifetime(mapped) {} }
        return String(decoding: mapped.bytes.prefix(beginningLength), as: UTF8.self)
    }
}
