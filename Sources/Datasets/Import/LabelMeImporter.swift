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
        guard !files.isEmpty else {
            throw .layout(file: folder, expected: "LabelMe's JSON files", found: sources.nothing)
        }
        let index = PartnerIndex(
            pictures: sources.imageTree.pictures, in: sources.imageTree.root, files: files,
            in: sources.annotationTree.root)
        let names = concurrently(files) { file in
            (try? LabelMeShapes(contentsOfFile: sources.annotationTree.path(file))).flatMap(\.imagePath)
        }
        let partners = LabelMeImporter.partners(of: files, named: names, index: index, sources: sources)
        let options = options
        let found = concurrently(files) { file in
            LabelMeImporter.image(
                file, picture: partners.pictureOfFile[file], index: index, sources: sources, options: options)
        }
        let remarks = found.map(\.remarks).reduce(into: LabelMeRemarks()) { $0.add($1) }
        return try ImportBuilder(
            folder: folder, options: options, images: found.map(\.image),
            problems: sources.refusals + remarks.problems(folder: folder)
        ).finish()
    }

    /// The paths of the pictures of files: those that files name, as seen from themselves; else those of the same name, or
    /// of a file's own, in the same place, unless they are named by another file.
    private static func partners(
        of files: [String], named names: [String?], index: PartnerIndex, sources: ImportSources
    ) -> PartnerAssignment {
        let exact = zip(files, names).map { file, name in
            name.flatMap { sources.named($0, by: file) }
        }
        let named = Set(exact.compactMap { $0 })
        let claims = zip(zip(files, names), exact).map { item, exact -> (String, [String]) in
            let (file, name) = item
            if let exact { return (file, [exact]) }
            let others = candidates(for: file, named: name, index: index).map {
                Path.resolved(sources.imageTree.path($0))
            }
            return (file, others.filter { !named.contains($0) })
        }
        return PartnerAssignment(claims)
    }

    private static func candidates(for file: String, named name: String?, index: PartnerIndex) -> [String] {
        if let name {
            let found = index.pictures(of: Path.stem(of: name), for: file)
            let exact = found.filter { Path.name(of: $0) == Path.name(of: name) }
            if !exact.isEmpty { return exact }
        }
        return index.pictures(of: Path.stem(of: file), for: file)
    }

    private static func image(
        _ file: String, picture: String?, index: PartnerIndex, sources: ImportSources, options: ImportOptions
    ) -> (image: ImportedImage, remarks: LabelMeRemarks) {
        let path = sources.annotationTree.path(file)
        do throws(DatasetError) {
            let shapes: LabelMeShapes
            do {
                shapes = try LabelMeShapes(contentsOfFile: path)
            } catch {
                throw .coco(error)
            }
            var image: ImportedImage
            if let picture {
                // LabelMe turns a picture upright before it is marked.
                image = ImportedImage(path: picture, size: try agreedSize(of: picture, with: shapes.size, in: path))
            } else if shapes.holdsPicture, options.takesEmbeddedPictures {
                image = try embedded(in: path, size: shapes.size)
            } else {
                throw missing(shapes, file: file, index: index, sources: sources)
            }
            let found = shapes.objects(in: image.size ?? ImageSize(width: 0, height: 0), file: path)
            image.objects = found.objects
            found.errors.forEach { image.skipObject($0) }
            image.hasUnusedMarks = found.remarks.hasShapesWithoutPixels
            return (image, found.remarks)
        } catch {
            return (.skipped(path, error), LabelMeRemarks())
        }
    }

    private static func embedded(in path: String, size: ImageSize?) throws(DatasetError) -> ImportedImage {
        let picture = try LabelMePicture(embeddedIn: path)
        if let size, size != picture.size {
            throw .layout(
                file: path, expected: "\(picture.size) pixels, as the picture in it has", found: "\(size)")
        }
        let stem = Path.joined(Path.folder(of: path), Path.stem(of: path))
        return ImportedImage(path: "\(stem).\(picture.fileExtension)", size: picture.size, embeddedIn: path)
    }

    private static func missing(
        _ shapes: LabelMeShapes, file: String, index: PartnerIndex, sources: ImportSources
    ) -> DatasetError {
        let name = shapes.imagePath ?? Path.stem(of: file)
        let found = candidates(for: file, named: shapes.imagePath, index: index)
        let namesakes = index.namesakes(of: [Path.stem(of: name), Path.stem(of: file)])
        let inside = shapes.holdsPicture ? "; the picture inside the file is taken where images are copied, too" : ""
        let isOutside = shapes.imagePath.map { sources.leadsOut($0, of: file) } ?? false
        return .layout(
            file: sources.annotationTree.path(file), expected: "the image \(name)",
            found: sources.described(found, namesakes: namesakes) + inside
                + (isOutside ? "; that file is outside of the data set, and --allow-outside takes it" : ""))
    }
}

extension ImportSources {
    /// The path of the picture that a file of labels names, as seen from itself; nil where there is none, or it is outside of
    /// the data set and may not be.
    fileprivate func named(_ name: String, by file: String) -> String? {
        let path = path(of: name, for: file)
        guard FileStatus.isFile(path), !leadsOut(name, of: file) else { return nil }
        return Path.resolved(path)
    }

    /// Whether the file that a file of labels names is neither in the folder of images nor in that of labels, and has to be.
    fileprivate func leadsOut(_ name: String, of file: String) -> Bool {
        guard !allowsOutside, let goal = Path.real(path(of: name, for: file)) else { return false }
        return ![imageTree.root, annotationTree.root].contains { Path.isInside(goal, Path.real($0) ?? $0) }
    }

    private func path(of name: String, for file: String) -> String {
        Path.isAbsolute(name) ? name : Path.joined(Path.folder(of: annotationTree.path(file)), name)
    }
}
