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
    ///
    /// The more folders of two paths agree, from the end on, the better; where images of one name fit equally well, no id is right.
    static func numbers(
        for items: [InputItem], dataSet: Dataset, named path: String
    ) throws(CommandFailure) -> [Int] {
        var images: [String: [(folders: [Substring], id: Int)]] = [:]
        for image in dataSet.images {
            guard let name = image.fileName.map(ImageNames.withSlashes) else { continue }
            images[Path.name(of: name), default: []].append((folders(of: name), image.id))
        }
        guard !images.isEmpty else { throw CommandFailure(.badData, "\(path): it names no images") }
        var numbers: [Int] = []
        for item in items {
            let own = folders(of: item.path)
            let fits = (images[Path.name(of: item.path)] ?? []).map { image in
                (id: image.id, common: zip(image.folders, own).prefix { $0 == $1 }.count)
            }
            guard let most = fits.map(\.common).max() else {
                throw CommandFailure(.badData, "\(item.name): \(path) has no image of this name")
            }
            let best = Set(fits.filter { $0.common == most }.map(\.id)).sorted()
            guard best.count == 1 else {
                let ids = best.prefix(5).map(String.init).joined(separator: ", ")
                throw CommandFailure(
                    .badData,
                    "\(item.name): \(path) has several images of this name, and which it is cannot be told: \(ids)",
                    hint: "Give the inputs with their folders, as the data set has them.")
            }
            numbers.append(best[0])
        }
        return numbers
    }

    /// The folders of a path, from the last to the first.
    private static func folders(of path: String) -> [Substring] {
        path.split(separator: "/").filter { $0 != "." }.dropLast().reversed()
    }

    private static func number(in path: String) -> Int? {
        let stem = Path.stem(of: path)
        let digits = stem.hasPrefix("COCO_") ? stem.split(separator: "_").last.map(String.init) ?? stem : stem
        return digits.allSatisfy(\.isNumber) ? Int(digits) : nil
    }
}
