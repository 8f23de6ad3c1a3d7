import MaskRCNN
import Training

extension Train {
    /// What is wrong with an option that was given and has nothing to do with the settings as they are; nil where all have.
    func idleOption(
        in configuration: TrainingConfiguration, isEvaluated: Bool, hasMapFiles: Bool
    ) -> String? {
        if let option = optionOfOtherTask(in: configuration, hasMapFiles: hasMapFiles) { return option }
        let method = configuration.optimizer.method
        let decay = configuration.schedule.decay
        let isEvaluationMissing = !isEvaluated
        let idle: [(option: String, isGiven: Bool, isIdle: Bool, reason: String)] = [
            (
                "--momentum", optimization.momentum != nil, method != .sgd,
                "is SGD's, and the optimizer is \(method.rawValue)"
            ),
            (
                "--nesterov", optimization.nesterov == true, method != .sgd,
                "is SGD's, and the optimizer is \(method.rawValue)"
            ),
            (
                "--betas", optimization.betas != nil, method != .adamw,
                "are AdamW's, and the optimizer is \(method.rawValue)"
            ),
            (
                "--milestones", schedule.milestones != nil, decay != .multiStep,
                "are multiStep's, and the decay is \(decay.rawValue)"
            ),
            (
                "--gamma", schedule.gamma != nil, decay != .multiStep,
                "is multiStep's, and the decay is \(decay.rawValue)"
            ),
            (
                "--final-factor", schedule.finalFactor != nil, decay != .cosine,
                "is cosine's, and the decay is \(decay.rawValue)"
            ),
            (
                "--warmup-factor", schedule.warmupFactor != nil, configuration.schedule.warmupSteps == 0,
                "is for the first steps, and --warmup-steps is 0"
            ),
            (
                "--eval-every", evaluation.evalEvery != nil, isEvaluationMissing,
                "is for data to evaluate on, and there are none"
            ),
            (
                "--max-dets", evaluation.maxDets != nil, isEvaluationMissing,
                "is for data to evaluate on, and there are none"
            ),
            (
                "--eval-batch", evaluation.evalBatch != nil, isEvaluationMissing,
                "is for data to evaluate on, and there are none"
            ),
            (
                "--patience", evaluation.patience != nil, isEvaluationMissing,
                "is for data to evaluate on, and there are none"
            ),
            (
                "--pictures", evaluation.pictures != nil, isEvaluationMissing,
                "is for data to evaluate on, and there are none"
            ),
        ]
        return idle.first { $0.isGiven && $0.isIdle }.map { "\($0.option) \($0.reason)" }
    }
}

extension Train {
    /// What is wrong with an option that is for networks of the other kind, or for data of the other kind.
    private func optionOfOtherTask(in configuration: TrainingConfiguration, hasMapFiles: Bool) -> String? {
        let ofObjects: [(option: String, isGiven: Bool)] = [
            ("--max-dets", evaluation.maxDets != nil), ("--eval-batch", evaluation.evalBatch != nil),
            ("--object-crops", augmentation.objectCrops != nil), ("--copy-paste", augmentation.copyPaste != nil),
            ("--anchor-samples", augmentation.anchorSamples != nil),
            ("--proposal-samples", augmentation.proposalSamples != nil),
            ("--ignore-crowds", data.ignoreCrowds != nil),
        ]
        let ofPainting: [(option: String, isGiven: Bool)] = [
            ("--overlaps", classMaps.overlaps != nil), ("--crowds", classMaps.crowds != nil),
            ("--faulty-annotations", data.faultyAnnotations != nil),
        ]
        let ofFiles: [(option: String, isGiven: Bool)] = [("--ignore-index", classMaps.ignoreIndex != nil)]
        let ofMaps = [("--labels", classMaps.labels != nil)] + ofPainting.dropLast() + ofFiles
        guard configuration.segmentation != nil else {
            let option = ofMaps.first { $0.1 }?.0
            return option.map {
                "\($0) is for networks that give every pixel a class, and \(configuration.trained.name) finds objects"
            }
        }
        if let option = ofObjects.first(where: \.isGiven)?.option {
            return "\(option) is for objects, and \(configuration.trained.name) gives every pixel a class"
        }
        if hasMapFiles {
            return ofPainting.first(where: \.isGiven).map {
                "\($0.option) is for data sets in COCO's format, and --train is a folder of class maps"
            }
        }
        return ofFiles.first(where: \.isGiven).map {
            "\($0.option) is for folders of class maps, and --train is a data set in COCO's format"
        }
    }
}
