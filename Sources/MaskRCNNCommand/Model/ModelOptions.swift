import ArgumentParser
import Foundation
import MaskRCNN

/// Which model runs, and what it keeps.
struct ModelOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A checkpoint (.pth, .safetensors, .pkl), or the name of published weights (see maskrcnn weights list).",
            valueName: "file-or-name"),
        completion: .file())
    var weights: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The model's form: \(ModelName.list). (default: the one that fits the checkpoint)", valueName: "name"),
        completion: .list(Configuration.presetNames), transform: ModelName.init(parsing:))
    var model: ModelName?

    @OptionGroup var file: ConfigurationFileOptions
    @OptionGroup var key: WeightsKeyOption
    @OptionGroup var style: WeightsStyleOption

    @Option(
        name: [.short, .long],
        help: "Keep instances that score more than this, from 0 to 1. (default: the model's, 0.05)")
    var score: Double?

    @Option(
        name: .long,
        help:
            "A pixel belongs to an instance where its probability is above this, from 0 to 1. (default: the model's, 0.5)"
    )
    var maskThreshold: Double?

    @Option(
        name: .long,
        help:
            "Keep at most so many instances an image. (default: the model's, 100, and more where --scale and the like make images larger)"
    )
    var maxDetections: Int?

    @Option(name: .long, help: "Keep these classes: names or numbers, with commas between. (default: all)")
    var classes: ClassList?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The classes' names: a text with one a line, from class 1 on, of models for semantic segmentation from class 0 on, or a COCO file with categories.",
            valueName: "file"),
        completion: .file())
    var labels: String?

    @Option(
        name: .long,
        help: "The eps of frozen batch norms. (default: 0 for the published v1 weights, else 1e-5)")
    var frozenNormEps: Double?

    @Option(name: .long, help: "Images of one size for the model at a time; more than 1 pays on a GPU.")
    var batch = 1

    func validate() throws {
        if model != nil, file.config != nil {
            throw ValidationError("--model and --config both say what the network is.")
        }
        try style.validate(beside: [model.map { _ in "--model" }, file.config.map { _ in "--config" }])
        if let score, !(0...1).contains(score) { throw ValidationError("--score lies between 0 and 1.") }
        if let maskThreshold, !(0...1).contains(maskThreshold) {
            throw ValidationError("--mask-threshold lies between 0 and 1.")
        }
        if let maxDetections, maxDetections < 1 { throw ValidationError("--max-detections is at least 1.") }
        try check(batch: batch)
        if let frozenNormEps, !(frozenNormEps >= 0 && frozenNormEps < 1) {
            throw ValidationError("--frozen-norm-eps is 0 or a small positive number.")
        }
    }
}

/// Classes, as typed: names or numbers.
struct ClassList: ExpressibleByArgument {
    let entries: [String]

    init?(argument: String) {
        entries = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if entries.isEmpty { return nil }
    }
}
