internal import Geometry
internal import Imaging
internal import Torch

extension GeneralizedRCNN {
    /// How far the network is from finding what there is to find: transform → backbone → proposals → targets → heads.
    ///
    /// - Parameters:
    ///   - images: The images.
    ///   - sizes: Their sizes at the network's input.
    ///   - truths: What is in them.
    ///   - sampling: How the predictions that are looked at are chosen.
    ///   - seeds: For each image, what the choice is drawn from.
    ///   - classWeights: What the loss of each class is multiplied by, from the background on; empty for all alike.
    ///   - counted: Told how many samples there are, says what to divide by: the same, or their mean over all processes.
    func losses(
        _ images: [Image], sizes: [ImageSize], _ truths: [GroundTruth], _ sampling: TargetSampling, seeds: [UInt64],
        classWeights: [Double] = [],
        counted: (SampleCounts) throws(TorchError) -> SampleCounts
    ) throws(TorchError) -> Losses {
        var generators = seeds.map { SplitMix64(seed: $0) }
        let batch = try transform(images, sizes: sizes, dtype: dtype, device: device)
        var objects: [(objects: Tensor, ignored: Tensor)] = []
        for (truth, size) in zip(truths, sizes) { objects.append(try truth.boxes(at: size, dtype)) }

        let features = try features(batch.images)
        let levels = features.all
        let isSparse = proposalNetwork.isSparse(sampling.anchors, images: images.count, levels)
        let predictions =
            isSparse
            ? try withoutGradients { () throws(TorchError) in try proposalNetwork.predictions(levels) }
            : try proposalNetwork.predictions(levels)
        let (anchorTargets, proposalTargets) = try withoutGradients { () throws(TorchError) in
            let anchors = try proposalNetwork.anchors(for: predictions, batch)
            let proposals = try proposalNetwork.proposals(
                predictions, batch, anchors: anchors, counts: (sampling.countBeforeNMS, sampling.countAfterNMS))
            return (
                try proposalNetwork.targets(anchors: anchors, objects, sampling.anchors, using: &generators),
                try ProposalTargets(
                    proposals, objects, labels: truths.map(\.labels),
                    coder: BoxCoder(
                        weights: configuration.boxHead.coderWeights, convention: configuration.conventions.boxes),
                    sampling.proposals,
                    using: &generators)
            )
        }
        let keypointTargets = try keypoints.map { (branch) throws(TorchError) in
            try KeypointTargets(
                proposalTargets.positiveBoxes(), objects: proposalTargets.objects, truths, sizes,
                side: 4 * branch.configuration.resolution, count: branch.configuration.names.count)
        }
        // A mean over weighted samples is divided by their weights, as in PyTorch.
        let weighed = classWeights.isEmpty ? nil : proposalTargets.labels.reduce(0) { $0 + classWeights[Int($1)] }
        let counts = try counted(
            SampleCounts(
                anchors: Double(anchorTargets.count), proposals: Double(proposalTargets.count), weights: weighed,
                positives: Double(proposalTargets.positiveCount), keypoints: Double(keypointTargets?.maps.count ?? 0)))

        let proposal = try proposalNetwork.lossSums(
            isSparse
                ? proposalNetwork.predictions(for: anchorTargets, of: levels)
                : proposalNetwork.chosen(anchorTargets, from: predictions), anchorTargets)
        let box = try boxLossSums(features.ofHeads, proposalTargets, classWeights)
        var losses: [Losses.Kind: Tensor] = [
            .objectness: try proposal.objectness / max(counts.anchors, 1),
            .proposalBox: try proposal.box / max(counts.anchors, 1),
            .classifier: try box.classifier / (counts.weights.map { max($0, 1e-12) } ?? max(counts.proposals, 1)),
            .box: try box.box / max(counts.proposals, 1),
        ]
        if let mask {
            let side = Double(2 * mask.configuration.resolution)
            losses[.mask] =
                try maskLossSum(mask, features.ofHeads, proposalTargets, truths, sizes)
                / max(counts.positives * side * side, 1)
        }
        if let keypoints, let keypointTargets {
            losses[.keypoint] =
                try keypointLossSum(keypoints, features.ofHeads, proposalTargets, keypointTargets)
                / max(counts.keypoints, 1)
        }
        return Losses(losses)
    }

    /// Sums over all sampled proposals, and over the positive ones.
    private func boxLossSums(
        _ features: [FeatureMap], _ targets: ProposalTargets, _ classWeights: [Double]
    ) throws(TorchError) -> (classifier: Tensor, box: Tensor) {
        let predictions = try boxHead(boxAlign(features, targets.boxes))
        let labels = try Tensor(targets.labels, shape: [targets.count]).to(device)
        let rows = targets.positiveRows
        let positive = try Tensor(rows, shape: [rows.count]).to(device)
        var deltas = try predictions.deltas.to(dtype)
        if configuration.boxHead.isClassAgnostic {
            deltas = try deltas.gathered(0, at: positive)
        } else {
            deltas = try deltas.reshaped([targets.count, configuration.classCount, 4]).gathered(0, at: positive)
                .gatheredPerRow(at: labels.gathered(0, at: positive))
        }
        let weights =
            classWeights.isEmpty ? nil : try Tensor(classWeights, shape: [classWeights.count]).to(device, dtype)
        return (
            try predictions.logits.to(dtype).crossEntropySum(with: labels, weights: weights),
            try deltas.smoothL1Sum(
                with: Tensor.concatenated(targets.deltas, along: 0).to(device),
                beta: RegionProposalNetwork.smoothL1Beta)
        )
    }

    /// The sum over the pixels of all positive proposals' masks. Without any the head still runs, on nothing, so that
    /// its parameters have gradients of zero, which processes that average gradients rely on.
    private func maskLossSum(
        _ mask: MaskBranch, _ features: [FeatureMap], _ targets: ProposalTargets, _ truths: [GroundTruth],
        _ sizes: [ImageSize]
    ) throws(TorchError) -> Tensor {
        let boxes = try targets.positiveBoxes()
        let labels = targets.labels.filter { $0 > 0 }
        let chosen = try mask.head(
            mask.align(features, boxes), labels: Tensor(labels, shape: [labels.count]).to(device)
        )
        .to(dtype)
        var wanted: [Tensor] = []
        for (image, truth) in truths.enumerated() {
            let objects = targets.objects[image]
            wanted.append(
                try TargetKernels.maskTargets(
                    masks: truth.masks.map(\.counts), size: (truth.size.height, truth.size.width),
                    resized: (sizes[image].height, sizes[image].width), boxes: boxes[image],
                    matched: Tensor(objects, shape: [objects.count]), side: 2 * mask.configuration.resolution))
        }
        return try chosen.binaryCrossEntropySum(with: Tensor.concatenated(wanted, along: 0).to(device))
    }

    /// The sum over the keypoints that count. Without any the head still runs, as the mask head does.
    private func keypointLossSum(
        _ branch: KeypointBranch, _ features: [FeatureMap], _ targets: ProposalTargets, _ keypoints: KeypointTargets
    ) throws(TorchError) -> Tensor {
        let maps = try branch.head(branch.align(features, targets.positiveBoxes())).to(dtype)
        let cells = maps.size(2) * maps.size(3)
        let chosen = try maps.reshaped([maps.size(0) * maps.size(1), cells])
            .gathered(0, at: Tensor(keypoints.maps, shape: [keypoints.maps.count]).to(device))
        return try chosen.crossEntropySum(with: Tensor(keypoints.cells, shape: [keypoints.cells.count]).to(device))
    }
}
