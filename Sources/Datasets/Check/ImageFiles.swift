internal import COCO
internal import Files
internal import Geometry
internal import Imaging

/// What the files of a data set's images are, as far as their heads tell.
struct ImageFiles: Sendable {
    /// What became of reading an image's file.
    enum State: Sendable {
        /// The image has no file name, or no folder was given.
        case unknown
        case missing
        /// The file is outside of the folder, and may not be; it was not opened.
        case outside
        case unreadable(reason: String)
        case read(ImageHeader)
    }

    /// The states, image by image.
    let states: [State]
    /// The files' paths, image by image.
    let paths: [String?]

    /// Looks at the files of all images, several at a time.
    init(_ source: DatasetCheck.Source, threads: Int?) {
        let images = source.dataset.images
        // What other systems' names mean is for a fault to say; the file is looked at where it is found.
        let located = source.imageFolder.map { source.dataset.findingImages(in: $0).images } ?? images
        let folder = source.folder
        let places = inParallel(images.count, chunk: 64, threads: threads) { range in
            range.map { index in
                Result { () throws(DatasetError) in try folder?.path(of: located[index]) }
            }
        }.flatMap(\.self)
        let paths = places.map { (try? $0.get()) ?? nil }
        self.paths = paths
        states = inParallel(images.count, chunk: 16, threads: threads) { range in
            range.map { index -> State in
                if case .failure = places[index] { return .outside }
                guard let path = paths[index] else { return .unknown }
                guard FileStatus.exists(path) else { return .missing }
                do throws(ImagingError) {
                    return .read(try ImageHeader(contentsOfFile: path))
                } catch {
                    return .unreadable(reason: error.description)
                }
            }
        }.flatMap(\.self)
    }

    /// An image's head; nil where it could not be read.
    func header(of index: Int) -> ImageHeader? {
        if case .read(let header) = states[index] { header } else { nil }
    }
}
