import Geometry
import MaskRCNN
import Zoo

/// A network for semantic segmentation in the list of models.
struct ListedSegmenter {
    let configuration: SegmentationConfiguration
    let weights: PublishedWeights?

    init(_ configuration: SegmentationConfiguration) {
        self.configuration = configuration
        weights = PublishedWeights.all.first { $0.name == configuration.name }
    }

    private var operations: Double { configuration.operationCount(of: ListedModel.size) }

    var row: [String] {
        [
            configuration.name, "\(Quantity.decimal(Double(configuration.parameterCount) / 1e6, places: 1)) M",
            "\(Quantity.decimal(operations / 1e9, places: 1)) G", ListedModel.figure(weights?.meanIoU),
            ListedModel.figure(weights?.pixelAccuracy), ListedModel.place(of: weights),
        ]
    }

    var json: JSON {
        func number(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
        return .object([
            ("name", .string(configuration.name)), ("task", .string(ModelTask.segmentation.rawValue)),
            ("parameters", .integer(configuration.parameterCount)), ("operations_800x800", .number(operations)),
            ("mean_iou", number(weights?.meanIoU)), ("pixel_accuracy", number(weights?.pixelAccuracy)),
            ("published", .boolean(weights != nil)), ("cached", .boolean(weights?.isCached ?? false)),
        ])
    }
}
