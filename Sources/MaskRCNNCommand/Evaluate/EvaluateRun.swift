import COCO
import Datasets
import Files
import Foundation
import Frameworks
import Geometry
import Logging
import Reports

/// A run of `eval`: reads or predicts the results, compares them, and says what came out.
struct EvaluateRun {
    let inputs: EvaluationInputs
    let rules: RuleOptions
    let analysis: AnalysisOptions
    let output: ReportOptions
    let model: EvaluatedModelOptions
    let resizing: ResizingOptions
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() async throws {
        let start = ContinuousClock.now
        // What cannot be written is better known before an hour of predicting.
        let destination =
            output.noReport
            ? nil : try ReportDestination(output.output ?? "evaluation.html", overwrite: output.overwrite)
        if let path = model.saveResults { try OutputFile.check(path, overwrite: output.overwrite) }
        if let folder = inputs.images { try requireFolder(folder, option: "--images") }

        var dataset = try reading(inputs.groundTruth) { path throws(COCOError) in try Dataset(contentsOfFile: path) }
        log("read \(inputs.groundTruth)", since: start)
        var notes = dataset.notesOnWhatIsMarked
        let compared = try inputs.compare.map { path in
            try reading(path) { path throws(COCOError) in try [DetectionResult](contentsOfFile: path) }
        }
        var failures = 0
        var pictures = model.pictures.reading
        if let folder = inputs.images {
            let (resolved, doubts) = pictures.resolved(
                for: dataset.findingImages(in: folder), imageFolder: folder,
                allowsOutside: model.pictures.allowOutside)
            pictures = resolved
            notes += doubts
        }
        var evaluated: EvaluatedModel?
        let results: [DetectionResult]
        if let path = inputs.results {
            results = try reading(path) { path throws(COCOError) in try [DetectionResult](contentsOfFile: path) }
            notes += NamedCategories(dataset).notes
        } else if let weights = inputs.weights, let folder = inputs.images {
            if let type = rules.iouType, type != .bbox {
                let requirement = FindingRequirement(
                    option: "--iou-type \(type.rawValue)", finding: type == .keypoints ? .keypoints : .masks)
                try requirement.check(
                    model.file.read()?.configuration ?? model.model?.configuration, weights: weights,
                    key: model.key.weightsKey)
            }
            Interruption.listen(for: .images)
            let prediction = DatasetPrediction(
                dataset: dataset.findingImages(in: folder), folder: folder,
                allowsOutside: model.pictures.allowOutside, weights: weights, model: model, reading: pictures,
                resizing: resizing, messages: messages)
            // Sigmas are for keypoints alone.
            let usual = rules.iouType ?? (rules.sigmas == nil ? .segm : .keypoints)
            let limit = try rules.options(usual: usual).maxDetections.last ?? 100
            let outcome = try await prediction.run(maximum: limit, threads: rules.threads)
            try Interruption.stopListening()
            results = outcome.results
            dataset = outcome.dataset
            failures = outcome.failures.count
            notes += outcome.notes
            evaluated = outcome.model
            if failures > 0 {
                notes.append("\(Quantity.count(failures, "image")) could not be read and have no results")
            }
            if let path = model.saveResults { try save(results, to: path) }
        } else {
            throw CommandFailure(.usage, "give --results, or --weights and --images to predict them")
        }
        log("\(Quantity.count(results.count, "result"))", since: start)

        let options = try rules.options(usual: evaluated?.usualIoUType ?? results.usualIoUType)
        if options.iouType == .keypoints,
            let reason = Evaluate.objectionOfKeypoints(rules: rules, analysis: analysis)
        {
            throw CommandFailure(.usage, reason)
        }
        let findings = try EvaluationFindings(
            dataset: dataset, results: results, compared: compared, inputs: inputs,
            options: options, analysis: analysis, analyzesAll: destination != nil || output.charts != nil,
            model: evaluated, notes: notes)
        log("compared", since: start)
        if !messages.quiet { for note in findings.notes { Console.standard.note("note: " + note) } }
        if !messages.json && !messages.quiet { try Console.standard.print(findings.text(analysis)) }
        let files = try write(findings, to: destination, pictures)
        log("written", since: start)
        if messages.json {
            try Console.standard.print(findings.json(files: files).document)
        } else if !messages.quiet, let report = files.first {
            try Console.standard.print("\nReport in \(report)")
        }
        if failures > 0 {
            throw CommandFailure(.someInputsFailed, "\(Quantity.count(failures, "image")) could not be read")
        }
    }

    /// Reads a file, and says in its own words what is wrong with it.
    private func reading<Value>(
        _ path: String, _ read: (String) throws(COCOError) -> Value
    ) throws(CommandFailure) -> Value {
        do {
            return try read(path)
        } catch {
            throw CommandFailure(reading: error)
        }
    }

    private func requireFolder(_ path: String, option: String) throws(CommandFailure) {
        guard FileStatus.isFolder(path) else {
            throw CommandFailure(
                .noInput, "\(path): \(FileStatus.wordsOfNoFolder(path))",
                hint: "\(option) names the folder of the images.")
        }
    }

    private func save(_ results: [DetectionResult], to path: String) throws(CommandFailure) {
        do {
            try results.write(toFile: path)
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
    }

    /// The files that were written: the report first.
    private func write(
        _ findings: EvaluationFindings, to destination: ReportDestination?, _ reading: PictureReading
    ) throws(CommandFailure) -> [String] {
        guard destination != nil || output.charts != nil else { return [] }
        let report = findings.report(
            worst: output.worst ?? 12,
            images: inputs.images.map { ImageFolder($0, allowsOutside: model.pictures.allowOutside) }, reading: reading)
        var files: [String] = []
        do {
            if let destination {
                try report.write(toFile: destination.path)
                files.append(destination.path)
            }
            if let folder = output.charts { files += try report.write(chartsTo: folder) }
        } catch {
            throw CommandFailure(.cannotWrite, error.description)
        }
        return files
    }

    private func log(_ what: String, since start: ContinuousClock.Instant) {
        messages.logger.debug("\(what)", metadata: ["seconds": "\((ContinuousClock.now - start).seconds)"])
    }
}

extension CommandFailure {
    /// The failure of a file of COCO's that was to be read, or of files that do not fit together.
    init(reading error: COCOError) {
        switch error {
        case .file: self.init(.noInput, error.description)
        case .setting: self.init(.usage, error.description)
        case .memory: self.init(.noMemory, error.description)
        case .syntax, .value, .mismatch: self.init(.badData, error.description)
        }
    }
}
