import Foundation
import Imaging

/// Reads an input's image.
enum ImageReader {
    /// The image, or what is wrong with it.
    static func read(_ item: InputItem, options: DecodingOptions) -> Result<Image, InputFailure> {
        do {
            guard item.isStandardInput else {
                return .success(try Image(contentsOfFile: item.path, options: options))
            }
            if isatty(STDIN_FILENO) == 1 {
                return .failure(InputFailure(name: item.name, reason: "is a terminal; send an image, as cat does"))
            }
            let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
            return .success(try Image(encoded: [UInt8](bytes), name: item.name, options: options))
        } catch {
            return .failure(InputFailure(name: item.name, reason: String(describing: error)))
        }
    }
}
