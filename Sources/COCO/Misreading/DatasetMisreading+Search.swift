internal import Geometry

extension DatasetMisreading {
    /// What a data set's boxes and segmentations seem to mean, where that is not what COCO's format says; nil where they fit
    /// as they stand, or nothing fits better.
    ///
    /// Complexity: O(*n*) in the annotations and their points.
    public init?(of dataset: Dataset) {
        let objects = MisreadObjects(dataset)
        guard let found = objects.fractions() ?? objects.segmentations() ?? objects.areas() ?? objects.overhangs()
        else { return nil }
        self = found
    }
}

/// The boxes and segmentations of a data set, with the sizes of their images.
private struct MisreadObjects {
    struct Object {
        var size: ImageSize?
        var box: AnnotationBox?
        var segmentation: Segmentation?
        var area: Double?
    }

    /// Fewer objects prove nothing.
    static let fewest = 3

    let objects: [Object]

    init(_ dataset: Dataset) {
        var sizes: [Int: ImageSize] = [:]
        for image in dataset.images where sizes[image.id] == nil { sizes[image.id] = image.size }
        objects = dataset.annotations.compactMap { annotation in
            var segmentation = annotation.segmentation
            // What reads as nothing cannot speak for a reading.
            if case .polygons(let rings) = segmentation, !rings.contains(where: { $0.count >= 6 }) {
                segmentation = nil
            }
            if case .runLengths(let mask, _) = segmentation, mask.isEmpty { segmentation = nil }
            guard annotation.box != nil || segmentation != nil else { return nil }
            return Object(
                size: sizes[annotation.imageID], box: annotation.box, segmentation: segmentation, area: annotation.area)
        }
    }

    /// Whether all coordinates are fractions: in images of any size they would mark the first pixel alone.
    func fractions() -> DatasetMisreading? {
        guard objects.count >= Self.fewest,
            objects.allSatisfy({ $0.isFractional && ($0.size.map { min($0.width, $0.height) } ?? 0) > 8 })
        else { return nil }
        let hasPolygons = objects.contains { $0.segmentation != nil }
        let segmentations = hasPolygons ? SegmentationReading(isFractional: true) : .coco
        let withBoxes = objects.filter { $0.box != nil }
        guard !withBoxes.isEmpty else {
            return misreading(.coco, segmentations, objects.count, 0, of: objects.count, .images, isCertain: true)
        }
        let forms = BoxReading.Form.allCases.map { BoxReading(form: $0, isFractional: true) }
        let fits = forms.map { form in
            withBoxes.count { object in
                guard let numbers = object.box, let box = form.box(numbers, in: object.size) else { return false }
                guard let segmentation = object.segmentation else { return box.isInside(object.size) }
                return segmentations.box(around: segmentation, in: object.size).map { $0.iou(with: box) >= 0.8 }
                    ?? false
            }
        }
        guard let most = fits.max(), most * 10 >= withBoxes.count * 8, let best = fits.firstIndex(of: most) else {
            return nil
        }
        return misreading(
            forms[best], segmentations, most, 0, of: withBoxes.count, hasPolygons ? .segmentations : .images,
            isCertain: fits.count { $0 == most } == 1)
    }

    /// Boxes and segmentations of the same objects that agree only when one of them is read otherwise.
    func segmentations() -> DatasetMisreading? {
        let pairs = objects.filter { $0.box != nil && $0.segmentation != nil }
        guard pairs.count >= Self.fewest else { return nil }
        func agreeing(_ boxes: BoxReading, _ segmentations: SegmentationReading, atLeast iou: Double) -> Int {
            pairs.count { object in
                guard let numbers = object.box, let segmentation = object.segmentation,
                    let box = boxes.box(numbers, in: object.size),
                    let around = segmentations.box(around: segmentation, in: object.size)
                else { return false }
                return box.iou(with: around) >= iou
            }
        }
        // Objects on the diagonal fit with x and y exchanged, too.
        let asWritten = agreeing(.coco, .coco, atLeast: 0.5)
        guard asWritten * 5 <= pairs.count * 2 else { return nil }
        let readings =
            BoxReading.others.map { ($0, SegmentationReading.coco) }
            + SegmentationReading.others.map { (BoxReading.coco, $0) }
        let counts = readings.map { agreeing($0.0, $0.1, atLeast: 0.8) }
        guard let most = counts.max(), most * 20 >= pairs.count * 19 else { return nil }
        // Rows before columns in the boxes alone, or in the segmentations alone: what leaves the images is wrong.
        let best = readings.indices.filter { counts[$0] == most }.map { index in
            (index, outside: pairs.count { !isInside($0, readings[index].0, readings[index].1) })
        }.sorted { $0.outside < $1.outside }
        let isCertain = best.count == 1 || best[0].outside < best[1].outside
        let (boxes, segmentations) = readings[best[0].0]
        return misreading(boxes, segmentations, most, asWritten, of: pairs.count, .segmentations, isCertain: isCertain)
    }

    /// Areas that are those of the boxes only when their numbers are read otherwise.
    func areas() -> DatasetMisreading? {
        let boxes = objects.filter { $0.segmentation == nil && $0.box != nil && ($0.area ?? 0) > 0 }
        guard boxes.count >= Self.fewest else { return nil }
        func agreeing(_ reading: BoxReading) -> Int {
            boxes.count { object in
                guard let numbers = object.box, let area = object.area, let box = reading.box(numbers, in: object.size)
                else { return false }
                return abs(box.area - area) <= 0.05 * area + 1
            }
        }
        let asWritten = agreeing(.coco)
        guard asWritten * 10 <= boxes.count else { return nil }
        // Neither the order of the axes nor a centre changes an area.
        let corners = BoxReading(form: .corners)
        let fitting = agreeing(corners)
        guard fitting * 10 >= boxes.count * 9 else { return nil }
        return misreading(corners, .coco, fitting, asWritten, of: boxes.count, .areas, isCertain: true)
    }

    /// Boxes many of which reach outside their images, and none when their numbers are read otherwise.
    func overhangs() -> DatasetMisreading? {
        let boxes = objects.filter { $0.segmentation == nil && $0.box != nil && $0.size != nil }
        guard boxes.count >= 2 * Self.fewest else { return nil }
        func inside(_ reading: BoxReading) -> Int {
            boxes.count { object in
                object.box.flatMap { reading.box($0, in: object.size) }.map { $0.isInside(object.size) } ?? false
            }
        }
        let asWritten = inside(.coco)
        guard asWritten * 5 <= boxes.count * 4 else { return nil }
        let readings = BoxReading.others.filter { !$0.isFractional && inside($0) == boxes.count }
        guard let first = readings.first else { return nil }
        return misreading(first, .coco, boxes.count, asWritten, of: boxes.count, .images, isCertain: false)
    }

    private func isInside(_ object: Object, _ boxes: BoxReading, _ segmentations: SegmentationReading) -> Bool {
        let box = object.box.flatMap { boxes.box($0, in: object.size) }
        let around = object.segmentation.flatMap { segmentations.box(around: $0, in: object.size) }
        return [box, around].allSatisfy { $0?.isInside(object.size) ?? false }
    }

    private func misreading(
        _ boxes: BoxReading, _ segmentations: SegmentationReading, _ fitting: Int, _ asWritten: Int, of all: Int,
        _ evidence: DatasetMisreading.Evidence, isCertain: Bool
    ) -> DatasetMisreading {
        DatasetMisreading(
            boxes: boxes, segmentations: segmentations, fitting: fitting, asWritten: asWritten, all: all,
            evidence: evidence, isCertain: isCertain)
    }
}

extension MisreadObjects.Object {
    /// Whether all numbers are from 0 to 1, and not all of them whole.
    fileprivate var isFractional: Bool {
        var numbers = box.map { [$0.x, $0.y, $0.width, $0.height] } ?? []
        switch segmentation {
        case .polygons(let rings): numbers += rings.joined()
        case .runLengths: return false
        case nil: break
        }
        return numbers.allSatisfy { (0...1.001).contains($0) } && numbers.contains { $0 != $0.rounded() }
    }
}

extension AnnotationBox {
    /// Whether a box lies in an image of a size, give or take a pixel.
    fileprivate func isInside(_ size: ImageSize?) -> Bool {
        guard let size else { return true }
        return x >= -1 && y >= -1 && x + width <= Double(size.width) + 1 && y + height <= Double(size.height) + 1
    }
}
