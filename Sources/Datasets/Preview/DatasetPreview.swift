public import COCO
public import Geometry
public import Imaging

/// Draws what a data set marks on its pictures.
///
/// Masks are filled and outlined, objects with a box only have it drawn, keypoints are discs, rings where they are hidden, with
/// their category's skeleton between them, and crowds say so. Each category has its own colour,
/// or each object where there is but one category, whose name is then not written.
public struct DatasetPreview: Sendable {
    /// The data set.
    public let dataset: Dataset
    private let folder: ImageFolder
    /// How objects are drawn.
    public var style: OverlayStyle
    /// Whether objects with a mask have their box drawn, too.
    public var drawsBoxesOfMasks = false
    /// How pictures are read.
    public var reading = PictureReading()

    private let imagePlaces: [Int: Int]
    private let categoryPlaces: [Int: Int]
    private let annotationsOfImage: [Int: [Int]]

    /// Prepares drawing.
    /// - Parameters:
    ///   - dataset: The data set.
    ///   - imageFolder: The folder that file names are relative to.
    ///   - allowsOutside: Whether they may lead out of it.
    ///   - style: How objects are drawn; nil for what suits the number of categories.
    public init(
        _ dataset: Dataset, imageFolder: String, allowsOutside: Bool = false, style: OverlayStyle? = nil
    ) {
        self.dataset = dataset.findingImages(in: imageFolder)
        folder = ImageFolder(imageFolder, allowsOutside: allowsOutside)
        var usual = OverlayStyle()
        usual.coloring = dataset.categories.count > 1 ? .class : .instance
        usual.drawsLabels = dataset.categories.count > 1
        self.style = style ?? usual
        imagePlaces = firstPlaces(dataset.images, id: \.id)
        categoryPlaces = firstPlaces(dataset.categories, id: \.id)
        annotationsOfImage = Dictionary(grouping: dataset.annotations.indices) { dataset.annotations[$0].imageID }
    }

    /// The ids of some images, chosen at random but the same for the same seed, in the order of the data set.
    /// - Parameters:
    ///   - count: How many; all where there are fewer.
    ///   - seed: Chooses among the choices.
    ///   - onlyAnnotated: Whether images that nothing is marked in are left out.
    public func sample(_ count: Int, seed: UInt64 = 0, onlyAnnotated: Bool = false) -> [Int] {
        var places = dataset.images.indices.filter {
            !onlyAnnotated || annotationsOfImage[dataset.images[$0].id] != nil
        }
        var generator = SplitMix64(seed: seed)
        generator.shuffle(&places)
        return places.prefix(max(0, count)).sorted().map { dataset.images[$0].id }
    }

    /// An image's picture with all that is marked in it.
    ///
    /// Annotations are scaled where the picture is of another size than the data set says.
    /// - Parameters:
    ///   - id: The image's id.
    ///   - bounds: The size that the picture is made to fit, larger or smaller, before anything is drawn; nil to keep its own.
    /// - Throws: `DatasetError` where there is no such image, its picture cannot be read, or the system has no font.
    public func picture(ofImage id: Int, fittedWithin bounds: ImageSize? = nil) throws(DatasetError) -> Image {
        let image = try image(id)
        var picture = try annotatedPicture(of: image, folder: folder, reading: reading)
        let size = image.size ?? picture.size
        do throws(ImagingError) {
            if let bounds { picture = try picture.fitted(within: bounds, enlarges: true) }
            let drawing = AnnotationDrawing(
                size: size, pictureSize: picture.size, drawsBoxesOfMasks: drawsBoxesOfMasks)
            let instances = (annotationsOfImage[id] ?? []).compactMap { index -> OverlayInstance? in
                let annotation = dataset.annotations[index]
                let place = categoryPlaces[annotation.categoryID]
                return drawing.instance(
                    box: annotation.box, segmentation: annotation.segmentation, label: label(of: annotation),
                    classIndex: place ?? -1,
                    skeleton: drawing.skeleton(
                        of: annotation.keypoints, place.map { dataset.categories[$0].skeleton } ?? []))
            }
            return try Overlay(style: style).drawing(instances, on: picture)
        } catch {
            throw .imaging(error)
        }
    }

    /// Pictures of several images in one, each with its file's name and how many objects it has.
    /// - Parameters:
    ///   - ids: The images' ids.
    ///   - cell: The size that each picture is made to fit.
    ///   - columns: How many pictures a row has; nil for as many as make the whole about as wide as high.
    /// - Throws: `DatasetError` as `picture(ofImage:fittedWithin:)` does, and where there are no images.
    public func contactSheet(
        of ids: [Int], cell: ImageSize = ImageSize(width: 360, height: 360), columns: Int? = nil
    ) throws(DatasetError) -> Image {
        var panels: [Mosaic.Panel] = []
        for id in ids {
            let picture = try picture(ofImage: id, fittedWithin: cell)
            panels.append(Mosaic.Panel(picture, caption: try caption(of: id)))
        }
        do throws(ImagingError) {
            return try Mosaic(columns: columns).compose(panels)
        } catch {
            throw .imaging(error)
        }
    }

    private func image(_ id: Int) throws(DatasetError) -> DatasetImage {
        guard let place = imagePlaces[id] else {
            throw .coco(.mismatch(subject: "image \(id)", expected: "an image of the data set", found: "no such id"))
        }
        return dataset.images[place]
    }

    private func caption(of id: Int) throws(DatasetError) -> String {
        let name = try image(id).fileName ?? "image \(id)"
        // The end of a long name tells files apart at least as often as its start.
        let short = name.count > 32 ? "\(name.prefix(14))…\(name.suffix(14))" : name
        let count = annotationsOfImage[id]?.count ?? 0
        return "\(short): \(count == 1 ? "1 object" : "\(count) objects")"
    }

    private func label(of annotation: Annotation) -> String {
        let place = categoryPlaces[annotation.categoryID]
        let name = place.map { dataset.categories[$0].name } ?? "category \(annotation.categoryID)"
        return annotation.isCrowd ? "\(name) (crowd)" : name
    }
}
