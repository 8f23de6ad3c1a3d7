import COCO
import ClassMaps
import Files

/// What is right: a folder of class maps, or a data set that is painted into them.
struct SemanticTruth: Sendable {
    let maps: any SemanticMaps
    let palette: ClassPalette
    /// What is to be known of it.
    private(set) var notes: [String] = []
    /// The data set; nil where there is a folder.
    let dataset: Dataset?
    /// The classes that no category of the data set is.
    private(set) var classesWithoutCategory: [String] = []

    /// - Parameters:
    ///   - path: The folder, or the data set's file.
    ///   - given: The classes; nil where nothing names them.
    /// - Throws: ``CommandFailure`` where they cannot be read, or are not named and there is no data set that does.
    init(_ path: String, options: SemanticOptions, palette given: ClassPalette?) throws(CommandFailure) {
        do throws(ClassMapError) {
            if FileStatus.isFolder(path) {
                guard let given else {
                    throw ClassMapError.setting(
                        key: "--labels", expected: "a file that names the classes: one a line, from class 0 on",
                        found: "not given")
                }
                maps = FolderMaps(folder: try ClassMapFolder(path), reader: try options.reader(given))
                palette = given
                dataset = nil
                return
            }
            let dataset = try Self.read(path)
            let painter = try ClassMapPainter(
                dataset, palette: given, overlaps: options.overlaps ?? .ignored, crowds: options.crowds ?? .painted)
            let painted = try PaintedMaps(dataset, painter: painter)
            maps = painted
            palette = painter.palette
            notes = painter.notes
            if painted.namelessCount > 0 {
                notes.append(
                    "\(Quantity.count(painted.namelessCount, "image")) of \(path) has no file name and is left out")
            }
            classesWithoutCategory = painter.classesWithoutCategory.map { painter.palette.names[$0] }
            self.dataset = dataset
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func read(_ path: String) throws(ClassMapError) -> Dataset {
        do {
            return try Dataset(contentsOfFile: path)
        } catch {
            throw .coco(error)
        }
    }
}

extension ClassPalette {
    /// The classes that a file names.
    static func named(_ path: String) throws(CommandFailure) -> ClassPalette {
        do {
            return try ClassPalette(contentsOfFile: path)
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension SemanticOptions {
    /// What reads class maps.
    func reader(_ palette: ClassPalette) throws(ClassMapError) -> ClassMapReader {
        guard let ignoreIndex else { return try ClassMapReader(palette: palette) }
        return try ClassMapReader(palette: palette, ignoreIndex: ignoreIndex.value)
    }
}
