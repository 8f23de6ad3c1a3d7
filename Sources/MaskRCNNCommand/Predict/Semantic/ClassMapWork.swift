import ClassMaps
import Files
import Geometry
import Imaging
import MaskRCNN

/// Semantic segmentation: a class for every pixel.
struct ClassMapWork: ImageWork {
    private let plan: OutputPlan
    private let pictures: ClassMapWriter
    private let palette: ClassPalette
    private var results: ClassMapResults

    /// Starts the files that hold the results of all images.
    init(plan: OutputPlan, pictures: ClassMapWriter, palette: ClassPalette) throws(CommandFailure) {
        self.plan = plan
        self.pictures = pictures
        self.palette = palette
        results = try ClassMapResults(plan, palette: palette)
    }

    static func inputSize(of size: ImageSize, for model: Segmenter) -> ImageSize { model.inputSize(of: size) }

    func found(
        in batch: ImageBatches.Batch, by model: Segmenter, memory: PictureMemory, name: (Int) -> String
    ) async -> [Result<ClassMap, InputFailure>] {
        var maps: [Result<ClassMap, InputFailure>] = []
        for image in batch.images {
            maps.append(await model.classMap(of: image, memory: memory, name: name(image.index)))
        }
        return maps
    }

    func isNothing(_ map: ClassMap) -> Bool { palette.hasBackground && map.labels.allSatisfy { $0 == 0 } }

    func look(at map: ClassMap, in name: String, size: ImageSize, by model: Segmenter) {}

    var writer: @Sendable (Image, ClassMap, Int) throws(CommandFailure) -> PictureWriter.Written {
        let pictures = pictures
        return { (image, map, index) throws(CommandFailure) in try pictures.write(image, map, index: index) }
    }

    mutating func add(
        _ image: ImageDone<ClassMap>, _ item: InputItem, to report: inout RunReport
    ) throws(CommandFailure) {
        let (id, map, files) = (plan.imageIDs[image.index], image.found, image.written.files)
        let path = plan.classMap(image.index).flatMap { files.contains($0) && $0 != "-" ? $0 : nil }
        try results.add(map, of: item, id: id, file: path.map { "classes/" + Path.name(of: $0) })
        let counts = map.pixelCounts.enumerated().filter { $1 > 0 }.map { (palette.name(of: UInt8($0)), $1) }
        report.add(item, id: id, map.size, counts: counts, seconds: image.seconds, files: files)
    }

    func finish(_ report: inout RunReport) throws(CommandFailure) { try results.finish() }
}

extension Segmenter {
    /// The class map of an image.
    ///
    /// - Parameters:
    ///   - memory: Is given back what the image needed for the model alone.
    ///   - name: What messages call it.
    nonisolated func classMap(
        of image: ImageBatches.Waiting, memory: PictureMemory, name: String
    ) async -> Result<ClassMap, InputFailure> {
        let result: Result<ClassMap, InputFailure>
        do {
            let found = try await segmentation(of: image.image)
            result = .success(try ClassMap(size: found.size, labels: found.labels))
        } catch {
            result = .failure(InputFailure(name: name, reason: String(describing: error), isUnreadable: false))
        }
        // The activations of an immense image would stay with the model until it has another as large.
        if memory.extraActivations(image.image.size) > memory.account.bytes / 4 { await trim() }
        if let reservation = image.memory {
            reservation.resize(to: min(reservation.bytes, memory.afterDecoding(image.image.size)))
        }
        return result
    }
}
