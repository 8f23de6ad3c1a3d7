import COCO
import Files
import Foundation

/// The sigmas of keypoints, from what a user types: numbers, or a file of them.
enum KeypointSigmas {
    /// More keypoints than any skeleton has: a file with more is another file.
    private static let most = 10_000

    /// - Throws: ``CommandFailure`` where the text is neither a list of numbers above 0 nor a file of such.
    static func read(_ argument: String) throws(CommandFailure) -> [Double] {
        if let numbers = numbers(in: argument) { return try checked(numbers, of: "--sigmas") }
        guard FileStatus.exists(argument) else {
            throw CommandFailure(
                .usage, "--sigmas: \"\(argument)\" is no list of numbers with commas between, and no file")
        }
        let text: String
        do {
            text = try UTF8Text.string(Array(GivenFile.read(argument)))
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.badData, "\(argument): expected numbers, found \(error)")
        }
        guard let numbers = numbers(in: text) else {
            throw CommandFailure(
                .badData, "\(argument): expected numbers with commas, spaces or lines between, or a JSON list of them")
        }
        return try checked(numbers, of: argument)
    }

    /// The numbers of a text, with commas, spaces or lines between, and brackets around or not; nil where it is something else.
    private static func numbers(in text: String) -> [Double]? {
        var text = text.trimmingCharacters(in: .whitespacesAndNewlines)[...]
        if text.hasPrefix("["), text.hasSuffix("]"), text.count > 1 { text = text.dropFirst().dropLast() }
        let words = text.split { $0 == "," || $0.isWhitespace }
        let numbers = words.compactMap { Double($0) }
        return numbers.count == words.count && !numbers.isEmpty ? numbers : nil
    }

    private static func checked(_ numbers: [Double], of source: String) throws(CommandFailure) -> [Double] {
        let exit = source == "--sigmas" ? ExitStatus.usage : .badData
        guard numbers.count <= most else {
            throw CommandFailure(exit, "\(source): expected at most \(most) sigmas, found \(numbers.count)")
        }
        if let wrong = numbers.first(where: { !($0 > 0 && $0.isFinite) }) {
            throw CommandFailure(exit, "\(source): sigmas are numbers above 0, and \(wrong) is none")
        }
        return numbers
    }
}
