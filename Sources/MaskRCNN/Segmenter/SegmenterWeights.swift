package import Torch

/// What a checkpoint and a user's options say together of a segmenter, before anything of it is built.
package struct SegmenterWeights {
    /// The checkpoint's path, for messages.
    package let path: String
    /// The network as the checkpoint has it, with an auxiliary head that may not be loaded.
    package let configuration: SegmentationConfiguration
    /// The network that is built.
    package let built: SegmentationConfiguration
    /// The parameters under the network's names.
    package let tensors: [String: StoredTensor]
    /// The names of the classes by label.
    package let classNames: [String]
    /// What was concluded of the checkpoint, where it says too little, and what is left out.
    package let notes: [String]

    /// - Throws: ``MaskRCNNError`` where the checkpoint is of another network, of several, or says what cannot be understood.
    package init(_ checkpoint: Checkpoint, _ options: SegmenterOptions) throws(MaskRCNNError) {
        path = checkpoint.path
        let stored = try NetworkTensors(checkpoint, ends: RecognizedSegmentation.ends)
        let metadata = try CheckpointMetadata(checkpoint)
        let recognized = RecognizedSegmentation(stored, metadata, file: path)
        if recognized == nil { try ModelTask.require(.segmentation, of: checkpoint) }
        if options.model == nil, case .presets(let models)? = recognized?.evidence, models.count > 1 {
            throw .ambiguousWeights(file: path, models: models)
        }
        var configuration = options.model ?? recognized?.configuration ?? .fcnResNet50
        if let classCount = recognized?.configuration.classCount { configuration.classCount = classCount }
        try configuration.validate()
        try options.resizing?.validate()

        var built = configuration
        var tensors = stored.tensors
        var notes = stored.notes + (options.model == nil ? [recognized?.note].compactMap(\.self) : [])
        if !options.computesAuxiliaryHead {
            built.auxiliaryHead = nil
            let auxiliary = tensors.keys.filter { $0.hasPrefix("aux_classifier.") }
            // One that the network does not have is an error of whoever builds it.
            if configuration.auxiliaryHead != nil, !auxiliary.isEmpty {
                for name in auxiliary { tensors[name] = nil }
                notes.append("the auxiliary head, which only training needs, is not loaded")
            }
        }
        self.configuration = configuration
        self.built = built
        self.tensors = tensors
        self.notes = notes
        classNames = Categories.ofSegmentation(
            options.categories ?? metadata?.categories ?? [:], classCount: configuration.classCount)
    }
}
