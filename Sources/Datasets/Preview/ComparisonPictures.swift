public import COCO
public import Geometry
public import Imaging

/// Draws ground truth and results side by side: left what is marked, right what was found.
///
/// What was found is green on both sides, what was missed yellow on the left, and what is wrong orange-red on the right;
/// crowds, which are neither found nor missed, are grey. Results below the threshold of the outcome are not drawn.
public struct ComparisonPictures: Sendable {
    /// The colours of the outcomes, which people with any kind of colour vision tell apart.
    ///
    /// Source: Okabe and Ito, "Color Universal Design" (2008).
    public enum Outcome: Int, Sendable, CaseIterable {
        /// A result that matches an object, and an object that was found.
        case found
        /// A result that matches nothing.
        case wrong
        /// An object that was not found.
        case missed
        /// A crowd.
        case ignored

        /// The colour.
        public var color: Color {
            switch self {
            case .found: Color(hex: 0x00b482)
            case .wrong: Color(hex: 0xe0520c)
            case .missed: Color(hex: 0xf0e442)
            case .ignored: Color(hex: 0x9a9a9a)
            }
        }
    }

    /// How objects are drawn; colours are those of the outcomes.
    public var style: OverlayStyle
    /// Whether objects with a mask have their box drawn, too.
    public var drawsBoxesOfMasks = false
    /// How pictures are read.
    public var reading = PictureReading()
    /// Whether keypoints were compared: objects without a labelled one are left out then, and drawn like crowds.
    public var comparesKeypoints = false
    /// Whether it is written under the pictures how many objects are marked, missed, found and wrong.
    public var drawsCaptions = true

    private let dataset: Dataset
    private let results: [DetectionResult]
    private let folder: ImageFolder
    private let imagePlaces: [Int: Int]
    private let names: [Int: String]
    private let skeletons: [Int: [SkeletonEdge]]
    private let annotationsOfImage: [Int: [Int]]

    /// Prepares drawing.
    /// - Parameters:
    ///   - dataset: The ground truth.
    ///   - results: The results, whose places outcomes name.
    ///   - imageFolder: The folder that file names are relative to.
    ///   - allowsOutside: Whether they may lead out of it.
    public init(
        _ dataset: Dataset, results: [DetectionResult], imageFolder: String, allowsOutside: Bool = false
    ) {
        self.dataset = dataset.findingImages(in: imageFolder)
        self.results = results
        folder = ImageFolder(imageFolder, allowsOutside: allowsOutside)
        style = OverlayStyle()
        style.coloring = .class
        style.palette = Palette(Outcome.allCases.map(\.color))
        style.drawsLabels = dataset.categories.count > 1
        // Which results are shown, the outcome says.
        style.scoreThreshold = -.infinity
        imagePlaces = firstPlaces(dataset.images, id: \.id)
        names = Dictionary(dataset.categories.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        skeletons = Dictionary(
            dataset.categories.map { ($0.id, $0.skeleton) }, uniquingKeysWith: { first, _ in first })
        annotationsOfImage = Dictionary(grouping: dataset.annotations.indices) { dataset.annotations[$0].imageID }
    }

    /// The ground truth and the results of one image, side by side.
    /// - Parameters:
    ///   - outcome: What became of them; places that the lists do not have are passed over.
    ///   - bounds: The size that each of the two is made to fit, larger or smaller; nil to keep the picture's.
    /// - Throws: `DatasetError` where there is no such image, its picture cannot be read, or the system has no font.
    public func picture(of outcome: ImageOutcome, fittedWithin bounds: ImageSize? = nil) throws(DatasetError) -> Image {
        guard let place = imagePlaces[outcome.imageID] else {
            throw .coco(
                .mismatch(
                    subject: "image \(outcome.imageID)", expected: "an image of the data set", found: "no such id"))
        }
        let image = dataset.images[place]
        let picture = try annotatedPicture(of: image, folder: folder, reading: reading)
        do throws(ImagingError) {
            return try self.picture(of: outcome, on: picture, size: image.size ?? picture.size, bounds: bounds)
        } catch {
            throw .imaging(error)
        }
    }

    private func picture(
        of outcome: ImageOutcome, on picture: Image, size: ImageSize, bounds: ImageSize?
    ) throws(ImagingError) -> Image {
        var picture = picture
        if let bounds { picture = try picture.fitted(within: bounds, enlarges: true) }
        let drawing = AnnotationDrawing(size: size, pictureSize: picture.size, drawsBoxesOfMasks: drawsBoxesOfMasks)
        let overlay = Overlay(style: style)
        let truths = truths(of: outcome, drawing)
        let found = found(in: outcome, drawing)
        let objects = (annotationsOfImage[outcome.imageID] ?? []).count { !isLeftOut(dataset.annotations[$0]) }
        let (right, wrong) = (outcome.truePositives.count, outcome.falsePositives.count)
        return try Mosaic.sideBySide([
            Mosaic.Panel(
                try overlay.drawing(truths, on: picture),
                caption: drawsCaptions ? "marked: \(objects), \(outcome.missed.count) of them missed (yellow)" : nil),
            Mosaic.Panel(
                try overlay.drawing(found, on: picture),
                caption: drawsCaptions ? "found: \(right + wrong), \(wrong) of them wrong (red)" : nil),
        ])
    }

    private func truths(of outcome: ImageOutcome, _ drawing: AnnotationDrawing) -> [OverlayInstance] {
        let missed = Set(outcome.missed)
        return (annotationsOfImage[outcome.imageID] ?? []).compactMap { index in
            let annotation = dataset.annotations[index]
            let name = name(of: annotation.categoryID)
            let kind: Outcome = isLeftOut(annotation) ? .ignored : missed.contains(index) ? .missed : .found
            return drawing.instance(
                box: annotation.box, segmentation: annotation.segmentation,
                label: annotation.isCrowd ? "\(name) (crowd)" : name, classIndex: kind.rawValue,
                skeleton: drawing.skeleton(of: annotation.keypoints, skeletons[annotation.categoryID] ?? []))
        }
    }

    private func found(in outcome: ImageOutcome, _ drawing: AnnotationDrawing) -> [OverlayInstance] {
        let kinds = [(outcome.truePositives, Outcome.found), (outcome.falsePositives, .wrong)]
        return kinds.flatMap { places, kind in
            places.filter(results.indices.contains).compactMap { index in
                let result = results[index]
                return drawing.instance(
                    box: result.box, segmentation: result.segmentation, label: name(of: result.categoryID),
                    score: result.score, classIndex: kind.rawValue,
                    skeleton: drawing.skeleton(of: result.keypoints, skeletons[result.categoryID] ?? []))
            }
        }
    }

    private func isLeftOut(_ annotation: Annotation) -> Bool {
        annotation.isCrowd || comparesKeypoints && !annotation.hasLabelledKeypoint
    }

    private func name(of category: Int) -> String { names[category] ?? "category \(category)" }
}
