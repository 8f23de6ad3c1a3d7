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
        let truth = try SemanticTruth(inputs.groundTruth, options: options, palette: labels.map(ClassPalette.named))
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
        try SemanticFindings(
            inputs: inputs, source: .files, palette: truth.palette, evaluation: compared.evaluation, pairing: pairing,
            failures: compared.failures.map { SemanticFindings.Failure($0.error) }, notes: truth.notes
        ).report(messages)
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
            return FolderMaps(folder: try ClassMapFolder(results), reader: try options.reader(palette))
        } catch {
            throw CommandFailure(error)
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
        case .imaging, .kind, .value, .color, .sizesDiffer, .wrongLabelCount, .classes, .twoFiles, .twoPictures:
            self.init(.badData, error.description)
        }
    }
}
