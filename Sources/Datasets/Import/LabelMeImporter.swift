internal import COCO
internal import Files
internal import Geometry

/// Reads data sets of LabelMe's: a JSON file for each image, beside it or anywhere in the folder.
struct LabelMeImporter {
    let folder: String
    let options: ImportOptions

    func imported() throws(DatasetError) -> ImportedDataset {
        let sources = try ImportSources(folder: folder, options: options)
        let files = sources.annotationTree.files.filter { Path.fileExtension(of: $0) == "json" }
        guard !files.isEmpty else { throw .layout(path: folder, expected: "LabelMe's JSON files", found: "none") }
        let pictures = Set(sources.imageTree.pictures)
        let index = NameIndex(sources.imageTree.pictures)
        let images = concurrently(files) { file in
            LabelMeImporter.image(file, sources: sources, pictures: pictures, index: index)
        }
        return try ImportBuilder(folder: folder, options: options, images: images).finish()
    }

    private static func image(
        _ file: String, sources: ImportSources, pictures: Set<String>, index: NameIndex
    ) -> ImportedImage {
        let path = sources.annotationTree.path(file)
        do throws(DatasetError) {
            let shapes: LabelMeShapes
            do {
                shapes = try LabelMeShapes(contentsOfFile: path)
            } catch {
                throw .coco(error)
            }
            let picture = try partner(
                of: file, named: shapes.imagePath, sources: sources, pictures: pictures, index: index)
            let image = sources.imageTree.path(picture)
            // LabelMe turns a picture upright before it is marked.
            let size = try agreedSize(of: image, with: shapes.size, in: path)
            let found = shapes.objects(in: size, file: path)
            return ImportedImage(
                path: image, size: size, objects: found.objects,
                problems: found.errors.map { ConversionProblem($0, effect: .objectSkipped) })
        } catch {
            return .skipped(path, error)
        }
    }

    /// The picture that a file names, beside itself or by its name alone; or else the one with the file's own stem.
    private static func partner(
        of file: String, named name: String?, sources: ImportSources, pictures: Set<String>, index: NameIndex
    ) throws(DatasetError) -> String {
        let near = sources.isShared ? file : ""
        if let name {
            let beside = (FileTree.folders(of: file) + [Path.name(of: name)]).joined(separator: "/")
            if pictures.contains(beside) { return beside }
            let named = index.files(of: Path.stem(of: name), nearest: near).filter {
                Path.name(of: $0) == Path.name(of: name)
            }
            if named.count == 1 { return named[0] }
        }
        let found = index.files(of: Path.stem(of: file), nearest: near)
        guard found.count == 1 else {
            throw .layout(
                path: sources.annotationTree.path(file),
                expected: "the image \(name ?? Path.stem(of: file)) in \(sources.imageTree.root)",
                found: found.isEmpty ? "none" : list(found))
        }
        return found[0]
    }
}
