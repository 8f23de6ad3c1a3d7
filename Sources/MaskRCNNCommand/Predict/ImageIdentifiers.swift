import Files
import Foundation

/// The `image_id` of each input in COCO results.
enum ImageIdentifiers {
    private struct DataSet: Decodable {
        struct Image: Decodable {
            let id: Int
            let file_name: String
        }
        let images: [Image]
    }

    /// The numbers of file names (`000000000139.jpg`, `COCO_val2014_000000000042.jpg`) where every input has its own,
    /// else 1, 2 and so on in the inputs' order.
    static func numbers(for items: [InputItem]) -> [Int] {
        let own = items.map { number(in: $0.path) }
        let distinct = Set(own.compactMap { $0 })
        return distinct.count == items.count ? own.compactMap { $0 } : Array(1..<items.count + 1)
    }

    /// The ids that a COCO data set gives to the inputs' file names.
    static func numbers(for items: [InputItem], dataSet path: String) throws(CommandFailure) -> [Int] {
        let data = try GivenFile.read(path)
        guard let dataSet = try? JSONDecoder().decode(DataSet.self, from: data) else {
            throw CommandFailure(.badData, "\(path): no COCO data set: it has no list \"images\" of id and file_name")
        }
        var ids = Dictionary(dataSet.images.map { (Path.name(of: $0.file_name), $0.id) }) { first, _ in first }
        // A whole path says more than a last part.
        ids.merge(dataSet.images.map { ($0.file_name, $0.id) }) { _, whole in whole }
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
