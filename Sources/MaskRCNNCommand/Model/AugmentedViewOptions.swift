import ArgumentParser
import MaskRCNN

/// In which views the model sees each image: test-time augmentation.
struct AugmentedViewOptions: ParsableArguments {
    @Option(
        name: .long, defaultAsFlag: AugmentedViews.usual,
        help: ArgumentHelp(
            "See each image in several views and merge what is found: flip, vflip (for pictures without an up), factors of the model's size and short sides, with commas between; flip alone is --tta. Takes so many times as long as there are views, sizes times flips, and memory for the features of all.",
            valueName: "views"))
    var tta: AugmentedViews?

    @Option(
        name: .long,
        help:
            "How boxes of the views become one: wbf, their mean weighted by scores, or nms, the best of them. (default: wbf)"
    )
    var ttaFusion: FusionName?

    enum FusionName: String, ExpressibleByArgument, CaseIterable {
        case wbf, nms
    }

    /// The options that were given.
    var given: [String] {
        [tta.map { _ in "--tta" }, ttaFusion.map { _ in "--tta-fusion" }].compactMap(\.self)
    }

    func validate() throws {
        if tta == nil, ttaFusion != nil { throw ValidationError("--tta-fusion is for --tta.") }
        if let tta, let word = tta.unknown {
            throw ValidationError(
                "--tta \(tta.description): \"\(word)\" is no view: there are flip, vflip, factors up to 8 and short sides in whole pixels. "
                    + "What follows --tta is taken for its views: --tta=flip may stand before an input.")
        }
        do {
            try augmentation?.validate()
        } catch {
            throw ValidationError("--tta: \(error)")
        }
    }

    /// What a detector is to do about them; nil where none is given.
    var augmentation: TestTimeAugmentation? {
        var augmentation = tta?.augmentation
        if ttaFusion == .nms { augmentation?.fusion = .suppression }
        return augmentation
    }
}

/// Views as typed, such as `flip,0.8,1,1.25`.
///
/// What makes no sense is kept and refused when options are checked: of an option that may stand alone, the parser takes a value that
/// it cannot read for none, without a word.
struct AugmentedViews: ExpressibleByArgument, CustomStringConvertible {
    /// The image as it is, and mirrored.
    static let usual = AugmentedViews(argument: "flip")
    /// What is larger than any factor is a short side.
    private static let largestFactor = 8.0

    let augmentation: TestTimeAugmentation
    let description: String
    /// The first of the views that is none.
    let unknown: String?

    init(argument: String) {
        var augmentation = TestTimeAugmentation(sizes: [], flipsHorizontally: false)
        var unknown: String?
        for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
            switch word {
            case "flip", "hflip": augmentation.flipsHorizontally = true
            case "vflip": augmentation.flipsVertically = true
            default:
                if let factor = Double(word), factor > 0, factor <= Self.largestFactor {
                    augmentation.sizes.append(.factor(factor))
                } else if let side = Int(word), side > 0 {
                    augmentation.sizes.append(.shortSide(side))
                } else {
                    unknown = unknown ?? String(word)
                }
            }
        }
        if augmentation.sizes.isEmpty { augmentation.sizes = [.factor(1)] }
        self.augmentation = augmentation
        self.unknown = unknown
        description = argument
    }
}
