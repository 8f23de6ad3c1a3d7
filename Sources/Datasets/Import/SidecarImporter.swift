internal import Files
internal import Geometry

/// Reads data sets with a file of objects for each picture, told by its name: the picture's, with an ending.
struct SidecarImporter {
    /// What such files are called, for messages.
    let noun: String
    /// The ends that a file's name may have after that of its picture, the longest first, in small letters.
    let endings: [String]
    let folder: String
    let options: ImportOptions
    /// Reads a file of a picture of a size; gives the image, whose path is the picture's.
    let read: @Sendable (_ path: String, _ picture: String, _ size: ImageSize) -> ImportedImage

    func imported() throws(DatasetError) -> ImportedDataset {
        let sources = try ImportSources(folder: folder, options: options)
        let files = sources.annotationTree.files.filter { stem(of: $0) != nil }
        guard !files.isEmpty else {
            throw .layout(file: folder, expected: noun, found: sources.nothing)
        }
        // Pictures that were made of labels are no pictures to be labelled.
        let pictures = sources.imageTree.pictures.filter { picture in
            !["_cp_masks", "_cp_output", "_cp_outlines"].contains { Path.stem(of: picture).hasSuffix($0) }
        }
        let index = PartnerIndex(
            pictures: pictures, in: sources.imageTree.root, files: files, in: sources.annotationTree.root,
            wanted: { [stem(of: $0) ?? ""] })
        let claims = files.map { ($0, index.pictures(of: stem(of: $0) ?? "", for: $0)) }
        let assignment = PartnerAssignment(claims)
        var problems = sources.refusals + sources.lostPictures(assignment)
        for (file, found) in claims where assignment.pictureOfFile[file] == nil {
            problems.append(
                ConversionProblem(
                    .layout(
                        file: sources.annotationTree.path(file), expected: "one image for its objects",
                        found: sources.described(found, namesakes: index.namesakes(of: [stem(of: file) ?? ""]))),
                    effect: .objectSkipped))
        }
        let bare = Set(pictures).subtracting(assignment.pictureOfFile.values).subtracting(assignment.contested.keys)
        if let first = bare.min(by: naturallyPrecedes) {
            problems.append(
                ConversionProblem(
                    .layout(
                        file: sources.imageTree.path(first),
                        expected: "a file of its objects (\(endings.joined(separator: ", ")))",
                        found: bare.count == 1 ? "none" : "none, as \(bare.count - 1) others"),
                    effect: .imageSkipped))
        }
        let options = options
        let images = concurrently(files.filter { assignment.pictureOfFile[$0] != nil }) { file in
            let path = sources.annotationTree.path(file)
            let picture = sources.imageTree.path(assignment.pictureOfFile[file] ?? "")
            do throws(DatasetError) {
                return read(path, picture, try checkedSize(of: picture, options: options))
            } catch {
                return ImportedImage.skipped(picture, error)
            }
        }
        return try ImportBuilder(folder: folder, options: options, images: images, problems: problems).finish()
    }

    /// The name of the picture that a file is for; nil for files of other kinds.
    private func stem(of file: String) -> String? {
        let name = Path.name(of: file)
        let small = name.lowercased()
        return endings.first { small.hasSuffix($0) && small.count > $0.count }.map { String(name.dropLast($0.count)) }
    }
}
