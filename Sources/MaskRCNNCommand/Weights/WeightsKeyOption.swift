import ArgumentParser

/// Which network of a file of several is meant.
struct WeightsKeyOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Which weights of a file of several: a key such as model_ema, or what names begin with. (default: what training itself used)",
            valueName: "key"))
    var weightsKey: String?

    func validate() throws {
        if weightsKey?.isEmpty == true { throw ValidationError("--weights-key is a key, and this one is empty.") }
    }
}
