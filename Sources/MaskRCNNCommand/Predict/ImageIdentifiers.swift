import COCO
import Datasets
import Files

/// The `image_id` of each input in COCO results.
enum ImageIdentifiers {
    /// The numbers of file names (`000000000139.jpg`, `COCO_val2014_000000000042.jpg`) where every input has its own,
    /// else 1, 2 and so on in the inputs' order.
    static func numbers(for items: [InputItem]) -> [Int] {
        let own = items.map { number(in: $0.path) }
        let distinct = Set(own.compactMap { $0 })
        return distinct.count == items.count ? own.compactMap { $0 } : Array(1..<items.count + 1)
    }

    /// The ids that a COCO data set gives to the inputs' file names.
    static func numbers(for items: [InputItem], dataSet path: String) throws(CommandFailure) -> [Int] {
        let images = try Dataset.given(path).images.compactMap { image in
            image.fileName.map { (name: ImageNames.withSlashes($0), id: image.id) }
        }
        guard !images.isEmpty else { throw CommandFailure(.badData, "\(path): it names no images") }
        var ids = Dictionary(images.map { (Path.name(of: $0.name), $0.id) }) { first, _ in first }
        // A whole path says more than a last part.
        ids.merge(images.map { ($0.name, $0.id) }) { _, whole in whole }
        var numbers: [Int] = []
        for item in items {
            guard let id = ids[item.path] ?? ids[Path.name(of: item.path)] else {
                throw CommandFailure(.badData, "\(item.name): \(path) has no image of this name")
            }
            numbers.append(id)
        }
        return numbers
    }

    private static func number(in path: String) -> Int? {
        let stem = Path.stem(of: path)
        let digits = stem.hasPrefix("COCO_") ? stem.split(separator: "_").last.map(String.init) ?? stem : stem
        return digits.allSatisfy(\.isNumber) ? Int(digits) : nil
    }
}
