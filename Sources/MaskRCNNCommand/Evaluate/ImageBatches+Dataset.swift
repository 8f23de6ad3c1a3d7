import COCO
import Datasets
import Geometry
import Imaging

extension ImageBatches.Source {
    /// The images of a data set, which are in a folder.
    init(_ images: [DatasetImage], in folder: ImageFolder, _ reading: PictureReading) {
        self.init(
            count: images.count, name: { images[$0].fileName ?? "image \(images[$0].id)" },
            header: { index in
                (try? folder.path(of: images[index])).flatMap {
                    try? ImageHeader(contentsOfFile: $0, planes: reading.planes)
                }
            },
            read: { Self.read(images[$0], in: folder, reading) })
    }

    /// The picture, turned or not as the data set's size has it.
    private static func read(
        _ image: DatasetImage, in folder: ImageFolder, _ reading: PictureReading
    ) -> Result<DecodedImage, InputFailure> {
        let name = image.fileName ?? "image \(image.id)"
        do {
            guard let path = try folder.path(of: image) else {
                return .failure(InputFailure(name: name, reason: "the data set names no file for it"))
            }
            let decoded = try reading.picture(path, recordedSize: image.size)
            if let size = image.size, decoded.image.size != size {
                throw ImagingError.sizesDiffer(expected: size, found: decoded.image.size)
            }
            return .success(decoded)
        } catch {
            return .failure(InputFailure(name: name, reason: String(describing: error)))
        }
    }
}
