internal import ClassMaps
internal import Foundation
internal import Geometry
internal import Imaging
internal import MaskRCNN
internal import TrainingData

/// An evaluation of a network that gives every pixel a class.
struct ClassMapEvaluation: TaskEvaluation {
    private let set: TrainingSet
    private let truth: TrainingMaps
    private let name: String
    private let predictor: SegmentationPredictor
    private let pictureCount: Int
    private var found: Found

    /// What processes tell each other.
    private struct Found: Codable {
        var evaluation: SemanticEvaluation
        /// The predicted labels of the images that are drawn, by their places.
        var drawn: [Int: Data] = [:]
    }

    init(
        _ set: TrainingSet, truth: TrainingMaps, name: String, predictor: SegmentationPredictor, pictureCount: Int
    ) throws(TrainingError) {
        self.set = set
        self.truth = truth
        self.name = name
        self.predictor = predictor
        self.pictureCount = pictureCount
        found = Found(
            evaluation: try Self.rethrowing { () throws(ClassMapError) in
                try SemanticEvaluation(classCount: truth.palette.count)
            })
    }

    mutating func predict(_ places: [Int]) throws(TrainingError) {
        for place in places {
            let record = set.images[place]
            let (image, map) = try read(place)
            let labels: [UInt8]
            do {
                labels = try predictor.segmentation(of: image).labels
            } catch {
                throw .model(error)
            }
            if place < pictureCount { found.drawn[place] = Data(labels) }
            found.evaluation = try Self.rethrowing { () throws(ClassMapError) in
                var evaluation = found.evaluation
                try evaluation.add(
                    ClassMap(size: image.size, labels: labels), groundTruth: map, name: record.path)
                return evaluation
            }
        }
    }

    /// A picture and what is right for it.
    private func read(_ place: Int) throws(TrainingError) -> (image: Image, map: ClassMap) {
        do throws(TrainingDataError) {
            let image = set.images[place]
            return (try image.pixels(), try truth.map(of: place, image))
        } catch {
            throw .data(error)
        }
    }

    func encoded() throws(TrainingError) -> [UInt8] {
        do {
            return [UInt8](try JSONEncoder().encode(found))
        } catch {
            throw .file(file: name, reason: "\(error)")
        }
    }

    mutating func take(_ parts: [[UInt8]]) throws(TrainingError) {
        var all = Found(
            evaluation: try Self.rethrowing { () throws(ClassMapError) in
                try SemanticEvaluation(classCount: truth.palette.count)
            })
        do {
            for part in parts {
                let other = try JSONDecoder().decode(Found.self, from: Data(part))
                all.evaluation.merge(other.evaluation)
                all.drawn.merge(other.drawn) { first, _ in first }
            }
        } catch {
            throw .file(file: name, reason: "what another process found cannot be understood: \(error)")
        }
        found = all
    }

    /// Figures that are 0 / 0, such as the IoU of a class that occurs nowhere, are left out.
    func figures() -> [String: Double] {
        let evaluation = found.evaluation
        var figures = [
            JudgedFigure.meanIoU.rawValue: evaluation.meanIoUOfOccurringClasses,
            "semantic/pixelAccuracy": evaluation.pixelAccuracy,
            "semantic/meanClassAccuracy": evaluation.meanClassAccuracy,
        ]
        for (name, overlap) in zip(truth.palette.names, evaluation.intersectionsOverUnion) {
            figures["semantic/IoU/\(name)"] = overlap
        }
        return figures.filter { $0.value.isFinite }
    }

    func pictures() throws(TrainingError) -> [Image] {
        var overlay = ClassMapOverlay(palette: truth.palette)
        // It is drawn below what is enlarged, so that its letters are of one size.
        overlay.drawsLegend = false
        func panel(_ map: ClassMap, on image: Image, _ caption: String) throws -> Mosaic.Panel {
            let bounds = ImageSize(width: 640, height: 640)
            let picture = try overlay.drawing(map, on: image).fitted(within: bounds, enlarges: true)
            return Mosaic.Panel(try overlay.legend(of: map).appended(below: picture), caption: caption)
        }
        var pictures: [Image] = []
        for place in found.drawn.keys.sorted() {
            let (image, map) = try read(place)
            do {
                let predicted = try ClassMap(size: image.size, labels: [UInt8](found.drawn[place] ?? Data()))
                pictures.append(
                    try Mosaic.sideBySide([panel(map, on: image, "marked"), panel(predicted, on: image, "predicted")]))
            } catch ClassMapError.imaging(.noFont), ImagingError.noFont {
                // A machine without a screen may have no font; training needs none.
                return []
            } catch {
                throw .file(file: set.images[place].path, reason: "\(error)")
            }
        }
        return pictures
    }

    private static func rethrowing<Value>(
        _ body: () throws(ClassMapError) -> Value
    ) throws(TrainingError) -> Value {
        do {
            return try body()
        } catch {
            throw .data(.classMaps(error, others: 0))
        }
    }
}
