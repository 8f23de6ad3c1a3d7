internal import COCO
internal import Files
internal import Foundation
internal import Geometry

/// Writes `tasks.json`, Label Studio's own list of tasks, and `labels.xml`, the labelling configuration that it is for.
///
/// Objects are brushed pixels, exactly as they are, or rectangles where they have a box alone. Those with a `score` are a task's
/// predictions, which Label Studio shows to be corrected; the others are its annotations.
struct LabelStudioExport: ExportFormat {
    /// What stands in Label Studio before names of files that are on its own disk.
    private static let localFiles = "/data/local-files/?d="

    let categories: CategoryTable
    private let tasks = GatheredParts()

    init(categories: CategoryTable) { self.categories = categories }

    func write(_ image: ExportedImage, to folder: ExportFolder) throws(DatasetError) -> ExportedFiles {
        var files = ExportedFiles()
        var marked: [JSONValue] = []
        var found: [JSONValue] = []
        var scores: [Double] = []
        for annotation in image.annotations {
            do throws(DatasetError) {
                let score = annotation.score
                let region = try region(annotation, number: marked.count + found.count, score: score, image.size)
                if let score {
                    found.append(region)
                    scores.append(score)
                } else {
                    marked.append(region)
                }
                files.objectCount += 1
            } catch {
                files.skipObject(error)
            }
        }
        let name = image.name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? image.name
        var task: [(String, JSONValue)] = [("data", .object([("image", .string(Self.localFiles + name))]))]
        if !marked.isEmpty { task.append(("annotations", .array([.object([("result", .array(marked))])]))) }
        if !found.isEmpty {
            let mean = scores.reduce(0, +) / Double(scores.count)
            task.append(
                (
                    "predictions",
                    .array([
                        .object([
                            ("model_version", .string("maskrcnn")), ("score", .number(mean)), ("result", .array(found)),
                        ])
                    ])
                ))
        }
        tasks.add(JSONValue.object(task).jsonBytes(), of: image)
        return files
    }

    func writeShared(with images: [ExportedImage], to folder: ExportFolder) throws(DatasetError) -> Int {
        let list = tasks.joined(images, separator: Array(",\n".utf8))
        try folder.write(Array("[\n".utf8) + list + Array("\n]\n".utf8), to: "tasks.json")
        let labels = categories.names.map { "    <Label value=\"\(XMLText.escaped($0))\"/>\n" }.joined()
        let configuration = """
            <View>
              <Image name="image" value="$image" zoom="true"/>
              <BrushLabels name="brush" toName="image">
            \(labels)  </BrushLabels>
              <RectangleLabels name="box" toName="image">
            \(labels)  </RectangleLabels>
            </View>

            """
        try folder.write(Array(configuration.utf8), to: "labels.xml")
        return 2
    }

    private func region(
        _ annotation: Annotation, number: Int, score: Double?, _ size: ImageSize
    ) throws(DatasetError) -> JSONValue {
        let label = JSONValue.array([.string(try categories.name(of: annotation))])
        let kind: String
        let value: [(String, JSONValue)]
        if let mask = try annotation.mask(in: size), mask.area > 0 {
            guard BrushEncoding.holds(pixelCount: size.area) else {
                throw .coco(
                    .mismatch(
                        subject: "annotation \(annotation.id)", expected: "an image of fewer than 2^30 pixels",
                        found: "\(size)"))
            }
            let bytes = BrushEncoding(RowRuns.ofImage(mask), pixelCount: size.area).bytes
            kind = "brush"
            value = [("format", .string("rle")), ("rle", .array(bytes.map { .integer(Int($0)) }))]
        } else if let box = annotation.box {
            kind = "rectangle"
            let (width, height) = (Double(size.width) / 100, Double(size.height) / 100)
            value = [
                ("x", .number(box.x / width)), ("y", .number(box.y / height)), ("width", .number(box.width / width)),
                ("height", .number(box.height / height)), ("rotation", .integer(0)),
            ]
        } else {
            throw .coco(
                .mismatch(subject: "annotation \(annotation.id)", expected: "pixels or a box", found: "neither"))
        }
        return .object(
            [
                ("id", .string("object-\(number + 1)")), ("type", .string(kind + "labels")),
                ("from_name", .string(kind == "brush" ? "brush" : "box")), ("to_name", .string("image")),
                ("original_width", .integer(size.width)), ("original_height", .integer(size.height)),
                ("image_rotation", .integer(0)),
            ] + (score.map { [("score", .number($0))] } ?? []) + [
                ("value", .object(value + [(kind + "labels", label)]))
            ])
    }
}

extension Annotation {
    /// A model's score, where the file has one that is a finite number.
    var score: Double? {
        otherFields.first { $0.name == "score" }.flatMap { Double($0.json) }.flatMap { $0.isFinite ? $0 : nil }
    }
}
