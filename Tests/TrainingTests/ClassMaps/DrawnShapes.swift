import COCO
import ClassMaps
import Foundation
import Geometry
import Imaging
import MaskRCNN
import TestSupport
import Training
import TrainingData

/// Drawn squares and bars, with their class maps and as a data set, and settings with which a narrow FCN learns them within seconds.
enum DrawnShapes {
    static let names = ["background", "square", "bar"]
    static let palette = ClassPalette.named(names)
    private static let size = ImageSize(width: 64, height: 64)

    /// Writes pictures of 64 × 64 pixels to `images`, their maps to `maps`, and `shapes.json`; each has a square and a bar.
    static func write(to folder: String, count: Int, seed: UInt64 = 1) throws {
        for name in ["images", "maps"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        var generator = SeededGenerator(seed: seed)
        var dataset = Dataset()
        dataset.categories = [ObjectCategory(id: 4, name: "square"), ObjectCategory(id: 9, name: "bar")]
        for index in 0..<count {
            var image = try Image(size: size, filledWith: Color(red: 40, green: 50, blue: 60))
            var labels = [UInt8](repeating: 0, count: size.area)
            let side = Int.random(in: 16...24, using: &generator)
            let height = Int.random(in: 10...14, using: &generator)
            let shapes = [
                (
                    label: 1, x: Int.random(in: 2...36, using: &generator), y: Int.random(in: 2...8, using: &generator),
                    width: side, height: side, color: Color(red: 230, green: 60, blue: 50)
                ),
                (
                    label: 2, x: Int.random(in: 2...16, using: &generator),
                    y: Int.random(in: 38...48, using: &generator),
                    width: 40, height: height, color: Color(red: 60, green: 90, blue: 240)
                ),
            ]
            for shape in shapes {
                for y in shape.y..<shape.y + shape.height {
                    for x in shape.x..<shape.x + shape.width {
                        image[x, y] = shape.color
                        labels[y * size.width + x] = UInt8(shape.label)
                    }
                }
                let (left, top) = (Double(shape.x), Double(shape.y))
                let (right, bottom) = (left + Double(shape.width), top + Double(shape.height))
                dataset.annotations.append(
                    Annotation(
                        id: dataset.annotations.count + 1, imageID: index + 1, categoryID: shape.label == 1 ? 4 : 9,
                        box: AnnotationBox(x: left, y: top, width: right - left, height: bottom - top),
                        area: (right - left) * (bottom - top),
                        segmentation: .polygons([[left, top, right, top, right, bottom, left, bottom]])))
            }
            try Data(image.encoded(as: .png)).write(to: URL(fileURLWithPath: "\(folder)/images/\(index).png"))
            try ClassMap(size: size, labels: labels).write(toFile: "\(folder)/maps/\(index).png", palette: palette)
            dataset.images.append(DatasetImage(id: index + 1, fileName: "\(index).png", size: size))
        }
        try dataset.write(toFile: folder + "/shapes.json")
    }

    /// A narrow ResNet with a small head and an auxiliary one.
    static func network(deep: Bool = false) -> SegmentationConfiguration {
        var network = deep ? SegmentationConfiguration.deepLabV3ResNet50 : .fcnResNet50
        network.transform.shortSide = 64
        network.backbone.resNet?.width = 8
        var auxiliary = SegmentationConfiguration.FullyConvolutional()
        auxiliary.channels = 8
        auxiliary.dropout = 0.1
        network.auxiliaryHead = auxiliary
        if deep {
            var head = SegmentationConfiguration.DeepLabV3()
            head.channels = 16
            head.atrousRates = [2, 4]
            network.head = .deepLabV3(head)
        } else {
            var head = SegmentationConfiguration.FullyConvolutional()
            head.channels = 16
            network.head = .fcn(head)
        }
        return network
    }

    /// Settings with running statistics, dropout, crops and a running average: all that resuming must bring back.
    static func configuration(deep: Bool = false, epochs: Double = 2) -> TrainingConfiguration {
        var configuration = TrainingConfiguration(model: network(deep: deep))
        configuration.data.batchSize = 4
        configuration.optimizer.method = .adamw
        configuration.optimizer.rate = 3e-3
        configuration.optimizer.averageDecay = 0.9
        configuration.schedule.epochs = epochs
        configuration.schedule.warmupSteps = 2
        configuration.evaluation.pictures = 1
        configuration.seed = 5
        return configuration
    }

    /// A run on class maps in files, or on the data set painted.
    static func request(
        _ data: String, _ run: String, painted: Bool = false, _ configuration: TrainingConfiguration = configuration()
    ) throws -> TrainingRequest {
        let source =
            painted
            ? TrainingSet.Source(
                try Dataset(contentsOfFile: data + "/shapes.json"), imageFolder: data + "/images",
                name: data + "/shapes.json")
            : try TrainingSet.Source(pictures: data + "/images", classMaps: data + "/maps")
        var request = TrainingRequest(configuration, sources: [source], validation: source, folder: RunFolder(run))
        request.classes = painted ? nil : palette
        request.threads = painted ? nil : 1
        return request
    }
}

extension ClassPalette {
    /// Classes of some names, which are sound.
    fileprivate static func named(_ names: [String]) -> ClassPalette {
        guard let palette = try? ClassPalette(names: names) else { preconditionFailure("\(names) are sound") }
        return palette
    }
}
