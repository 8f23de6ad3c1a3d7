internal import COCO
package import MaskRCNN
package import TrainingData

extension TrainingConfiguration {
    /// What a training set for this run must have, and what is done about what cannot be used.
    package var setOptions: TrainingSet.Options {
        var options = TrainingSet.Options()
        options.annotations = data.faultyAnnotations
        options.images = data.brokenImages
        options.keepsImagesWithoutObjects = data.keepsImagesWithoutObjects
        if segmentation == nil {
            options.boxesSuffice = !network.hasMasks
            options.keypointCount = network.keypointHead?.names.count
        }
        return options
    }
}

extension Configuration {
    /// The network for a training set: with its classes, and its keypoints where it finds some.
    ///
    /// Data that name their keypoints say which the network finds, as they do with classes, where the network has the usual ones,
    /// COCO's of a person.
    ///
    /// - Throws: ``TrainingError/configuration(key:expected:found:)`` where the network names other keypoints of its own.
    package func fitted(to set: TrainingSet) throws(TrainingError) -> Configuration {
        var network = self
        network.classCount = set.classCount + 1
        guard let own = keypointHead, let data = set.keypoints else { return network }
        guard own.names == data.names || own.names == KeypointHead.cocoPersonNames else {
            throw .configuration(
                key: "network.keypointHead.names", expected: "those of the data, \(data.names.joined(separator: ", "))",
                found: own.names.joined(separator: ", "))
        }
        if own.names != data.names || !data.skeleton.isEmpty {
            network.keypointHead?.names = data.names
            network.keypointHead?.skeleton = data.skeleton.map { [$0.start, $0.end] }
        }
        return network
    }
}

extension Configuration {
    /// How far each keypoint may be off in an evaluation: those that are given, COCO's for as many keypoints as COCO has, else for
    /// each the mean of COCO's.
    func evaluationSigmas(_ given: [Double]) -> [Double] {
        let usual = EvaluationOptions.cocoKeypointSigmas
        guard given.isEmpty, let count = keypointHead?.names.count, count != usual.count else {
            return given.isEmpty ? usual : given
        }
        return Array(repeating: usual.reduce(0, +) / Double(usual.count), count: count)
    }

    /// Makes sure that keypoints can be compared before anything is learnt.
    ///
    /// - Throws: ``TrainingError/configuration(key:expected:found:)`` where there are other sigmas than keypoints, and
    ///   ``TrainingError/file(file:reason:)`` where an object to be found has another number of keypoints.
    func checkKeypoints(
        of validation: ValidationData, _ settings: TrainingConfiguration.Evaluating
    ) throws(TrainingError) {
        guard let count = keypointHead?.names.count else { return }
        guard settings.keypointSigmas.isEmpty || settings.keypointSigmas.count == count else {
            throw .configuration(
                key: "evaluation.keypointSigmas", expected: "a number for each of the \(count) keypoints",
                found: "\(settings.keypointSigmas.count)")
        }
        for annotation in validation.source.dataset.annotations {
            guard let keypoints = annotation.keypoints, keypoints.count != count else { continue }
            throw .file(
                file: validation.source.name,
                reason: "annotation \(annotation.id) has \(keypoints.count) keypoints, and the network finds \(count)")
        }
    }

    /// What who reads the figures of an evaluation should know of its sigmas; nil where nobody had to guess.
    func sigmaNote(_ given: [Double]) -> String? {
        guard let head = keypointHead, given.isEmpty, head.names.count != EvaluationOptions.cocoKeypointSigmas.count
        else {
            return nil
        }
        let sigma = (evaluationSigmas([]).first ?? 0) * 1000
        return
            "of \(head.names.count) keypoints nobody knows how far they may be off: each has the mean of COCO's sigmas, "
            + "\(sigma.rounded() / 1000); evaluation.keypointSigmas says others"
    }
}
