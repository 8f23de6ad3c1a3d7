/// What every run says at its end, whatever it finds.
extension RunReport {
    /// Above so many images only totals are told.
    static let longestTable = 20

    /// - Throws: ``CommandFailure`` where the run was not wholly a success.
    func check() throws(CommandFailure) {
        if isInterrupted {
            let count = Quantity.count(entries.count, "image")
            throw CommandFailure(.interrupted, "interrupted; the results of \(count) of \(total) are kept")
        }
        guard !failures.isEmpty else {
            guard !failedOutputs.isEmpty else { return }
            throw CommandFailure(
                .someInputsFailed, "\(Quantity.count(failedOutputs.count, "output")) could not be written")
        }
        if entries.isEmpty && failures.allSatisfy(\.isUnreadable) {
            throw CommandFailure(.noInput, "no input could be read")
        }
        let all = failures.count + entries.count
        throw CommandFailure(.someInputsFailed, "\(failures.count) of \(Quantity.count(all, "input")) failed")
    }

    /// The end of the line of totals.
    func ending(seconds: Double, folder: String?) -> String {
        var line = " in \(Quantity.seconds(seconds))"
        if !failures.isEmpty { line += "; \(Quantity.count(failures.count, "input")) failed" }
        if !failedOutputs.isEmpty {
            line += "; \(Quantity.count(failedOutputs.count, "output")) could not be written"
        }
        if let folder, !entries.isEmpty { line += ". Results in \(folder)" }
        return line
    }

    /// What failed, for the summary in JSON.
    var failedJSON: JSON {
        .array(
            (failures + failedOutputs).map { failure in
                .object([("file", .string(failure.name)), ("error", .string(failure.description))])
            })
    }

    /// The files that belong to no single image, for the summary in JSON.
    func outputsJSON(_ plan: OutputPlan) -> JSON {
        .array(
            ([plan.results, plan.lines, plan.dataSet, plan.measurements].compactMap { $0 } + files).map(JSON.string))
    }
}
