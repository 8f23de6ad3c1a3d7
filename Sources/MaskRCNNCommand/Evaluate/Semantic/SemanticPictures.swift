import COCO
import ClassMaps
import Datasets
import Files
import Geometry

/// The pictures that a model is to give maps of, each with the name that it has in the ground truth.
struct SemanticPictures {
    /// The pictures, with their files and the sizes of their maps.
    private(set) var images: [DatasetImage] = []
    /// Their names in the ground truth.
    private(set) var names: [String] = []
    /// Which pictures belong to the ground truth, and which are missing.
    let pairing: ClassMapPairing

    /// Finds the pictures of a ground truth in a folder: those that a data set names, or those that are called as class maps are.
    /// - Throws: ``CommandFailure`` where the folder cannot be read, or has two files of one name.
    init(_ truth: SemanticTruth, in folder: String) throws(CommandFailure) {
        guard FileStatus.isFolder(folder) else {
            throw CommandFailure(
                .noInput, "\(folder): \(FileStatus.wordsOfNoFolder(folder))",
                hint: "--images names the folder of the images.")
        }
        if let dataset = truth.dataset {
            var files: [String: DatasetImage] = [:]
            // Names may be paths of another system; the ground truth has them as they are.
            for (image, found) in zip(dataset.images, dataset.findingImages(in: folder).images) {
                guard let file = image.fileName, !file.isEmpty else { continue }
                files[ClassMapFolder.pictureName(of: file)] = found
            }
            pairing = ClassMapPairing(groundTruth: truth.maps.names, predictions: files.keys)
            for pair in pairing.pairs { add(pair.name, files[pair.prediction]) }
            return
        }
        let files: [String: String]
        do {
            files = try PictureFolder(folder).files
        } catch {
            throw CommandFailure(error)
        }
        pairing = ClassMapPairing(groundTruth: truth.maps.names, predictions: files.keys)
        let maps = truth.maps as? FolderMaps
        for (index, pair) in pairing.pairs.enumerated() {
            add(
                pair.name,
                DatasetImage(id: index + 1, fileName: files[pair.prediction], size: maps?.size(of: pair.name)))
        }
    }

    private mutating func add(_ name: String, _ image: DatasetImage?) {
        guard let image else { return }
        names.append(name)
        images.append(image)
    }
}
