internal import Checkpoints
internal import COCO
internal import Files
internal import Geometry
internal import Imaging

/// Writes a file for each image that a microscopist's program reads.
struct MicroscopyExport: ExportFormat {
    let categories: CategoryTable
    let form: MicroscopyForm

    init(_ categories: CategoryTable, _ form: MicroscopyForm) {
        self.categories = categories
        self.form = form
    }

    /// Where the programs look for images: beside the files, or in a folder beside that of label images.
    var imageFolder: String { form == .labels ? "images" : "" }

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles()
        var picture = MarkedPicture(name: image.name, size: image.size, objects: [])
        var ids: [Int] = []
        for annotation in image.annotations {
            do throws(DatasetError) {
                let index = try categories.index(of: annotation)
                guard let mask = try annotation.mask(in: image.size), !mask.isEmpty else {
                    throw .coco(.mismatch(subject: "annotation \(annotation.id)", expected: "pixels", found: "none"))
                }
                picture.objects.append(
                    MarkedPicture.Object(
                        mask: mask, category: categories.names[index], categoryIndex: index, score: annotation.score))
                ids.append(annotation.id)
            } catch {
                files.skipObject(error)
            }
        }
        let prefix = form == .labels ? "labels/" : ""
        let written = try form.write(picture, as: prefix + image.stem) { (bytes, path) throws(DatasetError) in
            try folder.write(bytes, to: path)
        }
        for index in written.hidden {
            files.skipObject(
                .coco(
                    .mismatch(
                        subject: "annotation \(ids[index]) of \(image.name)",
                        expected: "pixels that the objects over it leave", found: "none")))
        }
        files.fileCount = written.paths.count
        files.objectCount = picture.objects.count - written.hidden.count
        return files
    }
}
