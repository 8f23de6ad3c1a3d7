import Foundation
import Geometry
import Imaging

/// Reads an input's image.
enum ImageReader {
    /// The image, or what is wrong with it.
    ///
    /// - Parameter options: Gives the options for the file, of which the head may have to be read first.
    static func read(
        _ item: InputItem, options: () throws(ImagingError) -> DecodingOptions
    ) -> Result<DecodedImage, InputFailure> {
        do {
            guard item.isStandardInput else {
                return .success(try DecodedImage(contentsOfFile: item.path, options: try options()))
            }
            if isatty(STDIN_FILENO) == 1 {
                return .failure(InputFailure(name: item.name, reason: "is a terminal; send an image, as cat does"))
            }
            let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
            let options = try options()
            return .success(
                try bytes.withUnsafeBytes { try DecodedImage(encoded: $0, name: item.name, options: options) })
        } catch ImagingError.tooManyPixels(let file, let size, let maximum) {
            let error = ImagingError.tooManyPixels(file: file, size: size, maximum: maximum)
            return .failure(InputFailure(name: item.name, reason: "\(error); --max-pixels \(size.area) admits it"))
        } catch {
            return .failure(InputFailure(name: item.name, reason: String(describing: error)))
        }
    }
}
