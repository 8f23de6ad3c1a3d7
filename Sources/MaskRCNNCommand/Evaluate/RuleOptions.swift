public import ArgumentParser
public import COCO

/// How ground truth and results are compared.
struct RuleOptions: ParsableArguments {
    @Option(
        name: .long,
        help: """
            What is compared: bbox, segm, boundary, or keypoints. (default: segm where the results have masks, keypoints where \
            they have nothing else, else bbox)
            """)
    var iouType: IoUType?

    @Option(name: .long, help: "Whose rules: coco, or lvis for data sets with LVIS's image and category fields.")
    var rules = EvaluationRules.coco

    @Option(
        name: .long,
        help: ArgumentHelp(
            "IoU thresholds, with commas between, or first:last:step. (default: 0.5:0.95:0.05)", valueName: "list"))
    var iouThresholds: ThresholdList?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Ranges of areas in pixels, the first for the main figures, such as all=0-1e10,tiny=0-256. (default: COCO's)",
            valueName: "list"))
    var areaRanges: AreaRangeList?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many results an image and class may have, with commas between. (default: 1,10,100; keypoints: 20; LVIS: 300 an image)",
            valueName: "list"))
    var maxDets: CountList?

    @Flag(name: .long, help: "Match objects whatever their class (pycocotools' useCats = 0).")
    var classAgnostic = false

    @Option(
        name: .long,
        help: """
            Where a result's area comes from: its box where the file has boxes, as in pycocotools (as-in-file), or the mask \
            where masks are compared, as in detectron2, or the keypoints' extent where those are (compared).
            """)
    var resultAreas = ResultAreas.asInFile

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How far each keypoint may be off, as shares of the root of the object's area: numbers with commas between, or a file of them. (default: COCO's 17)",
            valueName: "list-or-file"),
        completion: .file())
    var sigmas: String?

    @Option(name: .long, help: "CPU threads. (default: OMP_NUM_THREADS, else one a core)")
    var threads: Int?

    func validate() throws {
        try check(threads: threads)
        if sigmas != nil, let iouType, iouType != .keypoints {
            throw ValidationError("--sigmas is for --iou-type keypoints.")
        }
    }

    /// The options for results whose usual comparison is of a type.
    /// - Throws: ``CommandFailure`` where the sigmas of keypoints are none.
    func options(usual: IoUType) throws(CommandFailure) -> EvaluationOptions {
        let type = iouType ?? usual
        var options = type == .keypoints ? .keypoints : EvaluationOptions()
        options.iouType = type
        if let sigmas {
            guard type == .keypoints else {
                throw CommandFailure(
                    .usage,
                    "--sigmas is for keypoints, and what the results have is compared by --iou-type \(type.rawValue)")
            }
            options.keypointSigmas = try KeypointSigmas.read(sigmas)
        }
        options.rules = rules
        if let iouThresholds { options.iouThresholds = iouThresholds.values }
        if let areaRanges { options.areaRanges = areaRanges.ranges }
        options.maxDetections = maxDets?.counts ?? (rules == .lvis ? [300] : options.maxDetections)
        options.usesCategories = !classAgnostic
        options.resultAreas = resultAreas
        options.threads = threads
        return options
    }
}

extension IoUType: ExpressibleByArgument {}
extension EvaluationRules: ExpressibleByArgument {}
extension ResultAreas: ExpressibleByArgument {}
