import ArgumentParser

/// Whose figures of objects are computed.
enum EvaluationProtocol: String, ExpressibleByArgument, CaseIterable {
    /// COCO's, by the ranking of results.
    case coco
    /// Those of objects matched one by one, as microscopists publish them.
    case matching
}

/// What `--protocol matching` takes beside ground truth, results and thresholds.
struct MatchingProtocolOptions: ParsableArguments {
    @Option(
        name: [.customLong("protocol")],
        help: """
            Whose figures: COCO's, or those of objects matched one by one (matching), as stardist and cellpose give them: \
            precision, recall, F1, accuracy TP/(TP+FP+FN), mean IoU and panoptic quality, at IoU thresholds from 0.5 to 0.9.
            """)
    var evaluationProtocol = EvaluationProtocol.coco

    @Flag(
        name: .long,
        help: """
            With --protocol matching: compare masks as label images have them, where of masks that overlap the one with the higher \
            score, or the smaller object, has the pixels.
            """)
    var labelImages = false

    @Flag(name: .long, help: "With --protocol matching: print the figures of every image at the first threshold too.")
    var perImage = false

    /// The options that were given, which need the protocol.
    var given: [String] {
        [labelImages ? "--label-images" : nil, perImage ? "--per-image" : nil].compactMap(\.self)
    }
}
