internal import Foundation

/// What the numbers may mean by which results name images and categories, if not the data set's ids.
///
/// Tools that know no ids number what they are given: pictures in the order of their names, classes from 0 or 1.
public enum ResultReading: Sendable, Hashable {
    /// Places among the images by their files' names, counted from a first number.
    case imagesByName(first: Int)
    /// Places among the images of the data set's file.
    case imagesInFile(first: Int)
    /// Places among the images by rising id.
    case imagesByID(first: Int)
    /// The numbers that the images' files have for names.
    case imagesByNumberInName
    /// Places among other file names than the data set's: of a folder, in their order.
    case imagesByFolder(first: Int)
    /// Places among the categories by rising id.
    case categoriesByID(first: Int)
    /// Places among the categories of the data set's file.
    case categoriesInFile(first: Int)
    /// Nothing that is known: categories do not count.
    case anyCategory

    /// The readings in the order in which they are tried: the likely ones first.
    static let all: [ResultReading] =
        [1, 0].flatMap { first in
            [
                .imagesByName(first: first), .imagesInFile(first: first), .imagesByID(first: first),
                .imagesByFolder(first: first), .categoriesByID(first: first), .categoriesInFile(first: first),
            ]
        } + [.imagesByNumberInName, .anyCategory]
}

extension ResultReading {
    /// The results with the data set's ids in the place of the numbers; nil where a number stands for nothing, or the
    /// results would be the same.
    /// - Parameter fileNames: The names of a folder's pictures, in the order in which a tool would take them.
    func applied(
        to results: [DetectionResult], of dataset: Dataset, fileNames: [String]
    ) -> [DetectionResult]? {
        switch self {
        case .categoriesByID, .categoriesInFile:
            guard let ids = categoryIDs(of: dataset) else { return nil }
            return renumbered(results, \.categoryID, ids)
        case .anyCategory:
            let known = Set(dataset.categories.map(\.id))
            guard let one = dataset.categories.first?.id else { return nil }
            return results.map { result in
                var result = result
                if !known.contains(result.categoryID) { result.categoryID = one }
                return result
            }
        default:
            guard let ids = imageIDs(of: dataset, fileNames: fileNames) else { return nil }
            return renumbered(results, \.imageID, ids)
        }
    }

    private func renumbered(
        _ results: [DetectionResult], _ field: WritableKeyPath<DetectionResult, Int>, _ ids: [Int: Int]
    ) -> [DetectionResult]? {
        var isSame = true
        var renumbered = results
        for index in results.indices {
            guard let id = ids[results[index][keyPath: field]] else { return nil }
            if id != results[index][keyPath: field] { isSame = false }
            renumbered[index][keyPath: field] = id
        }
        return isSame ? nil : renumbered
    }

    /// The image's id for each number.
    private func imageIDs(of dataset: Dataset, fileNames: [String]) -> [Int: Int]? {
        let images = dataset.images
        switch self {
        case .imagesByName(let first):
            guard images.allSatisfy({ $0.fileName != nil }) else { return nil }
            return Self.numbered(images.sorted { ($0.fileName ?? "") < ($1.fileName ?? "") }.map(\.id), from: first)
        case .imagesInFile(let first): return Self.numbered(images.map(\.id), from: first)
        case .imagesByID(let first): return Self.numbered(images.map(\.id).sorted(), from: first)
        case .imagesByFolder(let first):
            let named = images.compactMap { image in image.fileName.map { ($0, image.id) } }
            let ids = Dictionary(named, uniquingKeysWith: { one, _ in one })
            let pairs = fileNames.enumerated().compactMap { place, name in ids[name].map { (place + first, $0) } }
            return Dictionary(pairs, uniquingKeysWith: { one, _ in one })
        case .imagesByNumberInName:
            let pairs = images.compactMap { image in
                image.fileName.flatMap(Self.number).map { ($0, image.id) }
            }
            return Dictionary(pairs, uniquingKeysWith: { one, _ in one })
        case .categoriesByID, .categoriesInFile, .anyCategory: return nil
        }
    }

    private func categoryIDs(of dataset: Dataset) -> [Int: Int]? {
        let ids = dataset.categories.map(\.id)
        return switch self {
        case .categoriesByID(let first): Self.numbered(ids.sorted(), from: first)
        case .categoriesInFile(let first): Self.numbered(ids, from: first)
        default: nil
        }
    }

    private static func numbered(_ ids: [Int], from first: Int) -> [Int: Int] {
        Dictionary(ids.enumerated().map { ($0 + first, $1) }, uniquingKeysWith: { one, _ in one })
    }

    /// The number at the end of a file's name, without its extension: `COCO_val2014_000000000042.jpg` is 42.
    private static func number(in path: String) -> Int? {
        let name = path.split(separator: "/").last ?? ""
        let stem = name.split(separator: ".").first ?? ""
        return Int(String(stem.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()))
    }
}
