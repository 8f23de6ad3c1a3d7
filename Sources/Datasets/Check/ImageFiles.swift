internal import COCO
internal import Files
internal import Foundation
internal import Geometry
internal import Imaging

/// What the files of a data set's images are, as far as their heads tell.
struct ImageFiles: Sendable {
    /// What became of reading an image's file.
    enum State: Sendable {
        /// The image has no file name, or no folder was given.
        case unknown
        case missing
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
        let folder = source.imageFolder
        // What other systems' names mean is for a fault to say; the file is looked at where it is found.
        let located = folder.map { source.dataset.findingImages(in: $0).images } ?? images
        let paths = located.map { image in folder.flatMap(image.path) }
        self.paths = paths
        states = inParallel(images.count, chunk: 16, threads: threads) { range in
            range.map { index -> State in
                guard let path = paths[index] else { return .unknown }
                guard access(path, F_OK) == 0 else { return .missing }
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
