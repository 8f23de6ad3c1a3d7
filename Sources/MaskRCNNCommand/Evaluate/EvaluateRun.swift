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

        let compared = try inputs.compare.map { path in
            try gathering.reading(path) { path throws(COCOError) in try [DetectionResult](contentsOfFile: path) }
        }
        let gathered = try await gathering.gather()
        let (dataset, results, evaluated) = (gathered.dataset, gathered.results, gathered.model)
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
            model: evaluated, notes: gathered.notes)
        log("compared", since: start)
        if !messages.quiet { for note in findings.notes { Console.standard.note("note: " + note) } }
        if !messages.json && !messages.quiet { try Console.standard.print(findings.text(analysis)) }
        let files = try write(findings, to: destination, gathered.reading)
        log("written", since: start)
        if messages.json {
            try Console.standard.print(findings.json(files: files).document)
        } else if !messages.quiet, let report = files.first {
            try Console.standard.print("\nReport in \(report)")
        }
        try gathered.check()
    }

    private var gathering: ResultGathering {
        ResultGathering(inputs: inputs, rules: rules, model: model, resizing: resizing, messages: messages)
    }

    private func requireFolder(_ path: String, option: String) throws(CommandFailure) {
        guard FileStatus.isFolder(path) else {
            throw CommandFailure(
                .noInput, "\(path): \(FileStatus.wordsOfNoFolder(path))",
                hint: "\(option) names the folder of the images.")
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
