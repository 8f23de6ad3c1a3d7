public import COCO
public import Geometry
public import Imaging

/// How the pictures of a data set are read.
public struct PictureReading: Sendable, Hashable {
    /// Which values become black and which white.
    public var range: ValueRange

    /// Which pages and channels of files with several make the pictures.
    public var planes: PlaneChoice

    /// Whether pictures are turned as their EXIF orientation says where their own size in the data set does not tell whether
    /// its annotations follow the turned picture or the stored one; nil for what `OrientationEvidence` finds, else turned.
    ///
    /// The size does not tell where there is none, where the picture is square, or where it is only mirrored or upside down.
    public var appliesOrientation: Bool?

    /// Creates a way of reading.
    public init(
        range: ValueRange = .full, planes: PlaneChoice = PlaneChoice(), appliesOrientation: Bool? = nil
    ) {
        self.range = range
        self.planes = planes
        self.appliesOrientation = appliesOrientation
    }

    /// Reads a picture the way round that its annotations are.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - recordedSize: The size that the data set has for it.
    /// - Throws: `ImagingError` as `DecodedImage` does.
    public func picture(_ path: String, recordedSize: ImageSize?) throws(ImagingError) -> DecodedImage {
        try DecodedImage(contentsOfFile: path, options: options(for: path, recordedSize: recordedSize))
    }

    /// The options that read a picture so; others are left as they are given.
    /// - Throws: `ImagingError` where the file's head cannot be read.
    public func options(
        for path: String, recordedSize: ImageSize?, others: DecodingOptions = DecodingOptions()
    ) throws(ImagingError) -> DecodingOptions {
        var options = others
        options.range = range
        options.planes = planes
        options.appliesOrientation = turns(
            try ImageHeader(contentsOfFile: path, planes: planes), recordedSize: recordedSize)
        return options
    }

    func turns(_ header: ImageHeader, recordedSize: ImageSize?) -> Bool {
        if header.size != header.uprightSize {
            if recordedSize == header.size { return false }
            if recordedSize == header.uprightSize { return true }
        }
        return appliesOrientation ?? true
    }

    /// The same with what the data set's pictures tell of the way round that it is annotated, and what is to be said of it.
    ///
    /// Complexity: the head of every picture is read, several at a time.
    public func resolved(
        for dataset: Dataset, imageFolder: String, allowsOutside: Bool = false
    ) -> (reading: PictureReading, notes: [String]) {
        let folder = ImageFolder(imageFolder, allowsOutside: allowsOutside)
        let pictures = dataset.images.compactMap { image in
            folder.readablePath(of: image).map { (name: image.fileName ?? $0, path: $0, size: image.size) }
        }
        return resolved(for: OrientationEvidence(pictures))
    }

    /// The same with what evidence tells.
    public func resolved(for evidence: OrientationEvidence) -> (reading: PictureReading, notes: [String]) {
        let turns = appliesOrientation ?? evidence.turns
        var reading = self
        reading.appliesOrientation = turns
        return (reading, evidence.notes(turning: turns))
    }
}
