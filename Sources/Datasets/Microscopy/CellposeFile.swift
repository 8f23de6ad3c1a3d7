internal import Checkpoints
internal import COCO
internal import Files
internal import Geometry
internal import Imaging

/// Cellpose's `X_seg.npy`: numbered pixels with their outlines, which its window opens and its training reads.
///
/// Source: cellpose 4.2, `masks_flows_to_seg` and `_load_seg`. Flows, which only Cellpose's own network has, are left out: the window opens
/// the file without.
enum CellposeFile {
    /// The end of such a file's name.
    static let ending = "_seg.npy"

    /// The bytes of a file.
    /// - Parameter picture: What the file says of the picture that it belongs to.
    static func bytes(_ labels: LabelImage, picture: String) -> [UInt8] {
        let largest = labels.values.max() ?? 0
        let isShort = largest <= UInt32(UInt16.max)
        func array(_ values: [UInt32]) -> NumpyDictionaryWriter.Value {
            let bytes =
                isShort
                ? values.map { UInt16(truncatingIfNeeded: $0).littleEndian }.withUnsafeBytes { Array($0) }
                : values.map(\.littleEndian).withUnsafeBytes { Array($0) }
            return .array(type: isShort ? "u2" : "u4", shape: [labels.size.height, labels.size.width], bytes: bytes)
        }
        let manual = [UInt8](repeating: 0, count: Int(largest))
        return NumpyDictionaryWriter.file([
            ("outlines", array(labels.outlines)), ("masks", array(labels.values)),
            ("chan_choose", .list([.integer(0), .integer(0)])),
            ("ismanual", .array(type: "b1", shape: [manual.count], bytes: manual)), ("filename", .text(picture)),
            ("diameter", .real(.nan)),
        ])
    }

    /// Reads the numbered pixels of a file.
    static func labels(contentsOfFile path: String) throws(DatasetError) -> LabelImage {
        do {
            let file = try MappedFile(path: path)
            let dictionary = try NumpyDictionary(file)
            guard let masks = try dictionary.wholeNumbers("masks") else {
                throw DatasetError.content(
                    file: path, line: nil, expected: "\"masks\"", found: "the names \(list(dictionary.names))")
            }
            guard masks.shape.count == 2 else {
                throw DatasetError.content(
                    file: path, line: nil, expected: "masks of one plane, rows and columns",
                    found: "masks of the shape \(masks.shape), as of a stack")
            }
            return try LabelImage(
                size: ImageSize(width: masks.shape[1], height: masks.shape[0]), values: masks.values)
        } catch let error as DatasetError {
            throw error
        } catch let error as FileError {
            throw .file(file: path, reason: "cannot be read: \(error.reason)")
        } catch let error as ImagingError {
            throw .imaging(error)
        } catch let error as CheckpointError {
            throw DatasetError(reading: path, error)
        } catch {
            throw .file(file: path, reason: "\(error)")
        }
    }
}
