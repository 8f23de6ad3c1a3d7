internal import CVips
public import Geometry

/// What a picture's file says of it before its pixels.
public struct ImageHeader: Sendable, Hashable {
    /// The file's format.
    public var format: ImageFormat
    /// The width and height in pixels as they are stored, before any turning.
    public var size: ImageSize
    /// The EXIF orientation, from 1 (as stored) to 8; 1 where the file has none.
    public var orientation: Int

    /// About how many bytes decoding takes at most, all that lives at once counted, the picture among it.
    public var decodingBytes: Int

    /// The width and height of the picture as it is to be looked at: orientations from 5 on lie on their side.
    public var uprightSize: ImageSize {
        orientation >= 5 ? ImageSize(width: size.height, height: size.width) : size
    }

    /// Reads the head of a picture's file; its pixels are not decoded, and may be damaged.
    ///
    /// Of a JPEG, PNG, WebP, TIFF or BMP file only the beginning is read from the disk.
    /// - Parameters:
    ///   - path: The file.
    ///   - planes: Which pages and channels are to be read.
    /// - Throws: `ImagingError` where the file cannot be read, is not one of the formats of `ImageFormat`, or has not what is chosen.
    public init(contentsOfFile path: String, planes: PlaneChoice = PlaneChoice()) throws(ImagingError) {
        self = try InputFile.withMappedContents(of: path) { bytes throws(ImagingError) in
            try ImageHeader(encoded: bytes, name: path, planes: planes)
        }
    }

    /// Reads the head of a picture from the bytes of its file.
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - name: What errors call the file.
    ///   - planes: Which pages and channels are to be read.
    /// - Throws: `ImagingError` where the bytes are not of one of the formats of `ImageFormat`, or have not what is chosen.
    public init(
        encoded bytes: UnsafeRawBufferPointer, name: String, planes: PlaneChoice = PlaneChoice()
    ) throws(ImagingError) {
        let file = try EncodedFile(bytes, name: name)
        format = file.format
        if file.format == .tiff {
            let stack = try TIFFStack(bytes, name: name)
            let picture = try TIFFPicture(stack, stack.plan(planes), withLevels: false)
            (size, orientation) = (picture.full.size, picture.full.orientation)
            decodingBytes = DecodingMemory(picture).bytes
        } else if let vips = file.format.vips {
            let header = try file.header(as: vips, maximumPixels: .max)
            size = ImageSize(width: Int(header.width), height: Int(header.height))
            orientation = header.turning
            decodingBytes = DecodingMemory(size, header).bytes
        } else {
            size = try BitmapFile(bytes, name: name).size
            orientation = 1
            decodingBytes = DecodingMemory(bitmap: size).bytes
        }
    }
}
