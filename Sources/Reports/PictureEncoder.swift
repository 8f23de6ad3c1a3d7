internal import Geometry
internal import Imaging

/// Makes JPEG files of pictures that together are not too large for a page.
struct PictureEncoder {
    /// About how many bytes all files may have in base 64.
    var bytes: Int

    /// The bytes of a JPEG file.
    struct File {
        var bytes: [UInt8]
        var size: ImageSize
    }

    private static let quality = 82
    private static let longestSide = 1600.0
    private static let shortestLongSide = 320.0

    func encode(_ images: [Image]) throws(ImagingError) -> [File] {
        var side = PictureEncoder.longestSide
        while true {
            var files: [File] = []
            for image in images { files.append(try encode(image, side: Int(side))) }
            // Base 64 has four characters for three bytes.
            let total = files.reduce(0) { $0 + $1.bytes.count } / 3 * 4
            if total <= bytes || side <= PictureEncoder.shortestLongSide { return files }
            let longest = Double(files.map { max($0.size.width, $0.size.height) }.max() ?? 1)
            let ratio = (Double(max(bytes, 1)) / Double(total)).squareRoot()
            side = max(PictureEncoder.shortestLongSide, (min(longest, side) * min(ratio, 0.95) * 0.97).rounded(.down))
        }
    }

    private func encode(_ image: Image, side: Int) throws(ImagingError) -> File {
        let fitted = try image.fitted(within: ImageSize(width: side, height: side))
        return File(bytes: try fitted.encoded(as: .jpeg, quality: PictureEncoder.quality), size: fitted.size)
    }
}
