import ArgumentParser
import COCO

/// `maskrcnn eval`: says how good results are, and what is wrong with them.
struct Evaluate: AsyncParsableCommand, MemoryBudgeted {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract:
            "Compare results with ground truth: COCO's figures, curves, errors, and the worst images; or class maps.",
        discussion: """
            EXAMPLES
              The twelve figures of a result file, and evaluation.html to see why:
                maskrcnn eval --ground-truth val.json --results results.json \\
                    --iou-type segm --images val2017

              The ten figures of keypoints, of a skeleton with sigmas of its own:
                maskrcnn eval --ground-truth val.json --results poses.json \\
                    --iou-type keypoints --sigmas 0.03,0.05,0.05,0.08

              Predict first, with the model at hand:
                maskrcnn eval --ground-truth val.json --images val2017 --weights model.pth

              Is the new model better, or was it luck?
                maskrcnn eval --ground-truth val.json --results new.json \\
                    --compare old.json

              Folders of class maps, one PNG a picture, as Pascal VOC has them:
                maskrcnn eval --task semantic --ground-truth SegmentationClass \\
                    --results predicted --labels classes.txt

              The class maps of a model for semantic segmentation:
                maskrcnn eval --task semantic --ground-truth SegmentationClass \\
                    --images JPEGImages --weights deeplabv3_resnet50

              Objects one by one, as microscopists publish them:
                maskrcnn eval --ground-truth val.json --results results.json \\
                    --protocol matching

              For a script:
                maskrcnn eval --ground-truth val.json --results results.json \\
                    --no-report --json | jq .figures.AP

            WHAT IS PRINTED
              The lines of pycocotools, and with --json every number in full. Figures that
              have nothing to be computed from are -1, as there.

            EXIT CODES
            \(ExitStatus.help)
            """)

    @OptionGroup(title: "Input") var inputs: EvaluationInputs
    @OptionGroup(title: "Task") var semantic: SemanticOptions
    @OptionGroup(title: "Protocol") var matching: MatchingProtocolOptions
    @OptionGroup(title: "Rules") var rules: RuleOptions
    @OptionGroup(title: "Analysis") var analysis: AnalysisOptions
    @OptionGroup(title: "Output") var output: ReportOptions
    @OptionGroup(title: "Model, with --weights") var model: EvaluatedModelOptions
    @OptionGroup(title: "Size for the model, with --weights") var resizing: ResizingOptions
    @OptionGroup(title: "Memory") var memory: MemoryOptions
    @OptionGroup(title: "Messages") var messages: MessageOptions

    func validate() throws {
        if let reason = objection { throw ValidationError(reason) }
    }

    /// What is wrong with options that the others leave nothing to do for.
    private var objection: String? {
        if semantic.task == .semantic { return semanticObjection }
        if matching.evaluationProtocol == .coco, let option = matching.given.first {
            return "\(option) is for --protocol matching."
        }
        if let option = semantic.given.first { return "\(option) is for --task semantic." }
        if inputs.results != nil, let option = model.given.first {
            return "\(option) is for --weights; --results need no model."
        }
        if inputs.weights == nil, resizing.resizing != nil {
            return "--short-side, --max-side and --scale are for a model: give --weights."
        }
        if matching.evaluationProtocol == .matching { return matchingObjection }
        if inputs.compare != nil, analysis.bootstrap == 0 {
            return "--compare resamples the images, and --bootstrap 0 does not."
        }
        if analysis.seed != nil, inputs.compare == nil, analysis.bootstrap ?? 0 == 0 {
            return "--seed is for --bootstrap and --compare."
        }
        if rules.iouType == .keypoints {
            if let reason = Self.objectionOfKeypoints(rules: rules, analysis: analysis) { return reason }
        }
        if analysis.regions, rules.iouType == .bbox { return "--regions compares pixels, and --iou-type bbox boxes." }
        if output.worst != nil, inputs.images == nil { return "--worst needs --images." }
        guard output.noReport else { return nil }
        if output.output != nil { return "--output names the report, and --no-report writes none." }
        if output.worst != nil { return "--worst is for the report, and --no-report writes none." }
        if output.overwrite, model.saveResults == nil {
            return "--overwrite is for files, and with --no-report there is none."
        }
        if analysis.score != nil, output.charts == nil, !analysis.regions {
            return "--score is for the report, --charts and --regions."
        }
        return nil
    }

    func run() async throws {
        if semantic.task == .semantic { return try await runSemantic() }
        if matching.evaluationProtocol == .matching { return try await runMatching() }
        try await EvaluateRun(
            inputs: inputs, rules: rules, analysis: analysis, output: output, model: model,
            resizing: resizing, messages: messages
        ).run()
    }
}
