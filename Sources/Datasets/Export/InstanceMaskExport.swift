internal import COCO
internal import Geometry
internal import Imaging

/// Writes `masks/X.png` for each image, 16 bits deep: a pixel is the number of its object in the order of the data set, from
/// 1, and 0 where there is none.
///
/// Where objects overlap the smaller one has the pixel.
struct InstanceMaskExport: ExportFormat {
    let categories: CategoryTable

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles()
        var objects: [(value: UInt16, mask: RunLengthMask, area: Int, id: Int)] = []
        for annotation in image.annotations {
            do throws(DatasetError) {
                guard let mask = try annotation.mask(in: image.size), !mask.isEmpty else {
                    throw .coco(.mismatch(subject: "annotation \(annotation.id)", expected: "pixels", found: "none"))
                }
                guard let value = UInt16(exactly: objects.count + 1) else {
                    throw .coco(
                        .mismatch(
                            subject: image.name, expected: "at most 65535 objects", found: "\(image.annotations.count)")
                    )
                }
                objects.append((value, mask, mask.area, annotation.id))
            } catch {
                files.skipObject(error)
            }
        }
        try checkMaskMemory(image.size, of: image.name)
        var values = [UInt16](repeating: 0, count: image.size.area)
        let width = image.size.width
        // Big ones first; of equal ones the first is drawn last.
        for object in objects.sorted(by: { ($0.area, $0.value) > ($1.area, $1.value) }) {
            object.mask.forEachRun { column, rows in
                for row in rows { values[row * width + column] = object.value }
            }
        }
        let visible = Set(values)
        for object in objects where !visible.contains(object.value) {
            files.skipObject(
                .coco(
                    .mismatch(
                        subject: "annotation \(object.id) of \(image.name)",
                        expected: "pixels that smaller objects leave",
                        found: "none")))
        }
        let png: [UInt8]
        do {
            png = try GrayImage(size: image.size, depth: .bits16, values: values).encodedAsPNG()
        } catch {
            throw .imaging(error)
        }
        try folder.write(png, to: "masks/\(image.stem).png")
        files.fileCount = 1
        files.objectCount = visible.subtracting([0]).count
        return files
    }
}
