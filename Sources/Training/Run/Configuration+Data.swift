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
        options.boxesSuffice = !network.hasMasks
        options.keypointCount = network.keypointHead?.names.count
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
