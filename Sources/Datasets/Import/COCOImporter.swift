internal import COCO
internal import Files

/// Reads a data set in COCO's own format, and finds its images.
struct COCOImporter {
    let path: String
    let options: ImportOptions

    func imported() throws(DatasetError) -> ImportedDataset {
        let file = try annotationFile()
        do {
            let dataset = try Dataset(contentsOfFile: file)
            let folder = options.imageFolder ?? imageFolder(of: dataset, file: file)
            let (named, problems) = withPortableNames(dataset, in: folder, file: file)
            return ImportedDataset(dataset: named, imageFolder: folder, problems: problems)
        } catch {
            throw .coco(error)
        }
    }

    private func annotationFile() throws(DatasetError) -> String {
        guard FileStatus.isFolder(path) else { return path }
        let tree = try FileTree(path, allowsOutside: options.allowsOutside)
        let files = tree.files.filter { Path.fileExtension(of: $0) == "json" }
        guard files.count == 1 else {
            throw .layout(
                file: path, expected: "one JSON file; name the file where there are more",
                found: files.isEmpty ? "none" : list(files))
        }
        return tree.path(files[0])
    }

    /// The first of the usual folders that has the first image.
    private func imageFolder(of dataset: Dataset, file: String) -> String {
        let folder = Path.folder(of: file)
        guard let name = dataset.images.lazy.compactMap(\.fileName).first else { return folder }
        // instances_val2017.json lies in annotations/, and its images in val2017/.
        let part = Path.stem(of: file).split(separator: "_").last.map(String.init) ?? ""
        let candidates = [
            folder, folder + "/images", folder + "/../images", folder + "/" + part, folder + "/../" + part,
            folder + "/../images/" + part, folder + "/..",
        ]
        return candidates.first { ImageNames.found(name, in: $0) != nil } ?? folder
    }

    /// The data set with names as they are found in the folder, and slashes for backslashes; and what is to be said of it.
    private func withPortableNames(
        _ dataset: Dataset, in folder: String, file: String
    ) -> (Dataset, [ConversionProblem]) {
        let foreign = dataset.images.indices.filter { dataset.images[$0].fileName.map(ImageNames.isForeign) ?? false }
        guard let first = foreign.first else { return (dataset, []) }
        let named = dataset.withPortableImageNames(in: folder)
        let changed = foreign.count { named.images[$0].fileName != dataset.images[$0].fileName }
        let (old, new) = (dataset.images[first].fileName ?? "", named.images[first].fileName ?? "")
        let found =
            "\(foreign.count) with backslashes or paths of a machine, \(changed) of which were changed, such as \(old)"
            + (old == new ? "" : " to \(new)")
        let note = DatasetError.layout(
            file: file, expected: "file names relative to the folder of images", found: found)
        return (named, [ConversionProblem(note, effect: .note)])
    }
}
