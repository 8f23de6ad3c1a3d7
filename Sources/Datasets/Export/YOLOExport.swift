internal import COCO
internal import Files
internal import Geometry

/// Writes `labels/X.txt` for each image, with a polygon for each object in fractions of the image's sides, and `data.yaml`.
///
/// Where a data set has boxes alone, lines are boxes. YOLO's programs take no mixture: among polygons a box becomes one of
/// four corners. A line holds one ring: an object's rings are joined by bridges without width.
struct YOLOExport: ExportFormat {
    let categories: CategoryTable
    let tolerance: Double
    let isForSegmentation: Bool

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles(fileCount: 1)
        var text = ""
        for annotation in image.annotations {
            do throws(DatasetError) {
                text += try line(for: annotation, size: image.size)
                files.objectCount += 1
            } catch {
                files.skipObject(error)
            }
        }
        try folder.write(Array(text.utf8), to: "labels/\(image.stem).txt")
        return files
    }

    private func line(for annotation: Annotation, size: ImageSize) throws(DatasetError) -> String {
        let category = try categories.index(of: annotation)
        let (width, height) = (Double(size.width), Double(size.height))
        if let rings = try annotation.rings(in: size, tolerance: tolerance), !rings.isEmpty {
            return text(category, YOLOExport.joined(rings), width: width, height: height)
        }
        guard let box = annotation.box else {
            throw .coco(
                .mismatch(subject: "annotation \(annotation.id)", expected: "pixels or a box", found: "neither"))
        }
        let (left, right) = (min(max(box.x, 0), width), min(max(box.x + box.width, 0), width))
        let (top, bottom) = (min(max(box.y, 0), height), min(max(box.y + box.height, 0), height))
        if isForSegmentation {
            return text(category, [left, top, right, top, right, bottom, left, bottom], width: width, height: height)
        }
        let numbers = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
        return text(category, numbers, width: width, height: height)
    }

    private func text(_ category: Int, _ numbers: [Double], width: Double, height: Double) -> String {
        let words = numbers.enumerated().map { index, value in
            YOLOExport.decimal(value / (index % 2 == 0 ? width : height))
        }
        return "\(category) \(words.joined(separator: " "))\n"
    }

    /// A number from 0 to 1 with seven digits: a thousandth of a pixel in images of 10000.
    private static func decimal(_ value: Double) -> String {
        let scaled = Int((min(max(value.isFinite ? value : 0, 0), 1) * 10_000_000).rounded())
        if scaled == 10_000_000 { return "1" }
        let digits = String(scaled)
        return "0." + String(repeating: "0", count: 7 - digits.count) + digits
    }

    /// One ring that runs along all: each is entered and left at the two points where it is nearest to what is joined so far.
    static func joined(_ rings: [[Double]]) -> [Double] {
        guard rings.count > 1 else { return rings.first ?? [] }
        let points = rings.map { ring in
            stride(from: 0, to: ring.count - 1, by: 2).map { Point(x: ring[$0], y: ring[$0 + 1]) }
        }
        return Polygon.joining(points).flatMap { [$0.x, $0.y] }
    }

    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int {
        // Single quotes keep every character, and are doubled inside.
        let names = categories.names.enumerated().map { index, name in
            // YAML takes no other control characters than ends of lines.
            let shown = String(
                String.UnicodeScalarView(name.unicodeScalars.map { VisibleText.isObeyed($0) ? " " : $0 }))
            let plain = shown.split(whereSeparator: \.isNewline).joined(separator: " ")
            return
                "  \(index): '\(plain.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'\n"
        }
        let yaml = "path: .\ntrain: images\nval: images\nnames:\n" + names.joined()
        try folder.write(Array(yaml.utf8), to: "data.yaml")
        return 1
    }
}
