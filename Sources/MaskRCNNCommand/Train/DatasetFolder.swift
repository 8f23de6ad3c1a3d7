import COCO
import Datasets
import Files
import Training

/// A folder with data for training, in one of the usual layouts.
struct DatasetFolder {
    /// The data to learn from.
    let training: RunInputs.Data
    /// The data to evaluate on; nil where there are none.
    let validation: RunInputs.Data?
    /// The file that names the classes of maps; nil where there are none, or no such file.
    let labels: String?

    /// Looks for data sets and their images.
    ///
    /// - Throws: ``CommandFailure`` that says what was looked for.
    init(_ path: String) throws(CommandFailure) {
        guard FileStatus.isFolder(path) else {
            throw CommandFailure(
                .noInput, "\(path): \(FileStatus.wordsOfNoFolder(path))", hint: "--data names the folder of a data set."
            )
        }
        var folder = path
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let validationNames = ["val", "valid", "validation"]
        if let training = try Self.part(["train", "training"], in: folder) {
            self.training = training
            validation = try Self.part(validationNames, in: folder)
            labels = nil
        } else if let training = Self.maps(["train", "training"], in: folder) {
            self.training = training
            validation = Self.maps(validationNames, in: folder)
            labels = ["classes.txt", "labelmap.txt"].map { "\(folder)/\($0)" }.first { FileStatus.exists($0) }
        } else {
            throw CommandFailure(
                .noInput,
                "\(path): no training data: looked for train.json, annotations/instances_train*.json, train/_annotations.coco.json "
                    + "and, of class maps, train/images with train/maps",
                hint: "--train and --images name files and folders of any other names.")
        }
    }

    /// Pictures and their class maps: `train/images` and `train/maps`, or `images/train` and `maps/train`.
    private static func maps(_ names: [String], in folder: String) -> RunInputs.Data? {
        for name in names {
            for (images, maps) in [("\(name)/images", "\(name)/maps"), ("images/\(name)", "maps/\(name)")]
            where FileStatus.isFolder("\(folder)/\(images)") && FileStatus.isFolder("\(folder)/\(maps)") {
                return RunInputs.Data(annotations: "\(folder)/\(maps)", images: "\(folder)/\(images)")
            }
        }
        return nil
    }

    private static func part(_ names: [String], in folder: String) throws(CommandFailure) -> RunInputs.Data? {
        var found: [String] = []
        for name in names {
            found += [
                "\(folder)/\(name).json", "\(folder)/annotations/\(name).json",
                "\(folder)/\(name)/_annotations.coco.json",
            ].filter { FileStatus.exists($0) }
            found += instances(of: name, in: folder)
        }
        guard let file = found.first else { return nil }
        guard found.count == 1 else {
            throw CommandFailure(
                .badData, "\(folder): which is meant, \(found.joined(separator: " or "))?",
                hint: "--train and --images, --val and --val-images name each.")
        }
        return RunInputs.Data(annotations: file, images: try images(of: file, names: names, in: folder))
    }

    /// COCO's own names, with the year: `annotations/instances_train2017.json`.
    private static func instances(of name: String, in folder: String) -> [String] {
        [folder + "/annotations", folder].flatMap { place in
            let files = (try? Folder.names(in: place)) ?? []
            return files.filter { file in
                file.hasPrefix("instances_\(name)") && file.hasSuffix(".json")
                    && file.dropFirst("instances_\(name)".count).dropLast(5).allSatisfy(\.isNumber)
            }.sorted().map { Path.joined(place, $0) }
        }
    }

    /// The first folder in which the data set's first image is.
    private static func images(of file: String, names: [String], in folder: String) throws(CommandFailure) -> String {
        let stem = Path.stem(of: file)
        var places: [String] = []
        if stem == "_annotations.coco" { places.append(Path.folder(of: file)) }
        if stem.hasPrefix("instances_") {
            let part = stem.dropFirst("instances_".count)
            places += ["\(folder)/\(part)", "\(folder)/images/\(part)"]
        }
        for name in names { places += ["\(folder)/\(name)", "\(folder)/images/\(name)"] }
        places += ["\(folder)/images", folder]
        let dataset = try Dataset.given(file)
        guard let first = dataset.images.lazy.compactMap(\.fileName).first(where: { !$0.isEmpty }) else {
            throw CommandFailure(.badData, "\(file): it names no images")
        }
        if first.hasPrefix("/") { return folder }
        let place = places.first { ImageNames.found(first, in: $0) != nil }
        guard let place else {
            let shown = places.filter { FileStatus.exists($0) }.joined(separator: ", ")
            throw CommandFailure(
                .noInput, "\(file): its first image, \(first), is not there: looked in \(shown)",
                hint: "--train and --images, --val and --val-images name the folders.")
        }
        return place
    }
}
