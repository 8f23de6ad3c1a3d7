internal import COCO
internal import ClassMaps
internal import Datasets
internal import Files
internal import Imaging

extension TrainingSet.Source {
    /// Creates a source of pictures in a folder whose classes stand in maps of the same names.
    ///
    /// - Parameters:
    ///   - pictures: The folder of the pictures.
    ///   - classMaps: The folder of the maps. Pictures without one, and maps without a picture, are left out, which ``TrainingSet/notes`` say.
    ///   - allowsOutside: Whether links may lead out of the folder.
    /// - Throws: `TrainingDataError.classMaps` where a folder cannot be listed, and `.noImages` where no picture has a map.
    public init(
        pictures: String, classMaps path: String, allowsOutside: Bool = false
    ) throws(TrainingDataError) {
        let folder: PictureFolder
        let classMaps: ClassMapFolder
        do {
            classMaps = try ClassMapFolder(path)
            folder = try PictureFolder(pictures)
        } catch {
            throw .classMaps(error, others: 0)
        }
        let pairing = ClassMapPairing(groundTruth: classMaps.files.keys, predictions: folder.files.keys)
        guard !pairing.pairs.isEmpty else {
            throw .noImages(
                reason: "none of the \(folder.files.count) pictures of \(pictures) has the name of one of the "
                    + "\(classMaps.files.count) class maps of \(classMaps.path)"
                    + (pairing.missing.first.map { ", such as \($0)" } ?? "")
                    + "; files are paired by their names without extensions")
        }
        var images: [DatasetImage] = []
        for (index, pair) in pairing.pairs.enumerated() {
            // The map tells the size, and so the way round that the picture is annotated.
            let size = classMaps.files[pair.name].flatMap { try? ImageHeader(contentsOfFile: $0) }?.size
            images.append(DatasetImage(id: index + 1, fileName: folder.files[pair.prediction], size: size))
        }
        self.init(
            Dataset(images: images), imageFolder: pictures, name: classMaps.path, allowsOutside: allowsOutside)
        mapFiles = Dictionary(
            uniqueKeysWithValues: pairing.pairs.enumerated().compactMap { index, pair in
                classMaps.files[pair.name].map { (index + 1, $0) }
            })
        for (names, what) in [
            (pairing.extra, "pictures without a class map"), (pairing.missing, "class maps without a picture"),
        ]
        where !names.isEmpty {
            let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
            notes.append("left out as \(what): \(names.prefix(3).joined(separator: ", "))\(rest)")
        }
    }
}
