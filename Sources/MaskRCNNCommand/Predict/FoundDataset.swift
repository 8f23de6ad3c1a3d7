import COCO
import Files
import Geometry
import MaskRCNN

/// What a run finds as a COCO data set, which annotation programs take and `dataset convert` brings into other formats: every object
/// with its `score`.
///
/// Objects are written as they are found, and images and categories after them: the order of fields is free, and memory grows with
/// the number of images alone.
struct FoundDataset {
    private let stream: ResultStream
    private var images: [DatasetImage] = []
    private var count = 0
    /// The categories of the model's classes.
    var categories: [ObjectCategory] = []

    /// Starts the file.
    init(path: String) throws(CommandFailure) {
        stream = try ResultStream(path: path)
        try stream.append("{\"annotations\":[")
    }

    /// Adds an image with its objects and their categories' ids.
    mutating func add(
        _ found: [(detection: Detection, category: Int)], of item: InputItem, id: Int, size: ImageSize
    ) throws(CommandFailure) {
        addImage(of: item, id: id, size: size)
        try add(found, imageID: id)
    }

    /// Adds an image, of which the objects come.
    mutating func addImage(of item: InputItem, id: Int, size: ImageSize) {
        images.append(DatasetImage(id: id, fileName: item.name, size: size))
    }

    /// Adds objects of an image with their categories' ids.
    mutating func add(_ found: [(detection: Detection, category: Int)], imageID id: Int) throws(CommandFailure) {
        for (detection, category) in found {
            count += 1
            let text: String
            do {
                text = try Self.annotation(of: detection, id: count, imageID: id, categoryID: category).json()
            } catch {
                throw CommandFailure(.internalError, error.description)
            }
            try stream.append((count == 1 ? "\n" : ",\n") + text)
        }
    }

    /// Ends the file and gives it its name.
    func finish() throws(CommandFailure) {
        let (named, kinds): ([String], [String])
        do throws(COCOError) {
            named = try Self.withCommonNames(images).map { (image) throws(COCOError) in try image.json() }
            kinds = try categories.map { (category) throws(COCOError) in try category.json() }
        } catch {
            throw CommandFailure(.internalError, error.description)
        }
        try stream.append("\n],\n\"images\":[\n\(named.joined(separator: ",\n"))\n],\n")
        try stream.append("\"categories\":[\n\(kinds.joined(separator: ",\n"))\n]}\n")
        try stream.finish()
    }

    /// The categories of a model's classes, by the ids that results have.
    static func categories(of model: Detector, ids: [Int: Int]?) -> [ObjectCategory] {
        let head = model.configuration.keypointHead
        let skeleton = head?.edges
        return model.categories.sorted { $0.key < $1.key }.compactMap { label, name in
            (ids == nil ? label : ids?[label]).map { id in
                ObjectCategory(id: id, name: name, keypoints: head?.names ?? [], skeleton: skeleton ?? [])
            }
        }
    }

    /// File names relative to the folder that all images are in, as programs look for them in one folder.
    private static func withCommonNames(_ images: [DatasetImage]) -> [DatasetImage] {
        let folders = images.compactMap(\.fileName).map { Path.steps(of: Path.folder(of: $0)) }
        guard var common = folders.first else { return images }
        for folder in folders { common = Array(zip(common, folder).prefix { $0 == $1 }.map(\.0)) }
        return images.map { image in
            var image = image
            image.fileName = image.fileName.map { name in
                let steps = Path.steps(of: name)
                return steps.count > common.count && steps.starts(with: common)
                    ? steps.dropFirst(common.count).joined(separator: "/") : name
            }
            return image
        }
    }

    private static func annotation(of detection: Detection, id: Int, imageID: Int, categoryID: Int) -> Annotation {
        let result = DetectionResult(detection, imageID: imageID, categoryID: categoryID)
        let box = AnnotationBox(detection.box)
        return Annotation(
            id: id, imageID: imageID, categoryID: categoryID, box: box,
            area: detection.mask.map { Double($0.area) } ?? box.width * box.height, segmentation: result.segmentation,
            keypoints: detection.keypoints?.map { Keypoint(x: Double($0.x), y: Double($0.y), visibility: .visible) },
            labelledKeypointCount: detection.keypoints?.count,
            otherFields: [OtherField(name: "score", json: "\(result.score)")] + result.otherFields)
    }
}
