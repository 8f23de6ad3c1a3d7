import ArgumentParser

/// What is worked out beside the figures.
struct AnalysisOptions: ParsableArguments {
    @Flag(name: .long, help: "Print the figures of every class too.")
    var perClass = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Intervals of 95 % for AP, AP50 and AP75 from so many resamplings of the images; 0 for none. (default: 0; 1000 with --compare)",
            valueName: "samples"))
    var bootstrap: Int?

    @Option(name: .long, help: "The seed of the resampling. (default: 0)")
    var seed: UInt64?

    @Option(
        name: .shortAndLong,
        help:
            "The score from which on results count in pixel and object figures, the confusion matrix and the pictures. (default: 0.5)"
    )
    var score: Double?

    @Flag(
        name: .long,
        help: """
            Print pixel IoU and F1, and the GlaS contest's object F1, Dice and Hausdorff distance; the report has them \
            always.
            """)
    var regions = false

    @Flag(name: .long, help: "Print what each kind of error costs, as TIDE has it; the report has it always.")
    var errors = false

    func validate() throws {
        if let bootstrap, !(0...100_000).contains(bootstrap) {
            throw ValidationError("--bootstrap lies between 0 and 100000.")
        }
        if let score, !(0...1).contains(score) { throw ValidationError("--score lies between 0 and 1.") }
    }
}

/// What is written.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The report: one HTML file. An earlier report is replaced, any other file is not. (default: evaluation.html)",
            valueName: "file"),
        completion: .file(extensions: ["html"]))
    var output: String?

    @Flag(name: .long, help: "Write no report.")
    var noReport = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A folder for the report's charts as SVG and PNG files; earlier ones are replaced.", valueName: "folder"),
        completion: .directory)
    var charts: String?

    @Flag(name: .long, help: "Write over any file that is there.")
    var overwrite = false

    @Option(name: .long, help: "How many of the worst images the report shows; needs --images. (default: 12)")
    var worst: Int?

    func validate() throws {
        if let worst, !(0...200).contains(worst) { throw ValidationError("--worst lies between 0 and 200.") }
        if output?.isEmpty == true { throw ValidationError("--output is a file.") }
    }
}
