internal import MaskRCNN

// How a configuration stands in files. Networks for class maps have `classMaps` beside the network, and no `sampling`.

extension TrainingConfiguration: Codable {
    private enum Key: String, CodingKey {
        case network, classMaps, training, augmentation, sampling, lossWeights, data, optimizer, schedule, evaluation
        case saveEverySteps, seed
    }

    /// Reads one, in which nothing is missing.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        if values.contains(.classMaps) {
            var segmentation = Segmentation()
            segmentation.network = try values.decode(type(of: segmentation.network), forKey: .network)
            segmentation.classMaps = try values.decode(type(of: segmentation.classMaps), forKey: .classMaps)
            segmentation.lossWeights = try values.decode(type(of: segmentation.lossWeights), forKey: .lossWeights)
            self.segmentation = segmentation
        } else {
            network = try values.decode(type(of: network), forKey: .network)
            sampling = try values.decode(type(of: sampling), forKey: .sampling)
            lossWeights = try values.decode(type(of: lossWeights), forKey: .lossWeights)
        }
        training = try values.decode(type(of: training), forKey: .training)
        augmentation = try values.decode(type(of: augmentation), forKey: .augmentation)
        data = try values.decode(type(of: data), forKey: .data)
        optimizer = try values.decode(type(of: optimizer), forKey: .optimizer)
        schedule = try values.decode(type(of: schedule), forKey: .schedule)
        evaluation = try values.decode(type(of: evaluation), forKey: .evaluation)
        saveEverySteps = try values.decode(type(of: saveEverySteps), forKey: .saveEverySteps)
        seed = try values.decode(type(of: seed), forKey: .seed)
    }

    /// Writes what a network of its kind has.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        if let segmentation {
            try values.encode(segmentation.network, forKey: .network)
            try values.encode(segmentation.classMaps, forKey: .classMaps)
        } else {
            try values.encode(network, forKey: .network)
        }
        try values.encode(training, forKey: .training)
        try values.encode(augmentation, forKey: .augmentation)
        if let segmentation {
            try values.encode(segmentation.lossWeights, forKey: .lossWeights)
        } else {
            try values.encode(sampling, forKey: .sampling)
            try values.encode(lossWeights, forKey: .lossWeights)
        }
        try values.encode(data, forKey: .data)
        try values.encode(optimizer, forKey: .optimizer)
        try values.encode(schedule, forKey: .schedule)
        try values.encode(evaluation, forKey: .evaluation)
        try values.encode(saveEverySteps, forKey: .saveEverySteps)
        try values.encode(seed, forKey: .seed)
    }
}
