import Training

extension Train {
    /// What is wrong with an option that was given and has nothing to do with the settings as they are; nil where all have.
    func idleOption(in configuration: TrainingConfiguration, isEvaluated: Bool) -> String? {
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
