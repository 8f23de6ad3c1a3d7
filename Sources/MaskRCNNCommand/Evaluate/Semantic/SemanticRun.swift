import COCO
import ClassMaps
import Files
import Imaging

/// A run of `eval --task semantic`: compares class maps, and says what came out.
struct SemanticRun {
    let inputs: EvaluationInputs
    let options: SemanticOptions
    /// The file that names the classes.
    let labels: String?
    let threads: Int?
    let messages: MessageOptions

    /// - Throws: ``CommandFailure`` with the exit code of the run, where it is not success.
    func run() throws {
        let truth = try groundTruth()
        let predictions = try predictions(palette: truth.palette)
        let pairing = ClassMapPairing(groundTruth: truth.maps.names, predictions: predictions.names)
        guard !pairing.pairs.isEmpty else { throw nothingInCommon(pairing) }
        let compared: (evaluation: SemanticEvaluation, failures: [SemanticEvaluation.Failure])
        do {
            compared = try SemanticEvaluation.comparing(
                count: pairing.pairs.count, classCount: truth.palette.count, threads: threads
            ) { index throws(ClassMapError) in
                let pair = pairing.pairs[index]
                let right = try truth.maps.map(of: pair.name, size: nil)
                return .init(
                    prediction: try predictions.map(of: pair.prediction, size: right.size), groundTruth: right)
            }
        } catch {
            throw CommandFailure(error)
        }
        let findings = SemanticFindings(
            inputs: inputs, palette: truth.palette, evaluation: compared.evaluation, pairing: pairing,
            failures: compared.failures, notes: truth.notes)
        for failure in compared.failures {
            Console.standard.report(CommandFailure(.someInputsFailed, failure.error.description))
        }
        guard compared.evaluation.imageCount > 0 else {
            throw CommandFailure(
                compared.failures.allSatisfy { CommandFailure($0.error).status == .noInput } ? .noInput : .badData,
                "no class map could be compared")
        }
        if !messages.quiet { for note in findings.notes { Console.standard.note("note: " + note) } }
        if messages.json {
            try Console.standard.print(findings.json.document)
        } else if !messages.quiet {
            try Console.standard.print(findings.text)
        }
        if let incomplete = findings.incomplete { throw CommandFailure(.someInputsFailed, incomplete) }
    }

    /// What is right: a folder of class maps, or a data set.
    private func groundTruth() throws(CommandFailure) -> (
        maps: any SemanticMaps, palette: ClassPalette, notes: [String]
    ) {
        do throws(ClassMapError) {
            let given = try labels.map { path throws(ClassMapError) in try ClassPalette(contentsOfFile: path) }
            if FileStatus.isFolder(inputs.groundTruth) {
                guard let given else {
                    throw ClassMapError.setting(
                        name: "--labels", expected: "a file that names the classes: one a line, from class 0 on",
                        found: "not given")
                }
                let folder = try ClassMapFolder(inputs.groundTruth)
                return (FolderMaps(folder: folder, reader: try reader(given)), given, [])
            }
            let dataset = try read(inputs.groundTruth)
            let painter = try ClassMapPainter(
                dataset, palette: given, overlaps: options.overlaps ?? .ignored, crowds: options.crowds ?? .painted)
            let maps = try PaintedMaps(dataset, painter: painter)
            let nameless =
                maps.namelessCount > 0
                ? [
                    "\(Quantity.count(maps.namelessCount, "image")) of \(inputs.groundTruth) has no file name and is left out"
                ]
                : []
            return (maps, painter.palette, painter.notes + nameless)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// What was predicted.
    private func predictions(palette: ClassPalette) throws(CommandFailure) -> any SemanticMaps {
        guard let results = inputs.results else {
            throw CommandFailure(.usage, "give --results, a folder of class maps")
        }
        guard FileStatus.isFolder(results) else {
            throw CommandFailure(
                .noInput, "\(results): \(FileStatus.wordsOfNoFolder(results))",
                hint: "With --task semantic, --results is a folder of class maps.")
        }
        do throws(ClassMapError) {
            return FolderMaps(folder: try ClassMapFolder(results), reader: try reader(palette))
        } catch {
            throw CommandFailure(error)
        }
    }

    private func reader(_ palette: ClassPalette) throws(ClassMapError) -> ClassMapReader {
        guard let ignoreIndex = options.ignoreIndex else { return try ClassMapReader(palette: palette) }
        return try ClassMapReader(palette: palette, ignoreIndex: ignoreIndex.value)
    }

    private func read(_ path: String) throws(ClassMapError) -> Dataset {
        do {
            return try Dataset(contentsOfFile: path)
        } catch {
            throw .coco(error)
        }
    }

    private func nothingInCommon(_ pairing: ClassMapPairing) -> CommandFailure {
        CommandFailure(
            .badData,
            "none of \(Quantity.count(pairing.extra.count, "class map")) of \(inputs.results ?? "") has the name of one of "
                + "\(Quantity.count(pairing.missing.count, "picture")) of \(inputs.groundTruth): "
                + "\(pairing.extra.first ?? ""), \(pairing.missing.first ?? "")",
            hint: "Files are paired by their names without extensions.")
    }
}

extension CommandFailure {
    /// The failure of class maps.
    init(_ error: ClassMapError) {
        switch error {
        case .unreadable, .imaging(.unreadable): self.init(.noInput, error.description)
        case .imaging(.memory), .memory: self.init(.noMemory, error.description)
        case .imaging(.unwritable), .imaging(.unusableName): self.init(.cannotWrite, error.description)
        case .coco(let inner): self.init(reading: inner)
        case .setting: self.init(.usage, error.description)
        case .imaging, .kind, .value, .color, .sizesDiffer, .wrongLabelCount, .classes, .twoFiles:
            self.init(.badData, error.description)
        }
    }
}
