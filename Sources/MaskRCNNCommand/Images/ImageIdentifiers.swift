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
        var images: [String: FolderBranch] = [:]
        for image in dataSet.images {
            guard let name = image.fileName.map(ImageNames.withSlashes) else { continue }
            let branch = images[Path.name(of: name)] ?? FolderBranch()
            images[Path.name(of: name)] = branch
            branch.add(image.id, in: folders(of: name))
        }
        guard !images.isEmpty else { throw CommandFailure(.badData, "\(path): it names no images") }
        var numbers: [Int] = []
        for item in items {
            guard let branch = images[Path.name(of: item.path)] else {
                throw CommandFailure(.badData, "\(item.name): \(path) has no image of this name")
            }
            let best = branch.nearest(to: folders(of: item.path))
            guard best.count == 1 else {
                let ids = best.sorted().prefix(5).map(String.init).joined(separator: ", ")
                throw CommandFailure(
                    .badData,
                    "\(item.name): \(path) has several images of this name, and which it is cannot be told: \(ids)",
                    hint: "Give the inputs with their folders, as the data set has them.")
            }
            numbers += best
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

/// The images of one name, by the folders that they are in, from the innermost outward: thousands may have it.
private final class FolderBranch {
    private var ids: Set<Int> = []
    private var outer: [Substring: FolderBranch] = [:]

    func add(_ id: Int, in folders: [Substring]) {
        var branch = self
        branch.ids.insert(id)
        for folder in folders {
            let next = branch.outer[folder] ?? FolderBranch()
            branch.outer[folder] = next
            branch = next
            branch.ids.insert(id)
        }
    }

    /// The images that have the most folders in common.
    func nearest(to folders: [Substring]) -> Set<Int> {
        var branch = self
        for folder in folders {
            guard let next = branch.outer[folder] else { break }
            branch = next
        }
        return branch.ids
    }
}
