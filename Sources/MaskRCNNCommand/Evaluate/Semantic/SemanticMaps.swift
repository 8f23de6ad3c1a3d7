import COCO
import ClassMaps
import Geometry
import Imaging

/// Where class maps come from, by the names of their pictures. A model that predicts them is one more of these.
protocol SemanticMaps: Sendable {
    /// The pictures' names: paths in their folder without extensions.
    var names: [String] { get }

    /// The map of a picture; called from several threads.
    /// - Parameter size: The size that it is to have; nil where it is not known.
    func map(of name: String, size: ImageSize?) throws(ClassMapError) -> ClassMap
}

/// Maps in files.
struct FolderMaps: SemanticMaps {
    let folder: ClassMapFolder
    let reader: ClassMapReader

    var names: [String] { Array(folder.files.keys) }

    /// The size that the head of a map's file has; nil where it cannot be read.
    func size(of name: String) -> ImageSize? {
        folder.files[name].flatMap { try? ImageHeader(contentsOfFile: $0) }?.size
    }

    func map(of name: String, size: ImageSize?) throws(ClassMapError) -> ClassMap {
        try reader.map(contentsOfFile: folder.files[name] ?? name, size: size)
    }
}

/// Maps that a data set's objects are painted into.
struct PaintedMaps: SemanticMaps {
    private let painter: ClassMapPainter
    private let imageIDs: [String: Int]
    /// How many images the data set names no file for, so that nothing can be compared with them.
    let namelessCount: Int

    /// - Throws: `ClassMapError.twoFiles` where the names of two images differ in their extensions alone.
    init(_ dataset: Dataset, painter: ClassMapPainter) throws(ClassMapError) {
        self.painter = painter
        var ids: [String: Int] = [:]
        var nameless = 0
        for image in dataset.images {
            guard let file = image.fileName, !file.isEmpty else {
                nameless += 1
                continue
            }
            let name = ClassMapFolder.pictureName(of: file)
            if let other = ids[name], other != image.id {
                throw .twoFiles(name: name, first: "image \(other)", second: "image \(image.id)")
            }
            ids[name] = image.id
        }
        imageIDs = ids
        namelessCount = nameless
    }

    var names: [String] { Array(imageIDs.keys) }

    func map(of name: String, size: ImageSize?) throws(ClassMapError) -> ClassMap {
        try painter.map(ofImage: imageIDs[name] ?? -1, size: size)
    }
}
