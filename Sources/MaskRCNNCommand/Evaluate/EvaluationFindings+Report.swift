import COCO
import Datasets
import Files
import Foundation
import Geometry
import Imaging
import Reports

extension EvaluationFindings {
    /// The report, with pictures of the worst images where their folder is known.
    func report(worst: Int, images: ImageFolder?, reading: PictureReading) -> EvaluationReport {
        var report = EvaluationReport(title: "Evaluation of \(subject)")
        report.facts = facts
        report.notes = notes
        report.summary = evaluation.summary
        report.intervals = Dictionary(intervals.map { ($0.name, $0.interval) }) { first, _ in first }
        report.categories = evaluation.categoryFigures
        for threshold in Set([iouThreshold, 0.75]).sorted() {
            report.curves += evaluation.curves(iouThreshold: threshold)
        }
        report.confusion = confusion
        report.breakdown = breakdown
        report.pixels = pixels
        report.objects = objects
        if !comparison.isEmpty, let other = inputs.compare {
            report.comparison = EvaluationReport.Comparison(
                first: Path.name(of: other), second: subject, figures: comparison)
        }
        if let images {
            let (pictures, failure) = pictures(of: outcomes.prefix(worst).filter { $0.f1 < 1 }, in: images, reading)
            report.pictures = pictures
            report.pictureLegend =
                "Left what is marked, right what was found with a score of \(scoreThreshold) or more: green is found, "
                + "yellow missed, red wrong, grey a crowd"
                + (options.iouType == .keypoints ? " or without a labelled keypoint." : ".")
            if let failure { report.notes.append(failure) }
        }
        return report
    }

    private var subject: String { Path.name(of: inputs.results ?? inputs.weights ?? "results") }

    private var facts: [EvaluationReport.Fact] {
        var facts: [EvaluationReport.Fact] = [
            .init("Ground truth", inputs.groundTruth), .init("Results", inputs.results ?? inputs.weights ?? ""),
        ]
        if let model { facts.append(.init("Model", model.summary)) }
        let kind =
            switch options.iouType {
            case .bbox: "boxes"
            case .segm: "masks"
            case .boundary: "boundaries of masks"
            case .keypoints: "keypoints, IoU being their similarity (OKS)"
            }
        facts.append(.init("Compared", "\(kind), with \(options.rules == .coco ? "COCO" : "LVIS")'s rules"))
        if options.iouType == .keypoints {
            let sigmas = options.keypointSigmas
            let words = sigmas.prefix(20).map { "\($0)" }.joined(separator: ", ") + (sigmas.count > 20 ? " …" : "")
            let isUsual = sigmas == EvaluationOptions.cocoKeypointSigmas
            facts.append(.init("Sigmas", isUsual ? "COCO's 17" : "\(sigmas.count): \(words)"))
        }
        facts.append(.init("Images", Quantity.grouped(dataset.images.count)))
        facts.append(.init("Objects", Quantity.grouped(dataset.annotations.count { !$0.isCrowd })))
        facts.append(.init("Detections", Quantity.grouped(results.count)))
        facts.append(.init("Made", "\(Date().formatted(.iso8601)) by maskrcnn \(Release.version)"))
        return facts
    }

    /// The pictures, and why there are fewer than there should be.
    private func pictures(
        of outcomes: [ImageOutcome], in folder: ImageFolder, _ reading: PictureReading
    ) -> (pictures: [EvaluationReport.Picture], failure: String?) {
        var drawing = ComparisonPictures(
            dataset, results: results, imageFolder: folder.path, allowsOutside: folder.allowsOutside)
        drawing.reading = reading
        drawing.comparesKeypoints = options.iouType == .keypoints
        // The page says it in its own letters, which are not made smaller with the picture.
        drawing.drawsCaptions = false
        let names = Dictionary(dataset.images.map { ($0.id, $0.fileName ?? "image \($0.id)") }) { first, _ in first }
        var pictures: [EvaluationReport.Picture] = []
        var failures: [String] = []
        for outcome in outcomes {
            do {
                let image = try drawing.picture(of: outcome, fittedWithin: ImageSize(width: 1400, height: 700))
                let (right, wrong, missed) = (
                    outcome.truePositives.count, outcome.falsePositives.count, outcome.missed.count
                )
                let details =
                    "left \(right + missed) marked, \(missed) of them missed; right \(right + wrong) found, \(wrong) of them wrong"
                let name = names[outcome.imageID] ?? "image \(outcome.imageID)"
                pictures.append(.init(caption: name, details: details, image: image))
            } catch {
                failures.append(error.description)
            }
        }
        guard let first = failures.first else { return (pictures, nil) }
        let others = failures.count > 1 ? " (and \(failures.count - 1) more)" : ""
        return (pictures, "pictures are missing: \(first)\(others)")
    }
}
