import COCO
import Files
import Imaging
import TrainingData

extension ShowCommand {
    /// Draws images as training is to see them, in one picture or in a folder.
    func drawAugmented(_ ids: [Int], of dataset: Dataset, isPicture: Bool) throws {
        do {
            var options = TrainingSet.Options()
            options.images = .skip
            var source = TrainingSet.Source(
                dataset, imageFolder: images, name: file, allowsOutside: pictures.allowOutside)
            source.reading = reading
            let set = try TrainingSet([source], options: options)
            if !messages.quiet { for message in set.messages { Console.standard.note("warning: \(message)") } }
            let places = Dictionary(set.images.enumerated().map { ($1.id, $0) }) { first, _ in first }
            for id in ids where places[id] == nil {
                throw CommandFailure(.badData, "\(file): image \(id) is not there, or cannot be learnt from")
            }
            let files = isPicture ? [output] : try augmentedNames(of: ids, in: dataset)
            for path in files { try OutputFile.check(path, overwrite: overwrite) }
            let epochs = epochs ?? 1
            let maker = try SampleMaker(set, augmentation: Augmentation(augmentation ?? .flip), seed: seed ?? 0)
            let preview = AugmentedPreview(categories: set.categories)
            let turns = ids.flatMap { id in (0..<epochs).map { (places[id] ?? 0, $0) } }
            if isPicture {
                let samples = try turns.map { try maker.sample(ofImage: $0.0, epoch: $0.1) }
                try write(preview.contactSheet(of: samples, columns: epochs > 1 ? epochs : nil), to: output)
            } else {
                try OutputFolder.make(output)
                for (turn, path) in zip(turns, files) {
                    try write(preview.picture(of: maker.sample(ofImage: turn.0, epoch: turn.1)), to: path)
                }
            }
            try tell(files, images: ids, isPicture: isPicture)
        } catch let error as TrainingDataError {
            throw CommandFailure(error)
        }
    }

    /// A name for each epoch of each image.
    private func augmentedNames(of ids: [Int], in dataset: Dataset) throws(CommandFailure) -> [String] {
        let epochs = epochs ?? 1
        return try names(of: ids, in: dataset).flatMap { path in
            guard epochs > 1 else { return [path] }
            return (0..<epochs).map { "\(Path.folder(of: path))/\(Path.stem(of: path))_epoch\($0).png" }
        }
    }
}

extension CommandFailure {
    /// The failure of data for training.
    init(_ error: TrainingDataError) {
        switch error {
        case .setting: self.init(.usage, error.description)
        case .fault(let fault, _) where fault.kind == .missingFile: self.init(.noInput, error.description)
        case .picture, .stopped: self.init(.internalError, error.description)
        case .classMaps(let inner, _):
            self.init(inner)
            message = error.description
        case .fault, .noAnnotations, .crowdsAlone, .noUsableObjects, .noImages, .unreadableImage, .sizeDiffers,
            .tooManyBrokenImages, .unusableMask, .noKeypoints, .keypointsDiffer, .noClasses:
            self.init(.badData, error.description)
        }
    }
}
