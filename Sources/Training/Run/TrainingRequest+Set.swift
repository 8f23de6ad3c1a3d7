internal import ClassMaps
package import TrainingData

extension TrainingRequest {
    /// The data to learn from, with the classes that a saved state has, where there is one.
    package func trainingSet(categories: [Int: String]? = nil) throws(TrainingDataError) -> TrainingSet {
        let sources = sources.map(configuration.data.reading)
        guard configuration.segmentation != nil else {
            return try TrainingSet(sources, categories: categories, options: configuration.setOptions)
        }
        var classes = classes
        if let categories {
            let names = categories.sorted { $0.key < $1.key }.map(\.value)
            if let classes, classes.names != names {
                throw .setting(
                    key: "the classes", expected: "those of the run, \(names.joined(separator: ", "))",
                    found: classes.names.joined(separator: ", "))
            }
            do {
                if classes == nil { classes = try ClassPalette(names: names) }
            } catch {
                throw .classMaps(error, others: 0)
            }
        }
        return try TrainingSet(
            classMapsOf: sources, rules: configuration.rules(classes), options: configuration.setOptions)
    }

    /// The data to evaluate on, with the classes of those to learn from; nil where there are none.
    package func validationMaps(like maps: TrainingMaps) throws(TrainingDataError) -> TrainingSet? {
        guard let validation else { return nil }
        var options = configuration.setOptions
        options.keepsImagesWithoutObjects = true
        return try TrainingSet(
            classMapsOf: [configuration.data.reading(validation)], rules: configuration.rules(maps.palette),
            options: options)
    }
}
