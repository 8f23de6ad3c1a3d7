import MaskRCNN

/// Options of `predict` that ask for what models of the other task give.
enum TaskRefusal {
    /// - Throws: ``CommandFailure`` where class maps are asked of a model that finds objects.
    static func check(_ output: OutputOptions, ofObjectsBy model: ModelRequest) throws(CommandFailure) {
        guard output.formats.contains(.classes) else { return }
        var network = model.options.model
        if network == nil {
            network = try CheckpointFile.network(in: CheckpointFile.open(model.path, key: model.options.weightsKey))
        }
        throw CommandFailure(
            .usage,
            "--format classes wants the class of every pixel, and \(network?.name ?? model.path) finds "
                + (network?.findings ?? "objects"),
            hint: "Models with class maps: \(SegmentationConfiguration.presets.map(\.name).joined(separator: ", ")).")
    }

    /// - Throws: ``CommandFailure`` where something of objects is asked of a model for semantic segmentation.
    static func check(
        _ model: ModelOptions, _ augmentation: AugmentedViewOptions, _ output: OutputOptions, _ picture: PictureOptions,
        ofClassMapsBy name: String
    ) throws(CommandFailure) {
        if model.file.config != nil {
            throw CommandFailure(
                .usage, "--config describes a model that finds objects, and \(name) gives every pixel a class")
        }
        if model.model != nil {
            throw CommandFailure(
                .usage, "--model names models that find objects, and \(name) gives every pixel a class",
                hint: "The form of a model for semantic segmentation is told from its checkpoint.")
        }
        let masks =
            output.formats.filter(\.needsMasks).map { "--format \($0.rawValue)" }
            + (model.maskThreshold == nil ? [] : ["--mask-threshold"])
        let others: [String?] = [
            model.score.map { _ in "--score" }, model.maxDetections.map { _ in "--max-detections" },
            model.classes.map { _ in "--classes" }, model.frozenNormEps.map { _ in "--frozen-norm-eps" },
            model.style.given.first,
            model.batch > 1 ? "--batch" : nil, picture.drawScore.map { _ in "--draw-score" },
            output.formats.contains(.coco) ? "--format coco" : nil, augmentation.given.first,
            picture.show.map { _ in "--show" }, picture.color.map { _ in "--color" },
        ]
        guard let option = (masks + others.compactMap(\.self)).first else { return }
        let able = Configuration.presets.filter { $0.hasMasks || masks.isEmpty }.map(\.name).joined(separator: ", ")
        throw CommandFailure(
            .usage, "\(option) is for models that find objects, and \(name) gives every pixel a class",
            hint: masks.isEmpty
                ? "Models that find objects: \(able)."
                : "Models with masks of objects: \(able). Class maps are --format classes.")
    }
}
