internal import COCO
internal import Foundation
internal import Geometry
internal import Imaging

/// The picture that one of LabelMe's files may hold itself, as `imageData` in base 64.
struct LabelMePicture {
    let bytes: [UInt8]
    /// The size as it is seen.
    let size: ImageSize
    /// The extension that the picture's format has.
    let fileExtension: String

    /// - Throws: `DatasetError` where there is no picture in the file, or it cannot be read.
    init(embeddedIn path: String) throws(DatasetError) {
        do throws(COCOError) {
            let element = try JSONDocument(contentsOfFile: path).root.required("imageData", expected: "a picture")
            let text = try element.string(expected: "a picture in base 64")
            guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else {
                throw element.error(expected: "a picture in base 64", found: "other text")
            }
            bytes = [UInt8](data)
        } catch {
            throw .coco(error)
        }
        do throws(ImagingError) {
            let header = try bytes.withUnsafeBytes { bytes in
                Result { () throws(ImagingError) in
                    try ImageHeader(encoded: bytes, name: "\(path): the picture in imageData")
                }
            }.get()
            size = header.uprightSize
            fileExtension = header.format == .jpeg ? "jpg" : header.format.rawValue
        } catch {
            throw .imaging(error)
        }
    }
}
