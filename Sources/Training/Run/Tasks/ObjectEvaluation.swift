internal import COCO
internal import Datasets
internal import Geometry
internal import Imaging
internal import MaskRCNN
internal import TrainingData

/// An evaluation of a network that finds objects.
struct ObjectEvaluation: TaskEvaluation {
    let validation: ValidationData
    let predictor: Predictor
    let network: Configuration
    let settings: TrainingConfiguration.Evaluating
    private var results: [DetectionResult] = []

    init(
        validation: ValidationData, predictor: Predictor, network: Configuration,
        settings: TrainingConfiguration.Evaluating
    ) {
        self.validation = validation
        self.predictor = predictor
        self.network = network
        self.settings = settings
    }

    mutating func predict(_ places: [Int]) throws(TrainingError) {
        let records = places.map { validation.source.dataset.images[$0] }
        var images: [Image] = []
        for record in records { images.append(try validation.image(record)) }
        let found: [[Detection]]
        do {
            found = try predictor.detections(in: images)
        } catch {
            throw .model(error)
        }
        for (index, record) in records.enumerated() {
            results += found[index].compactMap { validation.result($0, imageID: record.id) }
        }
    }

    func encoded() throws(TrainingError) -> [UInt8] {
        do {
            return try results.jsonBytes()
        } catch {
            throw .file(file: validation.source.name, reason: "\(error)")
        }
    }

    mutating func take(_ parts: [[UInt8]]) throws(TrainingError) {
        do {
            results = try parts.flatMap { try [DetectionResult](json: $0) }
        } catch let error as COCOError {
            throw .evaluation(error)
        } catch {
            throw .file(file: validation.source.name, reason: "\(error)")
        }
    }

    /// What is compared, that by which the run is judged last.
    private var comparedTypes: [IoUType] {
        [.bbox] + (network.hasKeypoints ? [.keypoints] : []) + (network.hasMasks ? [.segm] : [])
    }

    func figures() throws(TrainingError) -> [String: Double] {
        var figures: [String: Double] = [:]
        let most = settings.maximumDetections
        for kind in comparedTypes {
            var options = kind == .keypoints ? EvaluationOptions.keypoints : EvaluationOptions()
            options.iouType = kind
            if kind == .keypoints {
                options.maxDetections = [min(most, 20)]
                options.keypointSigmas = network.evaluationSigmas(settings.keypointSigmas)
            } else {
                options.maxDetections = most > 10 ? [1, 10, most] : [most]
            }
            do {
                let evaluation = try Evaluation(
                    groundTruth: validation.source.dataset, results: results, options: options)
                for figure in evaluation.summary { figures["\(kind.rawValue)/\(figure.name)"] = figure.value }
            } catch {
                throw .evaluation(error)
            }
        }
        return figures
    }

    /// The first images, what is marked beside what was found, large enough to be looked at.
    func pictures() throws(TrainingError) -> [Image] {
        let ids = validation.source.dataset.images.prefix(settings.pictures).map(\.id)
        guard !ids.isEmpty else { return [] }
        var drawing = ComparisonPictures(
            validation.source.dataset, results: results, imageFolder: validation.source.imageFolder,
            allowsOutside: validation.source.allowsOutside)
        drawing.reading = validation.reading
        drawing.comparesKeypoints = comparedTypes.last == .keypoints
        do {
            let outcomes = try ImageOutcome.worstFirst(
                groundTruth: validation.source.dataset, results: results, iouType: comparedTypes.last ?? .bbox,
                keypointSigmas: network.evaluationSigmas(settings.keypointSigmas))
            let byImage = Dictionary(outcomes.map { ($0.imageID, $0) }) { first, _ in first }
            return try ids.compactMap { byImage[$0] }.map { outcome in
                try drawing.picture(of: outcome, fittedWithin: ImageSize(width: 640, height: 640))
            }
        } catch let error as COCOError {
            throw .evaluation(error)
        } catch DatasetError.imaging(.noFont) {
            // A machine without a screen may have no font; training needs none.
            return []
        } catch {
            throw .file(file: validation.source.name, reason: "\(error)")
        }
    }
}
