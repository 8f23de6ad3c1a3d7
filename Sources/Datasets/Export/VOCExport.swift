internal import COCO
internal import Files
internal import Geometry

/// Writes `Annotations/X.xml` for each image, with boxes of pixels counted from 1, both ends within; fractions are moved
/// outwards to whole pixels.
struct VOCExport: ExportFormat {
    let categories: CategoryTable

    var imageFolder: String { "JPEGImages" }

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles(fileCount: 1)
        var xml = """
            <?xml version="1.0" encoding="UTF-8"?>
            <annotation>
              <folder>JPEGImages</folder>
              <filename>\(XMLText.escaped(Path.name(of: image.name)))</filename>
              <size>
                <width>\(image.size.width)</width>
                <height>\(image.size.height)</height>
                <depth>3</depth>
              </size>
              <segmented>0</segmented>

            """
        for annotation in image.annotations {
            do throws(DatasetError) {
                xml += try object(annotation, size: image.size)
                files.objectCount += 1
            } catch {
                files.skipObject(error)
            }
        }
        try folder.write(Array((xml + "</annotation>\n").utf8), to: "Annotations/\(image.stem).xml")
        return files
    }

    /// The list by which VOC's readers, such as torchvision's and Datumaro's, find images.
    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int {
        try folder.write(Array(images.map { $0.stem + "\n" }.joined().utf8), to: "ImageSets/Main/trainval.txt")
        return 1
    }

    private func object(_ annotation: Annotation, size: ImageSize) throws(DatasetError) -> String {
        guard let box = try annotation.someBox(in: size) else {
            throw .coco(.mismatch(subject: "annotation \(annotation.id)", expected: "a box", found: "none"))
        }
        // A hair's breadth over a whole pixel is rounding, such as 0.1 + 0.2.
        func edge(_ value: Double, _ side: Int, up: Bool) -> Int {
            let nearest = value.rounded()
            let whole = abs(value - nearest) < 1e-6 ? nearest : value.rounded(up ? .up : .down)
            return whole.isFinite ? Int(min(max(whole, 0), Double(side))) : 0
        }
        let (left, top) = (edge(box.x, size.width, up: false), edge(box.y, size.height, up: false))
        let (right, bottom) = (
            edge(box.x + box.width, size.width, up: true), edge(box.y + box.height, size.height, up: true)
        )
        guard right > left, bottom > top else {
            throw .coco(
                .mismatch(
                    subject: "annotation \(annotation.id)", expected: "a box inside the image",
                    found: "\(box.x), \(box.y), \(box.width), \(box.height)"))
        }
        let name = try categories.name(of: annotation)
        func flag(_ field: String) -> String {
            annotation.otherFields.contains { $0.name == field && ($0.json == "1" || $0.json == "true") } ? "1" : "0"
        }
        return """
              <object>
                <name>\(XMLText.escaped(name))</name>
                <pose>Unspecified</pose>
                <truncated>\(flag("truncated"))</truncated>
                <difficult>\(flag("difficult"))</difficult>
                <bndbox>
                  <xmin>\(left + 1)</xmin>
                  <ymin>\(top + 1)</ymin>
                  <xmax>\(right)</xmax>
                  <ymax>\(bottom)</ymax>
                </bndbox>
              </object>

            """
    }
}
