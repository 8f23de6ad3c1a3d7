import ArgumentParser

/// What weights of another framework do not tell of themselves.
struct WeightsStyleOption: ParsableArguments {
    @Flag(
        name: .long,
        help:
            "The weights are of a model of mmdetection with caffe in its name: colours from blue to red, the stride in the first 1×1 convolution."
    )
    var caffeStyle = false

    /// The options that were given, which need a model.
    var given: [String] { caffeStyle ? ["--caffe-style"] : [] }

    /// - Throws: `ValidationError` where the network is described otherwise.
    func validate(beside others: [String?]) throws {
        if caffeStyle, let other = others.compactMap(\.self).first {
            throw ValidationError(
                "--caffe-style is for a network that is told from the weights, and \(other) describes it.")
        }
    }
}
