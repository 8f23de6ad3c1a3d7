import COCO
import Datasets
import Geometry
import Imaging

/// How each input is read: as the options say, and the way round that a data set is annotated where one gives the ids of
/// results, since these are to be compared with it.
struct InputReading: Sendable {
    private let items: [InputItem]
    private let options: DecodingOptions
    private let reading: PictureReading?
    /// The inputs' sizes in the data set.
    private let sizes: [ImageSize?]
    /// What the reader of results should know.
    let notes: [String]

    /// - Parameters:
    ///   - imageIDs: The inputs' ids.
    ///   - dataSet: The data set that gave the ids; nil where none did.
    /// - Throws: ``CommandFailure`` where the data set cannot be read.
    init(
        _ items: [InputItem], imageIDs: [Int], dataSet: String?, options: ReadingOptions
    ) throws(CommandFailure) {
        self.items = items
        self.options = options.decodingOptions
        guard let dataSet else {
            (reading, sizes, notes) = (nil, [], [])
            return
        }
        let known = Dictionary(try Dataset.given(dataSet).images.map { ($0.id, $0.size) }) { first, _ in first }
        let sizes = imageIDs.map { known[$0] ?? nil }
        let pictures = zip(items, sizes).filter { !$0.0.isStandardInput }.map {
            (name: $0.name, path: $0.path, size: $1)
        }
        let wanted = PictureReading(
            range: options.range, planes: options.planes.choice, appliesOrientation: options.noExif ? false : nil)
        let (reading, notes) = wanted.resolved(for: OrientationEvidence(pictures))
        (self.reading, self.sizes) = (reading, sizes)
        self.notes = notes.map { "\(dataSet): \($0)" }
    }

    /// The head of an input's file; nil where there is none to be had, which reading it tells.
    func header(_ index: Int) -> ImageHeader? {
        let item = items[index]
        return item.isStandardInput ? nil : try? ImageHeader(contentsOfFile: item.path, planes: options.planes)
    }

    /// Reads an input.
    func read(_ index: Int) -> Result<DecodedImage, InputFailure> {
        let item = items[index]
        return ImageReader.read(item) { () throws(ImagingError) in try decodingOptions(index) }
    }

    /// How an input is read.
    ///
    /// - Throws: `ImagingError` where its file cannot be read.
    func decodingOptions(_ index: Int) throws(ImagingError) -> DecodingOptions {
        guard let reading, !items[index].isStandardInput else { return options }
        return try reading.options(for: items[index].path, recordedSize: sizes[index], others: options)
    }
}
