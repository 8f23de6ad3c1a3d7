import COCO
import Datasets
import Files
import Training
import TrainingData

extension TrainingPlan {
    /// How the data of a run that goes on differ from those it was started with.
    static func changes(in inputs: RunInputs, since earlier: RunInputs) -> [String] {
        var changes = inputs.changes(since: earlier)
        if earlier.contents.contains(nil) {
            changes.append(
                "whether the data are still those that the run was started with cannot be told: it took none down")
        }
        return changes
    }

    /// Takes down what the data hold.
    static func takeDown(_ request: TrainingRequest, in inputs: inout RunInputs) {
        for (index, source) in request.sources.enumerated() {
            inputs.training[index].content = DataFingerprint(of: source)
        }
        inputs.validation?.content = request.validation.map { DataFingerprint(of: $0) }
    }

    /// Says where the network is evaluated on what it is trained on.
    static func sharedImages(_ request: TrainingRequest) -> [String] {
        guard let validation = request.validation else { return [] }
        let figure = request.configuration.segmentation == nil ? "AP" : "mean IoU"
        func paths(_ source: TrainingSet.Source) -> [String] {
            source.dataset.images.compactMap { (try? source.path(of: $0)) ?? nil }
        }
        let own = paths(validation)
        let others = request.sources.flatMap(paths)
        let learnt = Set(others)
        let same = own.count(where: learnt.contains)
        var notes: [String] = []
        if same > 0 {
            notes.append(
                "\(same) of \(Quantity.count(own.count, "image")) to evaluate on are learnt from, too: the \(figure) says little of "
                    + "new images")
        }
        let all = others + own
        let copies = ImageCopies(names: all).groups.flatMap { group in
            group.contains { $0 < others.count }
                ? group.filter { $0 >= others.count && !learnt.contains(all[$0]) } : []
        }
        if let first = copies.first {
            notes.append(
                "\(copies.count) of \(Quantity.count(own.count, "image")) to evaluate on are, by their names, copies of images "
                    + "that are learnt from, such as \(Path.name(of: all[first])): the \(figure) says little of new images"
            )
        }
        return notes
    }
}
