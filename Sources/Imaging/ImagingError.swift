public import Files
public import Geometry

/// What can go wrong with pictures and the files they come from; `file` is the path, or the name that was given for bytes.
public enum ImagingError: Error, Hashable, Sendable {
    /// The operating system does not let the file be read, for `reason`.
    case unreadable(file: String, reason: String)
    /// The file has no bytes.
    case empty(file: String)
    /// The file begins like none of the formats that are read; `found` says how it begins.
    case notAnImage(file: String, found: String)
    /// The file begins like an image of this format, but cannot be decoded for `reason` (it is cut off or damaged).
    case undecodable(file: String, format: ImageFormat, reason: String)
    /// The file is an image of this format, of a kind that its decoder does not read, for `reason`.
    case unsupportedFile(file: String, format: ImageFormat, reason: String)
    /// The image has more pixels than the options allow; nothing of it was decoded.
    case tooManyPixels(file: String, size: ImageSize, maximum: Int)
    /// A picture needs more memory than the budget has; nothing of it was decoded or drawn.
    case memory(MemoryShortage)
    /// The image's pixels are of a kind that has no meaning here.
    case unsupportedPixels(file: String, expected: String, found: String)
    /// The image's values are `found`, of which none is black or white by itself, and no range was chosen.
    case noFullRange(file: String, found: String)
    /// A page, channel or plane that was `asked` for is not in the file; `found` says what is.
    case notInFile(file: String, asked: String, found: String)
    /// A region of a large picture is not inside its size.
    case outside(file: String, region: PixelRegion, size: ImageSize)
    /// The path's extension names no format that is written.
    case unknownExtension(file: String, found: String)
    /// The picture cannot be encoded for `reason`.
    case unencodable(format: ImageFormat, reason: String)
    /// The file cannot be written for `reason`; what stood there before is untouched.
    case unwritable(file: String, reason: String)
    /// The file cannot be written since the file system does not take its name, for `reason`; others can.
    case unusableName(file: String, reason: String)
    /// A number of pixel values is `found` where the size asks for `expected`.
    case wrongPixelCount(size: ImageSize, expected: Int, found: Int)
    /// Something of one size was to be drawn on, or combined with, a picture of another.
    case sizesDiffer(expected: ImageSize, found: ImageSize)
    /// A picture cannot have this size.
    case invalidSize(ImageSize, reason: String)
    /// An index mask can number `maximum` instances, and there are `found`.
    case tooManyInstances(found: Int, maximum: Int)
    /// There are `found` scores for `expected` masks.
    case wrongScoreCount(expected: Int, found: Int)
    /// Text cannot be drawn, mostly because the system has no font.
    case noFont(reason: String)
    /// libvips cannot be started, or fails at an operation on good pixels, for `reason`.
    case libraryFailed(reason: String)
}

extension ImagingError: CustomStringConvertible {
    /// One sentence that names the file, what was expected and what came.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason):
            "\(file): cannot be read: \(reason)"
        case .empty(let file):
            "\(file): the file is empty; expected an image"
        case .notAnImage(let file, let found):
            "\(file): not an image; expected JPEG, PNG, WebP, TIFF, GIF or BMP, found \(found)"
        case .undecodable(let file, let format, let reason):
            "\(file): cut off or damaged \(format.name): \(reason)"
        case .unsupportedFile(let file, let format, let reason):
            "\(file): an unsupported kind of \(format.name): \(reason)"
        case .tooManyPixels(let file, let size, let maximum):
            "\(file): the image has \(size) pixels (\(size.area)), more than the allowed \(maximum)"
        case .memory(let shortage):
            shortage.description
        case .unsupportedPixels(let file, let expected, let found):
            "\(file): unsupported pixels; expected \(expected), found \(found)"
        case .noFullRange(let file, let found):
            "\(file): \(found): which of them are black and white must be chosen, as by --range percentile or --range LOW,HIGH"
        case .notInFile(let file, let asked, let found):
            "\(file): \(asked) is not in the file: \(found)"
        case .outside(let file, let region, let size):
            "\(file): the region of \(region) is not inside its \(size) pixels"
        case .unknownExtension(let file, let found):
            "\(file): the name should end in .png, .jpg, .jpeg or .webp, but \(found.isEmpty ? "has no extension" : "ends in .\(found)")"
        case .unencodable(let format, let reason):
            "the picture cannot be encoded as \(format.name): \(reason)"
        case .unwritable(let file, let reason), .unusableName(let file, let reason):
            "\(file): cannot be written: \(reason)"
        case .wrongPixelCount(let size, let expected, let found):
            "a picture of \(size) pixels should have \(expected) values, but has \(found)"
        case .sizesDiffer(let expected, let found):
            "expected a size of \(expected) pixels, found \(found)"
        case .invalidSize(let size, let reason):
            "a picture cannot be \(size) pixels: \(reason)"
        case .tooManyInstances(let found, let maximum):
            "an index mask numbers at most \(maximum) instances, but there are \(found)"
        case .wrongScoreCount(let expected, let found):
            "there should be a score for each of the \(expected) masks, but there are \(found)"
        case .noFont(let reason):
            "labels cannot be drawn: \(reason)"
        case .libraryFailed(let reason):
            "libvips failed: \(reason)"
        }
    }
}
