import COCO
import Files
import Foundation
import MaskRCNN
import Torch

/// The names of classes, from files and from what a user types.
enum Labels {
    /// Reads names for the classes of a checkpoint: a text with one a line, from class 1 on, or the categories of a COCO data set,
    /// which are numbered as training numbers them.
    static func read(_ path: String, for checkpoint: Checkpoint) throws(CommandFailure) -> [Int: String] {
        let data = try GivenFile.read(path)
        let first = data.first { !" \t\r\n".utf8.contains($0) }
        if first == UInt8(ascii: "{") {
            return try names(
                of: NamedCategories(Dataset.given(path)), in: path,
                classCount: CheckpointFile.network(in: checkpoint).map { $0.classCount - 1 })
        }
        if first == UInt8(ascii: "[") {
            throw CommandFailure(.badData, "\(path): a JSON list; expected a text with one name a line, or a COCO file")
        }
        let text: String
        do {
            text = try UTF8Text.string(Array(data))
        } catch {
            throw CommandFailure(.badData, "\(path):\(error.line): expected \(error.expected), found \(error.found)")
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            $0.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        // Some lists name the background, which is class 0.
        let start = ["__background__", "background"].contains(lines.first?.lowercased()) ? 0 : 1
        let names = lines.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset + start, $0.element) }
        if names.isEmpty { throw CommandFailure(.badData, "\(path): no names in it") }
        return Dictionary(uniqueKeysWithValues: names)
    }

    /// The names of a data set's categories by the labels that they have in a model of so many classes.
    private static func names(
        of named: NamedCategories, in path: String, classCount: Int?
    ) throws(CommandFailure) -> [Int: String] {
        guard !named.entries.isEmpty else {
            throw CommandFailure(.badData, "\(path): no list \"categories\" of id and name in it")
        }
        let count = classCount ?? named.entries.count
        guard let numbering = named.numbering(classCount: count) else {
            throw CommandFailure(
                .badData,
                "\(path): it has \(Quantity.count(named.entries.count, "category", "categories")), and the model has "
                    + "\(Quantity.count(count, "class", "classes")): which is which cannot be told",
                hint: "A text with one name a line, from class 1 on, tells it.")
        }
        return numbering.mapValues { named.entries[$0].name }
    }

    /// The numbers of classes that were typed as names, or as numbers where no class has such a name.
    static func classes(_ entries: [String], among names: [Int: String]) throws(CommandFailure) -> Set<Int> {
        let numbers = Dictionary(names.map { ($0.value.lowercased(), $0.key) }) { min($0, $1) }
        let last = names.keys.max() ?? .max
        var classes: Set<Int> = []
        for entry in entries {
            if let number = numbers[entry.lowercased()] ?? Int(entry) {
                guard (1...max(last, 1)).contains(number) else {
                    let range = names.isEmpty ? "from 1 on" : "from 1 to \(last)"
                    throw CommandFailure(.usage, "--classes: the classes are \(range), and \(number) is none")
                }
                classes.insert(number)
                continue
            }
            let close = numbers.keys.filter { $0.contains(entry.lowercased()) || entry.lowercased().contains($0) }
            let near = close.sorted { ($0.count, $0) < ($1.count, $1) }.prefix(5)
            let all = names.sorted { $0.key < $1.key }.map(\.value)
            let hint =
                near.isEmpty
                ? "There are: " + all.prefix(100).joined(separator: ", ")
                : "Did you mean \(near.joined(separator: " or "))?"
            throw CommandFailure(.usage, "--classes: no class is called \"\(entry)\"", hint: hint)
        }
        return classes
    }
}
