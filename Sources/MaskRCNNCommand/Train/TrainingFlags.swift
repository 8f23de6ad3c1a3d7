/// The options of `train` that set what a key of a configuration file sets.
enum TrainingFlags {
    /// The option, with its dashes: `--set` where a key has none of its own.
    static func name(of key: String) -> String {
        guard let entry = all.first(where: { entry in entry.key == key }) else { return "--set \(key)=VALUE" }
        return "--" + entry.value
    }

    /// Keys and the options that set them, in the order of the help.
    private static let all: KeyValuePairs = [
        "data.batchSize": "batch-size", "data.workers": "workers", "data.cacheMegabytes": "cache",
        "data.groupsByAspectRatio": "group-by-shape", "data.repeatThreshold": "repeat-threshold",
        "data.brokenImages": "broken-images", "data.faultyAnnotations": "faulty-annotations",
        "data.keepsImagesWithoutObjects": "empty-images", "data.ignoresCrowds": "ignore-crowds",
        "classMaps.ignoredValue": "ignore-index", "classMaps.overlaps": "overlaps", "classMaps.crowds": "crowds",
        "training.trainableLayers": "trainable-layers", "training.normalization": "norms",
        "training.precision": "precision",
        "augmentation.horizontalFlip": "horizontal-flip", "augmentation.verticalFlip": "vertical-flip",
        "augmentation.quarterTurns": "quarter-turns", "augmentation.objectCrops": "object-crops",
        "augmentation.photometric.probability": "photometric", "augmentation.copyPaste.probability": "copy-paste",
        "sampling.anchors.count": "anchor-samples", "sampling.proposals.count": "proposal-samples",
        "optimizer.method": "optimizer", "optimizer.rate": "lr", "optimizer.momentum": "momentum",
        "optimizer.nesterov": "nesterov", "optimizer.beta1": "betas", "optimizer.beta2": "betas",
        "optimizer.weightDecay": "weight-decay", "optimizer.normWeightDecay": "norm-weight-decay",
        "optimizer.backboneRateFactor": "backbone-rate-factor", "optimizer.gradientClip": "clip-gradients",
        "optimizer.accumulation": "accumulate", "optimizer.averageDecay": "ema",
        "schedule.epochs": "epochs", "schedule.warmupSteps": "warmup-steps", "schedule.warmupFactor": "warmup-factor",
        "schedule.decay": "decay", "schedule.milestones": "milestones", "schedule.gamma": "gamma",
        "schedule.finalFactor": "final-factor", "seed": "seed",
        "evaluation.atStart": "eval-start", "evaluation.everyEpochs": "eval-every",
        "evaluation.maximumDetections": "max-dets",
        "evaluation.batchSize": "eval-batch", "evaluation.patience": "patience", "evaluation.pictures": "pictures",
        "saveEverySteps": "save-every",
    ]
}
