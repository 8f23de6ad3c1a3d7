internal import COCO
internal import Files
internal import Geometry
internal import Imaging

/// Writes `masks/X/001_person.png` and so on for each image, 255 in the object and 0 elsewhere, and the categories' names to
/// `classes.txt`.
struct BinaryMaskExport: ExportFormat {
    let categories: CategoryTable

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        try checkMaskMemory(image.size, of: image.name)
        var files = ExportedFiles()
        for annotation in image.annotations {
            let mask: RunLengthMask
            let name: String
            do throws(DatasetError) {
                name = try categories.name(of: annotation)
                guard let pixels = try annotation.mask(in: image.size), !pixels.isEmpty else {
                    throw .coco(.mismatch(subject: "annotation \(annotation.id)", expected: "pixels", found: "none"))
                }
                mask = pixels
            } catch {
                files.skipObject(error)
                continue
            }
            files.objectCount += 1
            let digits = String(files.objectCount)
            let number = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
            let fixed = number.utf8.count + "_.png".utf8.count
            let category = FileName.plain(name, empty: "object", toBytes: min(180, FileName.mostBytes - fixed))
            let png: [UInt8]
            do {
                png = try GrayImage(mask: mask).encodedAsPNG()
            } catch {
                throw .imaging(error)
            }
            try folder.write(png, to: "masks/\(image.stem)/\(number)_\(category).png")
        }
        files.fileCount = files.objectCount
        return files
    }

    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int {
        let text = categories.names.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") + "\n" }
        try folder.write(Array(text.joined().utf8), to: "classes.txt")
        return 1
    }
}
