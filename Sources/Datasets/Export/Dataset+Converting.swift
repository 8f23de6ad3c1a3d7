public import COCO
internal import Geometry

extension Dataset {
    /// The data set with all pixels in one form, and what could not be converted; that, and what has no pixels, stays as it is.
    ///
    /// Crowds stay run lengths, which they are by the format's definition.
    public func converting(to form: SegmentationForm) -> (dataset: Dataset, problems: [ConversionProblem]) {
        var dataset = self
        var problems: [ConversionProblem] = []
        let sizes = Dictionary(images.compactMap { image in image.size.map { (image.id, $0) } }) { first, _ in first }
        for index in annotations.indices {
            let annotation = annotations[index]
            do throws(DatasetError) {
                switch (form, annotation.segmentation) {
                case (_, nil), (.polygons, .polygons): continue
                case (.runLengths, .runLengths(let mask, _)):
                    dataset.annotations[index].segmentation = .runLengths(mask, isCompressed: true)
                case (.runLengths, .polygons):
                    guard let size = sizes[annotation.imageID] else {
                        throw .coco(
                            .mismatch(
                                subject: "image \(annotation.imageID)", expected: "a width and height", found: "none"))
                    }
                    if let mask = try annotation.mask(in: size) {
                        dataset.annotations[index].segmentation = .runLengths(mask, isCompressed: true)
                    }
                case (.polygons(let tolerance), .runLengths(let mask, _)):
                    // A crowd's pixels are run lengths by the format's definition.
                    if annotation.isCrowd { continue }
                    dataset.annotations[index].segmentation = .polygons(mask.cocoPolygons(simplifiedTo: tolerance))
                }
            } catch {
                problems.append(ConversionProblem(error, effect: .note))
            }
        }
        return (dataset, problems)
    }
}
