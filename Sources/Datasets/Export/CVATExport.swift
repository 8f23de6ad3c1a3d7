internal import COCO
internal import Files
internal import Geometry

/// Writes `annotations.xml`, CVAT's own "CVAT for images 1.1".
///
/// Objects are masks, exactly as they are, or boxes where they have no pixels. CVAT keeps no scores: those of a model are marked `auto`.
struct CVATExport: ExportFormat {
    let categories: CategoryTable
    private let parts = GatheredParts()

    init(categories: CategoryTable) { self.categories = categories }

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles()
        var xml = ""
        for annotation in image.annotations {
            do throws(DatasetError) {
                xml += try shape(annotation, image.size)
                files.objectCount += 1
            } catch {
                files.skipObject(error)
            }
        }
        parts.add(Array(xml.utf8), of: image)
        return files
    }

    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int {
        let labels = categories.names.map { "        <label><name>\(XMLText.escaped($0))</name></label>\n" }.joined()
        var xml = Array(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <annotations>
              <version>1.1</version>
              <meta>
                <task>
                  <labels>
            \(labels)      </labels>
                </task>
              </meta>

            """.utf8)
        for (index, image) in images.enumerated() {
            let name = XMLText.escaped(image.name)
            xml += Array(
                "  <image id=\"\(index)\" name=\"\(name)\" width=\"\(image.size.width)\" height=\"\(image.size.height)\">\n"
                    .utf8)
            xml += parts.joined([image], separator: []) + Array("  </image>\n".utf8)
        }
        try folder.write(xml + Array("</annotations>\n".utf8), to: "annotations.xml")
        return 1
    }

    private func shape(_ annotation: Annotation, _ size: ImageSize) throws(DatasetError) -> String {
        let label = XMLText.escaped(try categories.name(of: annotation))
        let common =
            "label=\"\(label)\" source=\"\(annotation.score == nil ? "manual" : "auto")\" occluded=\"0\" z_order=\"0\""
        if let mask = try annotation.mask(in: size) {
            let runs = RowRuns(mask)
            if let window = runs.window {
                let lengths = runs.lengths.map(String.init).joined(separator: ", ")
                return "    <mask \(common) left=\"\(window.x)\" top=\"\(window.y)\" width=\"\(window.size.width)\" "
                    + "height=\"\(window.size.height)\" rle=\"\(lengths)\"></mask>\n"
            }
        }
        guard let box = annotation.box else {
            throw .coco(
                .mismatch(subject: "annotation \(annotation.id)", expected: "pixels or a box", found: "neither"))
        }
        return "    <box \(common) xtl=\"\(box.x)\" ytl=\"\(box.y)\" xbr=\"\(box.x + box.width)\" "
            + "ybr=\"\(box.y + box.height)\"></box>\n"
    }
}
