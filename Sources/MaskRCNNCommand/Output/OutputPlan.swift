import COCO
import Datasets
import Files

/// Where every result will stand; made, and checked against what is there, before anything is computed.
struct OutputPlan: Sendable {
    /// The folder for the results; nil for standard output.
    let folder: String?
    let formats: [OutputFormat]
    let maskStyle: MaskStyle
    /// The results' names, one an input.
    let names: [String]
    /// What messages and results call each input.
    let sources: [String]
    /// The side of a pixel in micrometres; nil where nobody said.
    let pixelSize: Double?
    /// The `image_id` of each input in COCO results.
    let imageIDs: [Int]
    /// The `category_id` of each class in COCO results: nil for the classes' own numbers, and none for classes that have no
    /// category.
    var categoryIDs: [Int: Int]?
    /// The folders of earlier runs, where none was named.
    private let earlierFolders: [String]
    private let pictureExtension: String
    private let grid: Bool

    /// - Throws: ``CommandFailure`` when results are there already and may not be written over.
    init(
        for items: [InputItem], output: OutputOptions, picture: PictureOptions, dataSet: Dataset?
    ) throws(CommandFailure) {
        let place = output.isStandardOutput ? nil : try ResultsFolder(output)
        folder = place?.path
        earlierFolders = place?.earlier ?? []
        formats = output.formats
        maskStyle = output.maskStyle ?? .binary
        names = OutputNames.names(for: items)
        sources = items.map(\.name)
        pixelSize = output.pixelSize?.micrometres
        imageIDs =
            if let dataSet {
                try ImageIdentifiers.numbers(for: items, dataSet: dataSet, named: output.imageIds ?? "")
            } else {
                ImageIdentifiers.numbers(for: items)
            }
        pictureExtension = (picture.overlayFormat ?? .png).rawValue
        grid = picture.grid
        if !output.overwrite { try refuseExisting() }
    }

    /// The overlay of an input; nil where none is asked for.
    func overlay(_ index: Int) -> String? {
        formats.contains(.overlay) ? path(names[index] + ".overlay." + pictureExtension) : nil
    }

    /// The folder of an input's binary masks; nil where none are asked for.
    func maskFolder(_ index: Int) -> String? {
        formats.contains(.masks) && maskStyle == .binary ? path(names[index] + ".masks") : nil
    }

    /// The index mask of an input; nil where none is asked for.
    func indexMask(_ index: Int) -> String? {
        formats.contains(.masks) && maskStyle == .index ? path(names[index] + ".index.png") : nil
    }

    /// The folder of an input's masks of probabilities; nil where none are asked for.
    func softMaskFolder(_ index: Int) -> String? {
        formats.contains(.soft) ? path(names[index] + ".soft") : nil
    }

    /// The folder of class maps, each of which is called as its image, as `eval --task semantic` pairs them; nil where none
    /// are asked for.
    var classMapFolder: String? { formats.contains(.classes) && folder != nil ? path("classes") : nil }

    /// The class map of an input; nil where none is asked for.
    func classMap(_ index: Int) -> String? {
        formats.contains(.classes) ? path("classes/" + names[index] + ".png") : nil
    }

    /// The forms of microscopists' programs that are asked for.
    var microscopyForms: [MicroscopyForm] { formats.compactMap { MicroscopyForm($0) } }

    /// What the path of an input's file of a form begins with.
    func start(of form: MicroscopyForm, _ index: Int) -> String {
        // A label image is no picture to be taken for another input.
        path(names[index] + (form == .labels ? ".labels" : ""))
    }

    /// What is written for an input alone.
    func ownPaths(_ index: Int) -> [String] {
        [overlay(index), maskFolder(index), indexMask(index), softMaskFolder(index), classMap(index)].compactMap { $0 }
            + microscopyForms.flatMap { $0.paths(start(of: $0, index)) }
    }

    /// Whether a file or folder of an instance or image, or a table, is made of masks.
    var writesMasks: Bool { formats.contains(where: \.needsMasks) }

    /// The table of what is measured of each instance; nil where none is asked for.
    var measurements: String? { formats.contains(.csv) ? path("measurements.csv") : nil }

    /// What the tiles of an input have while a run goes on; nil where results go to standard output.
    func journal(_ index: Int) -> String? { folder == nil ? nil : path(names[index] + ".tiles") }

    /// The COCO results; nil where none are asked for.
    var results: String? { formats.contains(.json) ? path("results.json") : nil }

    /// The results of one line an image; nil where none are asked for.
    var lines: String? { formats.contains(.jsonl) ? path("results.jsonl") : nil }

    /// What is found as a COCO data set; nil where none is asked for.
    var dataSet: String? { formats.contains(.coco) ? path("annotations.json") : nil }

    /// The grid of all overlays; nil where none is asked for.
    var gridPicture: String? { grid ? path("grid." + pictureExtension) : nil }

    /// Whether pictures are made of what is found: overlays, masks or a grid.
    var drawsPictures: Bool { grid || formats.contains(.overlay) || writesMasks }

    /// Where all that is found is listed, whatever is drawn; nil where that is not asked for.
    var listing: String? { results ?? lines ?? dataSet }

    /// Every file and folder that will be written.
    var paths: [String] {
        guard folder != nil else { return [] }
        return names.indices.flatMap(ownPaths) + [results, lines, dataSet, measurements, gridPicture].compactMap { $0 }
    }

    /// The same, and what earlier runs that named no folder wrote under these names.
    var pathsOfAllRuns: [String] {
        let prefix = path("")
        return paths + paths.flatMap { own in earlierFolders.map { "\($0)/" + own.dropFirst(prefix.count) } }
    }

    private func path(_ name: String) -> String {
        guard let folder else { return "-" }
        return Path.joined(folder, name)
    }

    private func refuseExisting() throws(CommandFailure) {
        let existing = paths.filter { FileStatus.exists($0) }
        guard let first = existing.first else { return }
        let others = existing.count > 1 ? ", and \(Quantity.count(existing.count - 1, "other result")) with it" : ""
        throw CommandFailure(
            .cannotWrite, "\(first) is there already\(others)",
            hint: "--overwrite writes over results; --output names another folder.")
    }
}
